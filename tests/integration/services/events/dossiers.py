"""A ledger with a journey in it that is worth a dossier, and what is in the zip file that comes of it."""

import zipfile
from io import BytesIO
from typing import Any, Final

from shared.testing.given import uuid
from shared.testing.running import Running
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER, assessed, published, submitted
from tests.integration.services.events.test_signed import signed

DOSSIER: Final = f"/events/v1/initiatives/{ID}/dossier"
EVIL: Final = "</title><script>alert(1)</script>\x0b{{ 7 * 7 }} & “Ketenstage”"
"""A title by somebody who means harm."""
CONTACT: Final = {"ref": uuid(901), "digest": "a" * 64}
MOTIVATION: Final = {"ref": uuid(902), "digest": "b" * 64}
POLICY: Final[dict[str, Any]] = {"policyVersion": "2019-03", "validFrom": "2019-03-01", "threshold": 3}


async def told(now: Running, title: str = EVIL) -> None:
    """Two initiatives, the policy they were decided under, and a text that is gone: ten facts, not yet signed."""
    await now.announce("assessment", "policy-activated.v1", POLICY, stream="policy-2019-03", policyversion="2019-03")
    await submitted(now, title=title, contact=CONTACT)
    await now.settled()
    await submitted(now, OTHER, person=2)
    await now.announce("review", "policy-noted-by-review.v1", POLICY, stream="policy-2019-03", policyversion="2019-03")
    await now.announce("assessment", "policy-activated.v1", POLICY, stream="policy-2021-01", policyversion="2021-01")
    await assessed(now, note=MOTIVATION)
    await assessed(now, OTHER)
    await now.settled()
    await published(now)
    erasing = {"erasure": uuid(903), "because": "person-erased", "person": uuid(1), "texts": [CONTACT["ref"]]}
    await now.announce("intake", "person-data-erased.v1", erasing, stream=f"initiative-{ID}")
    await now.announce("publication", "koploper-invited.v1", {"initiativeId": ID}, stream=f"meeting-{uuid(904)}",
                       initiativeid=ID)  # fmt: skip
    await now.settled()


async def made(now: Running, query: str = "", headers: dict[str, str] = AUDITOR) -> bytes:
    """The bytes of the dossier."""
    answer = await now.http.get(f"{DOSSIER}{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content


async def signed_and_made(now: Running) -> bytes:
    """The same, of all that there is."""
    await told(now)
    await signed(now, 10)
    return await made(now)


def unpacked(dossier: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(dossier)) as read:
        return {name: read.read(name) for name in read.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as made_anew:
        for name, content in files.items():
            made_anew.writestr(name, content)
    return written.getvalue()
