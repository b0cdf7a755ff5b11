"""What a version of a submission is called by those who decide on it: a hash of all that it says.

A stranger recomputes it from the facts of one stream. Take from InitiativeSubmitted the ten fields of a description
(`title` to `criteria`) as they stand there, and lay over them, up to the version that is asked, those that each
InitiativeRevised holds. Add `contacts`: the list of the digests of `contact` and of each of `contacts`, in that order.
Write this as JSON after RFC 8785: UTF-8, keys sorted, no white space, what is absent left out. The digest is the
SHA-256 of these bytes. `docs/adr/0030-a-submission-from-draft-to-version.md` says why.
"""

import hashlib
import json
from collections.abc import Sequence

from services.intake import events
from shared.event import Kept


def submission_digest(description: events.Description, contacts: Sequence[Kept]) -> str:
    """SHA-256, in lowercase hex, of the canonical JSON of a description and the digests of its contacts."""
    return hashlib.sha256(canonical(description, contacts)).hexdigest()


def canonical(description: events.Description, contacts: Sequence[Kept]) -> bytes:
    """The bytes that are hashed. What is absent is left out, as in the facts: a field that is new one day changes no
    digest of a version that never had it.
    """
    said = description.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(events.DESCRIBED))
    told = said | {"contacts": [each.digest for each in contacts]}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
