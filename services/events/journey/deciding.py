"""What the maker of each decision had before them, as the fact of the decision tells it."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from shared.envelope import Envelope

Name = Literal[
    "submissionVersion", "submissionDigest", "policyVersion", "policyDigest", "articleVersion", "articleDigest"
]
FIELDS: Final[Mapping[Name, str]] = {
    "submissionVersion": "submissionVersion",
    "submissionDigest": "submissionDigest",
    "policyVersion": "policyVersion",
    "policyDigest": "policyDigest",
    "articleVersion": "draftVersion",
    "articleDigest": "articleDigest",
}
"""Of what was seen, in which field of a fact it stands; an article is known by the version of its draft."""
DECISIONS: Final = frozenset(
    {
        "criterion-judged",
        "information-requested",
        "assessment-deferred",
        "rejection-proposed",
        "rejection-confirmed",
        "rejection-contested",
        "criteria-assessed",
        "assessment-reversed",
        "inspectorate-checked",
        "inspectorate-check-corrected",
        "employers-advised",
        "employers-advice-corrected",
        "ministry-verdict-given",
        "round-closed",
        "ministry-cleared",
        "ministry-refused",
        "clearance-reversed",
        "article-approved",
        "approval-withdrawn",
        "article-published",
        "article-corrected",
    }
)
"""Types, without their version, of what somebody decided or asked on a text; others that name one only pass it on."""
_NAMES: Final = "nl.koploper."


def seen(envelope: Envelope, data: Mapping[str, Any]) -> dict[Name, int | str] | None:
    """What was seen, as far as `data` (what its reader may see of the fact) tells; None where nothing was decided."""
    if envelope.type.removeprefix(_NAMES).rpartition(".")[0] not in DECISIONS:
        return None
    return {
        name: data[field]
        for name, field in FIELDS.items()
        if isinstance(data.get(field), int | str) and not isinstance(data[field], bool)
    }
