"""What intake and assessment announce to review about one initiative, and what people do then, in few words."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import httpx

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by

INITIATIVE: Final = uuid(100)
STREAM: Final = f"initiative-{INITIATIVE}"
CLEARANCE: Final = f"/review/v1/clearances/{INITIATIVE}"
ALL: Final[tuple[Role, ...]] = ("ministry-vws", "ministry-ocw", "ministry-szw")
ASKED: Final[dict[str, tuple[Role, ...]]] = {"2019-03": ALL, "2021-01": ("ministry-vws", "ministry-ocw")}
KEPT: Final = {"ref": uuid(501), "digest": "0" * 64}

Step = Callable[[Running], Coroutine[Any, Any, Any]]
"""Something that happens: told by another service, or done by a person."""


def policy(version: str = "2019-03") -> Step:
    data = {
        "policyVersion": version,
        "validFrom": "2019-03-01",
        "criteria": ["samenwerken", "innoveren", "veranderen", "opschalen"],
        "threshold": 3,
        "requiredMinistries": list(ASKED[version]),
        "reminderDays": [7, 14],
        "escalationDays": 28,
    }
    return lambda now: now.announce("assessment", "policy-activated.v1", data, stream=f"policy-{version}")


def submission(
    initiative: str = INITIATIVE, title: str = "Ketenstage", region: str = "Groningen", digest: str | None = None
) -> Step:
    """`digest` is what it is called by; older facts do not tell."""
    data = {"title": title, "region": region, "submissionVersion": 1, "submitter": uuid(1), "contact": KEPT}
    data |= {} if digest is None else {"submissionDigest": digest}
    return lambda now: now.announce("intake", "initiative-submitted.v1", data, stream=f"initiative-{initiative}")


def revision(version: int = 2, **changed: Any) -> Step:
    data = {"submissionVersion": version, **changed}
    return lambda now: now.announce("intake", "initiative-revised.v1", data, stream=STREAM)


def withdrawal() -> Step:
    return lambda now: now.announce("intake", "initiative-withdrawn.v1", {"reason": KEPT}, stream=STREAM)


def assessment(version: int = 1, outcome: str = "met", *, under: str = "2019-03", initiative: str = INITIATIVE) -> Step:
    data = {"policyVersion": under, "submissionVersion": version, "outcome": outcome, "criteria": {}}
    return lambda now: now.announce("assessment", "criteria-assessed.v1", data, stream=f"initiative-{initiative}")


def reversal(version: int = 1, outcome: str = "met") -> Step:
    data = {"policyVersion": "2019-03", "submissionVersion": version, "outcome": outcome, "reason": KEPT}
    return lambda now: now.announce("assessment", "assessment-reversed.v1", data, stream=STREAM)


def does(role: Role, act: str, **body: Any) -> Step:
    return lambda now: now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role))


def taken_back(role: Role, reason: str = "Een nieuw feit.") -> Step:
    return does(role, "reversals", reason=reason)


def check(*, clear: bool = True) -> Step:
    return does("ministry-vws", "inspectorate-checks", clear=clear, motivation="Geen contact bekend.")


def verdict(ministry: Role, verdict: str = "cleared") -> Step:
    return does(ministry, "verdicts", ministry=ministry, verdict=verdict, motivation="Geen bezwaar.")


def closure() -> Step:
    return does("adviser", "closures", reason="SZW antwoordt niet.")


OPEN: Final = (policy(), submission(), assessment())
CHECKED: Final = (*OPEN, check())
CLEARED: Final = (*CHECKED, *(verdict(ministry) for ministry in ALL))
REFUSED: Final = (*CHECKED, verdict("ministry-vws"), verdict("ministry-ocw", "refused"), verdict("ministry-szw"))
REVISED: Final = (*CHECKED, verdict("ministry-vws"), revision(changed=["title"]), assessment(2))
"""Cleared by one ministry, then asked anew about version 2."""


async def happen(now: Running, *steps: Step) -> None:
    """One step after the other, each with all that follows from it; an act among them has to succeed."""
    for step in steps:
        done = await step(now)
        assert not isinstance(done, httpx.Response) or done.status_code == 201, done.text
        await now.settled()


async def seen(now: Running, role: Role = "adviser") -> dict[str, Any]:
    """The clearance as somebody reads it."""
    answer = await now.http.get(CLEARANCE, headers=by(role))
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def opened(now: Running, role: Role, kept: dict[str, str]) -> str:
    """A text as somebody reads it in the vault."""
    answer = await now.http.get(f"/review/v1/vault/{kept['ref']}", headers=by(role))
    assert answer.status_code == 200, answer.text
    content: str = answer.json()["content"]
    return content
