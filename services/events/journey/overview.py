"""What one event says about an initiative's journey, and how far the journey is by all that was said.

For one reader each column is written by the events of one stream only, and those arrive in order: so the same events
give the same overview, in whatever order the streams arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared.envelope import Envelope, timestamp
from shared.event import Readers

Stage = Literal["submitted", "assessed", "cleared", "published", "nominated", "rejected", "refused", "withdrawn"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A journey is at `stage` when `column` has a value (`needed`, or any), `unless` another column has one.

    Since when is told by the columns of `since`; those of `left` tell when it was left, for a stage further down.
    """

    stage: Stage
    column: str
    since: tuple[str, ...]
    needed: str | None = None
    unless: str | None = None
    left: tuple[str, ...] = ()

    def fits(self, row: Row) -> bool:
        value = row.get(self.column)
        there = value is not None and self.needed in {None, value}
        return there and (self.unless is None or row.get(self.unless) is None)


REVERSED: Final = "reversed"
"""The outcome of an assessment that was taken back."""
RULES: Final = (
    Rule("withdrawn", "withdrawn_at", ("withdrawn_at",)),
    Rule("withdrawn", "article_withdrawn_at", ("article_withdrawn_at",), left=("article_taken_up_at",)),
    Rule("rejected", "outcome", ("rejected_at",), needed="not-met"),
    Rule("refused", "refused_at", ("refused_at",), left=("refusal_reversed_at",)),
    Rule("submitted", "outcome", ("reversed_at",), needed=REVERSED),
    Rule(
        "nominated",
        "nominated_at",
        ("nominated_at", "published_at"),
        unless="article_suspended_at",
        left=("nomination_reversed_at",),
    ),
    Rule(
        "published",
        "published_at",
        ("published_at",),
        unless="article_suspended_at",
        left=("article_suspended_at",),
    ),
    Rule("cleared", "cleared_at", ("cleared_at",), unless="clearance_reversed_at", left=("clearance_reversed_at",)),
    Rule("assessed", "assessed_at", ("assessed_at",)),
    Rule("submitted", "submitted_at", ("submitted_at",)),
)
"""The first that fits counts: ends first, then an assessment to be done again, then the furthest."""
_OUTCOME: Final = "outcome"
_SINCE: Final = tuple(
    (*rule.since, *(name for each in RULES[:place] if each.column != _OUTCOME for name in each.left))
    for place, rule in enumerate(RULES)
)
_ASSESSED: Final = tuple(
    tuple(rule for rule in RULES[:place] if rule.column == _OUTCOME) for place in range(len(RULES))
)
"""By a rule's place: the columns that tell since when, or when one before it was left; and those before it that an
assessment ends.
"""
SUSPENDED: Final = frozenset({"assessment-reversed", "clearance-reversed", "clearance-lapsed", "not-met"})
"""Why an article went that nobody meant to take back: its initiative is on its way again."""

NO_STAGE: Final = frozenset(
    {
        *("title", "region", "themes", "branches", "origin", "policy_version"),
        *("published_title", "published_region", "published_themes", "published_branches"),
        *("asked", "answered", "away"),
    }
)
"""What moves no journey to another stage: what an initiative is, and (for figures) when its clock stops."""

_NAMES: Final = "nl.koploper."


def columns(envelope: Envelope, data: Mapping[str, Any], sight: Readers) -> dict[str, Any]:
    """What an event says about its initiative, by column; `data` is what `sight` may see of it.

    A ministry's refusal, and who took a verdict back, is for the office; that it was so reaches the party by what
    intake noted. A clearance is seen by both: only whether it still holds is told by either in its own way.
    """
    time = timestamp(envelope.time)
    match envelope.type.removeprefix(_NAMES):
        case "initiative-submitted.v1":
            return _told(data, "") | _text(data, "origin", "origin") | {"submitted_at": time}
        case "initiative-revised.v1":
            return _told(data, "")
        case "initiative-withdrawn.v1":
            return {"withdrawn_at": time}
        case "dossier-opened.v1":
            return _policy(envelope)
        case "criteria-assessed.v1" if data.get("outcome") == "met":
            return _policy(envelope) | {"outcome": "met", "assessed_at": time}
        case "criteria-assessed.v1":
            return _policy(envelope) | {"outcome": "not-met", "rejected_at": time}
        case "assessment-reversed.v1" if data.get("outcome") == "not-met":
            return {"outcome": REVERSED, "reversed_at": time, "rejection_reversed_at": time}
        case "assessment-reversed.v1":
            return {"outcome": REVERSED, "reversed_at": time}
        case "ministry-cleared.v1":
            return {"cleared_at": time} | ({} if sight == "party" else {"clearance_reversed_at": None})
        case "ministry-refused.v1":
            return {"refused_at": time}
        case "clearance-reversed.v1":
            return _reversed(data.get("outcome"), time)
        case "outcome-noted.v1" if sight == "party":
            return _noted(data.get("outcome"), time)
        case _:
            return _of_article(envelope, data, sight)


def _reversed(outcome: Any, time: str) -> dict[str, Any]:
    if outcome == "refused":
        return {"refused_at": None, "refusal_reversed_at": time}
    return {"clearance_reversed_at": time}


def _noted(outcome: Any, time: str) -> dict[str, Any]:
    """What the party hears of what only the office sees."""
    match outcome:
        case "cleared":
            return {"clearance_reversed_at": None}
        case "clearance-reversed":
            return _reversed("cleared", time)
        case "refused":
            return {"refused_at": time}
        case "refusal-reversed":
            return _reversed("refused", time)
        case _:
            return {}


def _of_article(envelope: Envelope, data: Mapping[str, Any], sight: Readers) -> dict[str, Any]:
    time = timestamp(envelope.time)
    match envelope.type.removeprefix(_NAMES):
        case "article-published.v1":
            back = {"article_withdrawn_at": None, "article_suspended_at": None}
            return _told(data, "published_") | {"published_at": time} | back
        case "article-corrected.v1":
            return _told(data, "published_")
        case "article-withdrawn.v1" if data.get("replaces") is not None:  # it was gone: only its notice is another
            return {}
        case "article-withdrawn.v1" if sight != "public" and data.get("reason") in SUSPENDED:
            return {"article_suspended_at": time}
        case "article-withdrawn.v1":  # the public knows of no way that it is on
            return {"article_withdrawn_at": time}
        case "article-withdrawal-reversed.v1":
            return {"article_withdrawn_at": None, "article_suspended_at": time, "article_taken_up_at": time}
        case "koploper-nominated.v1":
            return {"nominated_at": time}
        case "nomination-reversed.v1":
            return {"nominated_at": None, "nomination_reversed_at": time}
        case "invitation-lapsed.v1" if data.get("nominated") is True:
            return {"nominated_at": None, "nomination_reversed_at": time}
        case _:
            return {}


def _told(data: Mapping[str, Any], of: str) -> dict[str, Any]:
    """Title, region and themes, where they are there and what they should be."""
    themes = data.get("themes")
    listed = isinstance(themes, list) and all(isinstance(theme, str) for theme in themes)
    told = {f"{of}themes": themes} if listed else {}
    return _text(data, "title", f"{of}title") | _text(data, "region", f"{of}region") | told


def _text(data: Mapping[str, Any], name: str, column: str) -> dict[str, Any]:
    return {column: data[name]} if isinstance(data.get(name), str) else {}


def _policy(envelope: Envelope) -> dict[str, Any]:
    return {} if envelope.policyversion is None else {"policy_version": envelope.policyversion}


def stage(row: Row) -> Stage | None:
    """How far the journey is; None when nothing of the spine is known (to whoever reads)."""
    return next((rule.stage for rule in RULES if rule.fits(row)), None)


def entered_at(row: Row) -> str | None:
    """Since when, by the time of the event that made it so."""
    now = standing(row)
    return None if now is None else now[1]


def standing(row: Row) -> tuple[Stage, str] | None:
    """How far the journey is, and since when.

    A stage that was left for another, and that by what undid the other, was entered again then.
    """
    for place, rule in enumerate(RULES):
        if rule.fits(row):
            return rule.stage, _since(row, rule, place)
    return None


def _since(row: Row, rule: Rule, place: int) -> str:
    if rule.stage == "withdrawn":
        return min(_times(row, "withdrawn_at", "article_withdrawn_at"))
    times = _times(row, *_SINCE[place])
    if "rejected_at" in row or "reversed_at" in row:
        times += [time for each in _ASSESSED[place] for time in _ended(row, each)]
    return max(times)


def _ended(row: Row, rule: Rule) -> list[str]:
    """When an outcome that is not the present one was left: an assessment ends what the one before it began."""
    began = max(_times(row, *rule.since), default=None)
    if began is None:
        return []
    ended = _times(row, "assessed_at", *(["rejection_reversed_at"] if rule.stage == "rejected" else []))
    return sorted(time for time in ended if time > began)[:1]


def _times(row: Row, *names: str) -> list[str]:
    return [row[name] for name in names if row.get(name) is not None]


def title(row: Row) -> str | None:
    """What it is called: by its submitter, or in its article for whoever sees only that."""
    called: str | None = row.get("title")
    return row.get("published_title") if called is None else called


def region(row: Row) -> str | None:
    """Where it is: as submitted, or as published for those who may not read submissions."""
    submitted: str | None = row.get("region")
    return row.get("published_region") if submitted is None else submitted


def themes(row: Row) -> Sequence[str]:
    """What it is about, by the same rule."""
    submitted: Sequence[str] | None = row.get("themes")
    return row.get("published_themes") or () if submitted is None else submitted
