"""What one event says about an initiative's journey, and how far the journey is by all that was said.

For one reader each column is written by the events of one stream only, and those arrive in order: so the same events
give the same overview, in whatever order the streams arrived.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from shared.envelope import Envelope, timestamp
from shared.event import Readers

Stage = Literal["submitted", "assessed", "cleared", "published", "nominated", "rejected", "refused", "withdrawn"]
Row = Mapping[str, Any]

RULES: Final[tuple[tuple[Stage, str, str | None], ...]] = (
    ("withdrawn", "withdrawn_at", None),
    ("withdrawn", "article_withdrawn_at", None),
    ("rejected", "outcome", "not-met"),
    ("refused", "refused_at", None),
    ("nominated", "nominated_at", None),
    ("published", "published_at", None),
    ("cleared", "cleared_at", None),
    ("assessed", "assessed_at", None),
    ("submitted", "submitted_at", None),
)
"""Stage, column, and the value it must have (None: any). The first that fits counts: ends first, then the furthest."""

_NAMES: Final = "nl.koploper."


def columns(envelope: Envelope, data: Mapping[str, Any], sight: Readers) -> dict[str, Any]:
    """What an event says about its initiative, by column; `data` is what `sight` may see of it.

    A ministry's refusal, and why, is for the office; that it was refused reaches the party by what intake noted.
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
        case "ministry-cleared.v1":
            return {"cleared_at": time}
        case "ministry-refused.v1":
            return {"refused_at": time}
        case "outcome-noted.v1" if sight == "party" and data.get("outcome") == "refused":
            return {"refused_at": time}
        case "article-published.v1":
            return _told(data, "published_") | {"published_at": time}
        case "article-corrected.v1":
            return _told(data, "published_")
        case "article-withdrawn.v1":
            return {"article_withdrawn_at": time}
        case "koploper-nominated.v1":
            return {"nominated_at": time}
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
    return _rule(row)[0]


def entered_at(row: Row) -> str | None:
    """Since when, by the time of the event that made it so.

    A stage that an end was left for again was entered by what undid that end.
    """
    now, column = _rule(row)
    match now:
        case None:
            return None
        case "withdrawn":
            return min(_times(row, "withdrawn_at", "article_withdrawn_at"))
        case "rejected" | "refused":
            return _times(row, f"{now}_at")[0]
        case "nominated" | "published" | "cleared" | "assessed" | "submitted":
            at = _times(row, column)[0]
            left_again = any(rejected > at for rejected in _times(row, "rejected_at"))
            return max(at, *_times(row, "assessed_at")) if left_again else at


def _times(row: Row, *names: str) -> list[str]:
    return [row[name] for name in names if row.get(name) is not None]


def _rule(row: Row) -> tuple[Stage | None, str]:
    for found, column, needed in RULES:
        value = row.get(column)
        if value is not None and needed in {None, value}:
            return found, column
    return None, ""


def title(row: Row) -> str | None:
    """What it is called: by its submitter, or in its article for whoever sees only that."""
    called: str | None = row.get("title")
    return row.get("published_title") if called is None else called


def region(row: Row) -> str | None:
    """Where it is: as submitted, or as published for those who may not read submissions."""
    submitted: str | None = row.get("region")
    return row.get("published_region") if submitted is None else submitted
