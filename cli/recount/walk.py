"""Walking through what happened to one initiative, from stage to stage, as somebody would who reads it aloud."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Happened = tuple[str, Mapping[str, Any], datetime]
"""The kind of an event, its data, and when it was."""
SUSPENDED: Final = frozenset({"assessment-reversed", "clearance-reversed", "clearance-lapsed", "not-met"})
"""Why an article went that comes back with its initiative."""
MAKES: Final[Mapping[str, frozenset[str]]] = {
    "submitted": frozenset({"initiative-submitted", "assessment-reversed"}),
    "assessed": frozenset({"criteria-assessed"}),
    "cleared": frozenset({"ministry-cleared"}),
    "published": frozenset({"article-published"}),
    "nominated": frozenset({"koploper-nominated", "article-published"}),
    "rejected": frozenset({"criteria-assessed"}),
    "refused": frozenset({"ministry-refused"}),
}
"""What, happening again, has an initiative enter the stage again where it stands already."""
_OTHERS: Final = frozenset(
    {
        *("initiative-withdrawn", "clearance-reversed", "article-withdrawn"),
        *("article-withdrawal-reversed", "nomination-reversed", "invitation-lapsed"),
    }
)


@dataclass(frozen=True)
class Visit:
    """A stage, and since when."""

    stage: str
    at: datetime


@dataclass
class Standing:
    """What holds of it at some point of the walk."""

    submitted: bool = False
    met_once: bool = False
    outcome: str | None = None
    cleared: bool = False
    refused: bool = False
    published: bool = False
    suspended: bool = False
    nominated: bool = False
    withdrawn: datetime | None = None
    article_withdrawn: datetime | None = None

    @property
    def stage(self) -> str | None:
        """Ends come first, and what has to be assessed again; then what lies furthest."""
        there = {
            "withdrawn": self.withdrawn is not None or self.article_withdrawn is not None,
            "rejected": self.outcome == "not-met",
            "refused": self.refused,
            "submitted again": self.outcome == "reversed",
            "nominated": self.nominated and not self.suspended,
            "published": self.published and not self.suspended,
            "cleared": self.cleared,
            "assessed": self.met_once,
            "submitted": self.submitted,
        }
        found = next((stage for stage, holds in there.items() if holds), None)
        return found and found.removesuffix(" again")


def moves(kind: str) -> bool:
    """Whether an event of this kind may bring an initiative to another stage."""
    return kind in _OTHERS or any(kind in makers for makers in MAKES.values())


def visits(happened: Iterable[Happened], *, public: bool) -> Sequence[Visit]:
    """Each stage as it was entered."""
    standing = Standing()
    found: list[Visit] = []
    for kind, data, at in happened:
        take(standing, kind, data, at, public=public)
        stage = standing.stage
        if stage == "withdrawn":
            since = min(each for each in (standing.withdrawn, standing.article_withdrawn) if each is not None)
        else:
            since = at
        same = found and found[-1].stage == stage
        again = stage == "withdrawn" or kind in MAKES.get(stage or "", ())
        if stage is not None and (not same or (again and found[-1].at != since)):
            found.append(Visit(stage, since))
    return found


def take(standing: Standing, kind: str, data: Mapping[str, Any], at: datetime, *, public: bool) -> None:
    """What an event changes. The public is not told that an article comes back."""
    match kind:
        case "initiative-submitted":
            standing.submitted = True
        case "initiative-withdrawn":
            standing.withdrawn = at
        case "criteria-assessed":
            standing.outcome = "met" if data.get("outcome") == "met" else "not-met"
            standing.met_once = standing.met_once or standing.outcome == "met"
        case "assessment-reversed":
            standing.outcome = "reversed"
        case "ministry-cleared":
            standing.cleared = True
        case "ministry-refused":
            standing.refused = True
        case "clearance-reversed" if data.get("outcome") == "refused":
            standing.refused = False
        case "clearance-reversed":
            standing.cleared = False
        case "article-published":
            standing.published, standing.suspended, standing.article_withdrawn = True, False, None
        case "article-withdrawn" if data.get("replaces") is not None:
            pass
        case "article-withdrawn" if data.get("reason") in SUSPENDED and not public:
            standing.suspended = True
        case "article-withdrawn":
            standing.article_withdrawn = at
        case "article-withdrawal-reversed":
            standing.suspended, standing.article_withdrawn = True, None
        case "koploper-nominated":
            standing.nominated = True
        case "invitation-lapsed" if data.get("nominated") is not True:
            pass
        case "nomination-reversed" | "invitation-lapsed":
            standing.nominated = False
        case _:
            pass
