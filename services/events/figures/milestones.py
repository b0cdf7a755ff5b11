"""What one fact says that past lists and figures are made of: how far its initiative came, what it is called and about,
when its clock stops.

Of an initiative's text its title is in it and nothing else, and of people nobody.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.events.journey import overview
from shared.envelope import Envelope
from shared.event import Readers

ASKED: Final = "asked"
ANSWERED: Final = "answered"
"""A question to the submitter, and its answer, by the question's id."""
TITLES: Final = ("title", "published_title")
"""What it is called: by its submitter, and in its article."""
AWAY: Final = "away"
"""Whether the initiative was invited to come back later, and has not yet."""
SIGHTS: Final[tuple[Readers, ...]] = ("public", "office")
"""For whom there are some: a party reads its own journeys, which are few, and of all others what is public."""

_NAMES: Final = "nl.koploper."


def told(envelope: Envelope, data: Mapping[str, Any], sight: Readers) -> dict[str, Any]:
    """By name, what a fact says; `data` is what `sight` may see of it. Nothing where it says nothing of the kind."""
    return overview.columns(envelope, data, sight) | _more(envelope, data)


def _more(envelope: Envelope, data: Mapping[str, Any]) -> dict[str, Any]:
    match envelope.type.removeprefix(_NAMES):
        case "initiative-submitted.v1" | "initiative-revised.v1":
            return _branches(data, "branches")
        case "article-published.v1" | "article-corrected.v1":
            return _branches(data, "published_branches")
        case "information-requested.v1":
            return {ASKED: envelope.id}
        case "information-supplied.v1" if isinstance(data.get("requestId"), str):
            return {ANSWERED: data["requestId"]}
        case "assessment-deferred.v1":
            return {AWAY: True}
        case "assessment-resumed.v1" | "dossier-revised.v1":
            return {AWAY: False}
        case _:
            return {}


def _branches(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    branches = data.get("branches")
    listed = isinstance(branches, list) and all(isinstance(branch, str) for branch in branches)
    return {name: branches} if listed else {}
