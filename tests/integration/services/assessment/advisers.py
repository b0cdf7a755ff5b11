"""What tests of assessment say and do: intake's announcements, and advisers' requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from shared.actor import Role
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by

ID: Final = uuid(100)
STREAM: Final = f"initiative-{ID}"
DOSSIERS: Final = "/assessment/v1/dossiers"
AT: Final = f"{DOSSIERS}/{ID}"
CRITERIA: Final = ("samenwerken", "innoveren", "veranderen", "opschalen")
NONE: Final[Mapping[str, str]] = {}
ANSWER: Final = {"ref": uuid(71), "digest": "b" * 64}
NEW: Final = {"unheardOf": [{"in": "a later version"}]}
"""What intake may add to its facts at any time."""


@dataclass(frozen=True)
class Advisers:
    """Assessment alone, with intake's facts as the bus would bring them."""

    now: Running

    async def heard(self, type: str, *, of: int = 100, **data: Any) -> str:
        """Intake announced something of an initiative, and assessment has handled it; gives the fact's id."""
        fact = await self.now.announce("intake", type, data | NEW, stream=f"initiative-{uuid(of)}")
        await self.now.settled()
        return fact

    async def submitted(self, *, of: int = 100, submitter: int = 1, **more: Any) -> None:
        told = {"submissionVersion": 1, "title": "Ketenstage", "submitter": actor("submitter", submitter).id}
        await self.heard("initiative-submitted.v1", of=of, **told, **more)

    async def revised(self, version: int = 2, **changed: Any) -> None:
        await self.heard("initiative-revised.v1", submissionVersion=version, **changed)

    async def answered(self, request: str) -> None:
        await self.heard("information-supplied.v1", requestId=request, text=ANSWER)

    async def withdrawn(self) -> None:
        await self.heard("initiative-withdrawn.v1")

    async def post(
        self, act: str, body: Any, role: Role = "adviser", number: int = 1, headers: Mapping[str, str] = NONE
    ) -> httpx.Response:
        return await self.now.http.post(f"{AT}/{act}", json=body, headers={**by(role, number), **headers})

    async def get(self, path: str, role: Role | None = "adviser", number: int = 1) -> httpx.Response:
        return await self.now.http.get(path, headers=by(role, number) if role else {})

    async def dossier(self, role: Role = "adviser", number: int = 1) -> dict[str, Any]:
        answer = await self.get(AT, role, number)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def judged(self, *, met: int) -> None:
        """All four judged, the first `met` of them met."""
        for place, criterion in enumerate(CRITERIA):
            done(await self.post("judgements", judgement(criterion, met=place < met)))

    async def asked(self) -> str:
        """The submitter was asked something; gives the request's id."""
        done(await self.post("information-requests", {"question": "Hoeveel studenten bleven?"}))
        request: str = (await self.dossier())["questions"][-1]["requestId"]
        return request

    async def proposed(self) -> None:
        """Adviser 1 proposed a rejection."""
        await self.judged(met=2)
        done(await self.post("assessments", {}))

    async def met(self) -> None:
        await self.judged(met=3)
        done(await self.post("assessments", {}))

    async def rejected(self) -> None:
        """Adviser 2 agreed."""
        await self.proposed()
        done(await self.post("confirmations", confirmation(), number=2))


def judgement(criterion: str = "innoveren", *, met: bool = True, **more: Any) -> dict[str, Any]:
    return {"criterion": criterion, "met": met, "motivation": f"Over {criterion}.", **more}


def confirmation(*, confirmed: bool = True) -> dict[str, Any]:
    return {"confirmed": confirmed, "motivation": "Gelezen en gewogen."}


def done(answer: httpx.Response) -> httpx.Response:
    """The answer to an act that must succeed."""
    assert answer.status_code == 201, answer.text
    return answer
