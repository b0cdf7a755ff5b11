"""Random histories of some initiatives, as four services may record them, arriving in any order between streams."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from services.events.ledger.entries import Entry
from services.events.ledger.schema import tables
from shared.envelope import open_, source_of, timestamp
from shared.testing.given import actor, uuid

BEGIN: Final = datetime(2019, 4, 17, 6, tzinfo=UTC)
"""The Wednesday before Easter: holidays, King's day and Liberation Day lie in the weeks behind it."""
RECORDED: Final = datetime(2020, 1, 1, tzinfo=UTC)
THEMES: Final = ("gezond-werken", "meer-uren-werken", "arbeidsinnovatie")
BRANCHES: Final = ("ggz", "vvt")
REGIONS: Final = ("Groningen", "Zeeland", "Midden")
TITLES: Final = ("Ketenstage", "De Zorgcoach", "Édèn 🌿")
ORIGINS: Final = ("self-registered", "approached")
POLICIES: Final = ("2019-03", "2021-01")
STRAIGHT: Final = (
    ("assessment", "criteria-assessed"),
    ("review", "ministry-cleared"),
    ("publication", "article-published"),
    ("publication", "koploper-nominated"),
)
"""The way along the spine, of which a life first goes so far: what is undone has to be there."""
SUBMITTERS: Final = 500
"""The number of a submitter, less that of their initiative."""
SHUT: Final = actor("auditor", 3).id
"""Who has a conflict of interest in one of them."""
TEXT: Final = {"ref": uuid(803), "digest": "0" * 64}
"""Of a tip, and erased."""
PAUSES: Final = st.sampled_from([timedelta(hours=hours) for hours in (1, 3, 16, 24, 31, 100)])
"""Sixteen hours after the first of all a day ends in Amsterdam."""


@dataclass
class Life:
    """Where an initiative is in each service, and what was recorded so far: service, type, data and time."""

    number: int
    at: datetime
    assessment: str = "judging"
    review: str = "open"
    article: str = "none"
    nominated: bool = False
    withdrawn: bool = False
    asked: list[str] = field(default_factory=list)
    told: list[tuple[str, str, Mapping[str, Any], datetime]] = field(default_factory=list)

    def say(self, service: str, type_: str, data: Mapping[str, Any]) -> None:
        self.told.append((service, type_, data, self.at))

    def may(self) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
        """What may follow: who says what, and where the initiative is then."""
        if self.withdrawn:
            if self.article == "out":
                yield _said("publication", "article-withdrawn", {"reason": "withdrawn-by-submitter"}, article="gone")
            if self.article == "suspended":
                yield _said("publication", "article-withdrawn", _otherwise("withdrawn-by-submitter"), article="gone")
            return
        yield _said("intake", "initiative-withdrawn", withdrawn=True)
        yield from self._assessed()
        yield from self._reviewed()
        yield from self._published()

    def _assessed(self) -> Iterator[Any]:
        again = "refused" if self.review == "refused" else "open"
        if self.asked:
            yield _said("intake", "information-supplied", {"requestId": self.asked[0]}, asked=self.asked[1:])
        match self.assessment:
            case "judging":
                yield _said("assessment", "information-requested")
                yield _said("assessment", "assessment-deferred", assessment="deferred")
                yield _said("assessment", "criterion-judged")
                if not self.asked:
                    yield _said("assessment", "criteria-assessed", {"outcome": "met"}, assessment="met")
                    yield _said("assessment", "criteria-assessed", {"outcome": "not-met"}, assessment="not-met")
            case "deferred":
                yield _said("assessment", "information-requested")
                yield _said("assessment", "assessment-deferred")
                yield _said("assessment", "assessment-resumed", assessment="judging")
                yield _said("assessment", "dossier-revised", assessment="judging")
            case "met":
                yield _said("assessment", "assessment-reversed", {"outcome": "met"}, assessment="judging")
                yield _said("assessment", "dossier-revised", assessment="judging", review=again)
            case "not-met":
                yield _said("assessment", "assessment-reversed", {"outcome": "not-met"}, assessment="judging")
                yield _said("assessment", "dossier-reopened", assessment="judging", review=again)
            case _:
                raise NotImplementedError(self.assessment)

    def _reviewed(self) -> Iterator[Any]:
        match self.review:
            case "open" if self.assessment == "met":
                yield _said("review", "ministry-cleared", review="cleared")
                yield _said("review", "ministry-refused", review="refused")
            case "cleared":
                yield _said("review", "clearance-reversed", {"outcome": "cleared"}, review="open")
            case "refused":
                yield _said("review", "clearance-reversed", {"outcome": "refused"}, review="open")
            case _:
                return

    def _published(self) -> Iterator[Any]:
        match self.article:
            case "none" | "suspended" if self.review == "cleared" and self.assessment == "met":
                yield _said("publication", "article-published", article="out")
            case "out":
                yield _said("publication", "article-corrected")
                yield _said("publication", "article-withdrawn", {"reason": "withdrawn-by-editor"}, article="gone")
                for undone in self._undone():
                    yield _said("publication", "article-withdrawn", {"reason": undone}, article="suspended")
                if not self.nominated:
                    yield _said("publication", "koploper-nominated", nominated=True)
            case "suspended":
                yield _said("publication", "article-withdrawn", _otherwise("not-met"))
            case "gone":
                yield _said("publication", "article-withdrawal-reversed", article="suspended")
            case _:
                return
        if self.nominated:
            yield _said("publication", "nomination-reversed", nominated=False)
            yield _said("publication", "invitation-lapsed", {"nominated": True}, nominated=False)
        yield _said("publication", "invitation-lapsed")

    def _undone(self) -> Iterator[str]:
        """What an article that is out rests on, and does not any more."""
        if self.assessment != "met":
            yield "assessment-reversed"
        elif self.review != "cleared":
            yield from ("clearance-reversed", "clearance-lapsed", "not-met")


def _otherwise(reason: str) -> Mapping[str, Any]:
    """That the notice of an article that went tells something else from now on."""
    return {"reason": reason, "replaces": "clearance-reversed"}


def _said(service: str, type_: str, data: Mapping[str, Any] | None = None, **then: Any) -> tuple[str, str, Any, Any]:
    return service, type_, data or {}, then


@st.composite
def lives(draw: st.DrawFn, number: int) -> Life:
    """One initiative, from its submission on."""
    life = Life(number, BEGIN + draw(PAUSES))
    policy = {"policyVersion": draw(st.sampled_from(POLICIES))}
    came = {"origin": draw(st.sampled_from(ORIGINS)), "submitter": uuid(SUBMITTERS + number), "submissionVersion": 1}
    life.say("intake", "initiative-submitted", _described(draw) | came)
    life.say("assessment", "dossier-opened", policy)
    straight = draw(st.integers(0, len(STRAIGHT)))
    for step in range(straight + draw(st.integers(0, 10))):
        may = list(life.may()) or [_said("intake", "outcome-noted")]
        if step < straight:
            may = [each for each in may if each[:2] == STRAIGHT[step]][:1]
        service, type_, data, then = draw(st.sampled_from(may))
        life.at += draw(PAUSES)
        if type_ in {"article-published", "article-corrected"}:
            data = _described(draw)
        life.say(service, type_, data | (policy if type_ == "criteria-assessed" else {}))
        for name, value in then.items():
            setattr(life, name, value)
        if type_ == "information-requested":
            life.asked.append(_id(number, len(life.told) - 1))
        if type_ in {"dossier-revised", "dossier-reopened"}:
            told = {"title": draw(st.sampled_from(TITLES)), "region": draw(st.sampled_from(REGIONS))}
            life.say("intake", "initiative-revised", told | {"step": step, "submissionVersion": step + 2})
    return life


def _described(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "title": draw(st.sampled_from(TITLES)),
        "themes": draw(st.lists(st.sampled_from(THEMES), min_size=1, max_size=2, unique=True)),
        "branches": draw(st.lists(st.sampled_from(BRANCHES), min_size=1, max_size=2, unique=True)),
        "region": draw(st.sampled_from(REGIONS)),
    }


@st.composite
def ledgers(draw: st.DrawFn, *, skewed: bool = False, beside: bool = False) -> list[Entry]:
    """The entries of a ledger: every stream in its own order. `skewed`: by clocks that go as they like; `beside`: with
    a signal, a conflict of interest and texts that go.
    """
    streams: dict[tuple[int, str], list[bytes]] = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        for place, (service, type_, data, at) in enumerate(draw(lives(number)).told):
            stream = streams.setdefault((number, service), [])
            by_clock = BEGIN + draw(PAUSES) if skewed else at
            stream.append(_body(service, number, len(stream) + 1, type_, data, _id(number, place), by_clock))
    if beside:
        streams |= {(0, name): facts for name, facts in _beside(draw).items()}
    arrived: list[bytes] = []
    while left := [stream for stream in streams.values() if stream]:
        arrived.append(draw(st.sampled_from(left)).pop(0))
    return [
        Entry(position, timestamp(RECORDED + timedelta(minutes=position // 2)), open_(body))
        for position, body in enumerate(arrived, 1)
    ]


def _beside(draw: st.DrawFn) -> dict[str, list[bytes]]:
    """A signal that leads to initiatives and is free again, whose it is to whom they are shut, and what is erased."""
    first, second = draw(st.permutations((1, 2)))
    told: list[tuple[str, dict[str, Any], int]] = [
        ("signal-recorded", {"kind": "media"}, 0),
        ("initiative-tipped", {"tip": TEXT}, 0),
    ]
    for number in (first, second)[: draw(st.integers(1, 2))]:
        because = draw(st.sampled_from(["submitted", "linked-by-adviser"]))
        told.append(("signal-taken-up", {"initiativeId": uuid(number), "because": because}, number))
        told += [("signal-reopened", {}, 0), ("initiative-tipped", {}, 0)] if draw(st.booleans()) else []
    of = draw(st.sampled_from([1, 2]))
    shut = {"initiativeId": uuid(of), "person": SHUT}
    said = {
        "signal": (("intake", f"signal-{uuid(801)}"), told),
        "shut": (("assessment", f"conflict-{uuid(of)}"), [("conflict-declared", shut, of)]),
        "erased": (("intake", f"erasure-{uuid(802)}"), [("person-data-erased", {"texts": [TEXT["ref"]]}, 0)]),
    }
    return {
        name: [
            _body(service, number, place, type_, data, uuid(90_000 + 100 * kind + place), BEGIN, stream)
            for place, (type_, data, number) in enumerate(facts, 1)
        ]
        for kind, (name, ((service, stream), facts)) in enumerate(said.items())
    }


def _id(number: int, place: int) -> str:
    return uuid(1_000 * number + place)


def _body(
    service: str,
    number: int,
    sequence: int,
    type_: str,
    data: Mapping[str, Any],
    id: str,
    at: datetime,
    stream: str = "",
) -> bytes:
    initiative = uuid(number)
    envelope = {
        "specversion": "1.0",
        "id": id,
        "source": source_of(service),
        "type": f"nl.koploper.{type_}.v1",
        "subject": initiative,
        "time": timestamp(at),
        "stream": stream or f"initiative-{initiative}",
        "sequence": str(sequence),
        **({"initiativeid": initiative} if number else {}),
        "actor": f"system;id={service}",
        "correlationid": uuid(900),
        "causationid": uuid(900),
        "data": dict(data),
    }
    return orjson.dumps(envelope | ({"policyversion": data["policyVersion"]} if "policyVersion" in data else {}))


@contextmanager
def store() -> Iterator[Connection]:
    """An empty ledger's tables."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        tables.create_all(connection)
        yield connection
    engine.dispose()
