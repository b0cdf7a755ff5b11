"""One initiative, from its raw events: which stages it entered, what it is, and when it waited for its submitter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cli.recount import walk
from cli.recount.days import Span
from cli.recount.walk import Visit

Raw = Mapping[str, Any]
"""An envelope as it stands in the ledger."""
NEVER: Final = datetime.max.replace(tzinfo=UTC)
SERVICES: Final = ("intake", "assessment", "review", "publication")
PUBLIC: Final = frozenset(
    {"article-published", "article-corrected", "article-withdrawn", "koploper-nominated", "nomination-reversed"}
)
"""What the public sees of an initiative."""


@dataclass(frozen=True)
class Initiative:
    """What its events come to."""

    visits: Sequence[Visit]
    is_: Mapping[str, Sequence[str]]
    stopped: Sequence[Span]


def initiatives(events: Iterable[Raw], *, public: bool = False) -> list[Initiative]:
    """All that entered a stage."""
    about: dict[str, list[Raw]] = {}
    for event in events:
        if (name := _initiative(event)) and (not public or _kind(event) in PUBLIC):
            about.setdefault(name, []).append(event)
    found = (_initiative_of(each, public=public) for each in about.values())
    return [each for each in found if each.visits]


def _initiative(event: Raw) -> str | None:
    named: str | None = event.get("initiativeid")
    category, _, name = event["stream"].partition("-")
    return named or (name if category == "initiative" else None)


def _kind(event: Raw) -> str:
    """The kind of event, of the version that is known here."""
    name: str = event["type"].removeprefix("nl.koploper.")
    return name.removesuffix(".v1") if name.endswith(".v1") else ""


def _in_order(events: Sequence[Raw]) -> list[Raw]:
    """Always the earliest of those that are next in the stream of their service; at one time, along the spine."""
    left = [[event for event in events if _place(event) == place] for place in range(len(SERVICES) + 1)]
    for stream in left:
        stream.sort(key=lambda event: int(event["sequence"]))
    ordered = []
    while heads := [stream for stream in left if stream]:
        ordered.append(min(heads, key=lambda stream: _time(stream[0])).pop(0))
    return ordered


def _place(event: Raw) -> int:
    service = event["source"].rpartition(":")[2]
    return SERVICES.index(service) if service in SERVICES else len(SERVICES)


def _time(event: Raw) -> datetime:
    return datetime.fromisoformat(event["time"])


def _initiative_of(events: Sequence[Raw], *, public: bool) -> Initiative:
    by_stream = sorted(events, key=lambda event: (_place(event), int(event["sequence"])))
    moves = _in_order([event for event in events if walk.moves(_kind(event))])
    visits = walk.visits([(_kind(event), event["data"], _time(event)) for event in moves], public=public)
    return Initiative(visits, _is(by_stream), [*_questions(by_stream), *_absences(by_stream)])


def _is(ordered: Sequence[Raw]) -> Mapping[str, Sequence[str]]:
    """What it is by each dimension: as its submitter said it last, else as its article did."""
    own = _said(ordered, "initiative-submitted", "initiative-revised")
    article = _said(ordered, "article-published", "article-corrected")
    policies = [event["policyversion"] for event in ordered if _decides_policy(event)]
    return {
        "theme": own.get("themes", article.get("themes", [])),
        "branch": own.get("branches", article.get("branches", [])),
        "region": [each for each in [own.get("region", article.get("region"))] if each is not None],
        "origin": [own["origin"]] if "origin" in own else [],
        "policy": policies[-1:],
    }


def _said(ordered: Sequence[Raw], *kinds: str) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    for event in ordered:
        if _kind(event) in kinds:
            said |= event["data"]
    return said


def _decides_policy(event: Raw) -> bool:
    return _kind(event) in {"dossier-opened", "criteria-assessed"} and "policyversion" in event


def _questions(ordered: Sequence[Raw]) -> list[Span]:
    """From each question to its first answer."""
    spans = []
    for question in ordered:
        if _kind(question) == "information-requested":
            answers = [
                _time(event)
                for event in ordered
                if _kind(event) == "information-supplied" and event["data"].get("requestId") == question["id"]
            ]
            spans.append((_time(question), min(answers, default=NEVER)))
    return spans


def _absences(ordered: Sequence[Raw]) -> list[Span]:
    """From each invitation to come back later to what next made judging go on."""
    spans = []
    for number, event in enumerate(ordered):
        if _kind(event) == "assessment-deferred":
            later = (
                _time(each) for each in ordered[number:] if _kind(each) in {"assessment-resumed", "dossier-revised"}
            )
            spans.append((_time(event), next(later, NEVER)))
    return spans
