"""The ledger's read models, made of entries: how far each journey is, per sight, and whose each initiative is."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Index,
    Select,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)

from services.events.journey import overview
from services.events.ledger.entries import Entry
from services.events.ledger.schema import entry, tables
from services.events.readers import SIGHTS, Onlooker, Readership
from shared.projection import Change, Projection, Put

__all__ = ["journey", "party", "tables"]

journey: Final = Table(
    "journey",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("sight", Text, primary_key=True),
    Column("title", Text),
    Column("region", Text),
    Column("themes", JSON),
    Column("origin", Text),
    Column("policy_version", Text),
    Column("submitted_at", Text),
    Column("outcome", Text),
    Column("assessed_at", Text),
    Column("rejected_at", Text),
    Column("cleared_at", Text),
    Column("refused_at", Text),
    Column("published_at", Text),
    Column("published_title", Text),
    Column("published_region", Text),
    Column("published_themes", JSON),
    Column("nominated_at", Text),
    Column("withdrawn_at", Text),
    Column("article_withdrawn_at", Text),
    Column("reversed_at", Text),
    Column("rejection_reversed_at", Text),
    Column("clearance_reversed_at", Text),
    Column("refusal_reversed_at", Text),
    Column("article_suspended_at", Text),
    Column("nomination_reversed_at", Text),
)
party: Final = Table(
    "party",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
)
Index("party_person", party.c.person)

_SUBMITTED: Final = "nl.koploper.initiative-submitted.v1"


def journeys(readership: Readership) -> Projection[Entry]:
    """How far each journey is: a row per sight, of what that sight may know."""

    def changes(entry: Entry) -> Iterable[Change]:
        initiative = entry.initiative_id
        for sight in SIGHTS if initiative is not None else ():
            data = readership.data(entry.envelope, sight)
            told = {} if data is None else overview.columns(entry.envelope, data, sight)
            if told:
                yield Put(journey, {"initiative_id": initiative, "sight": sight}, told)

    return Projection("journeys", (journey,), changes)


def people_of(entry: Entry) -> set[str]:
    """Whose initiative it is, where an entry tells: who put it forward, and whom they named as its submitter."""
    if entry.envelope.type != _SUBMITTED or entry.initiative_id is None:
        return set()
    named = {entry.envelope.data.get("submitter"), entry.envelope.actor.id}
    return {person for person in named if isinstance(person, str)}


def _parties(entry: Entry) -> Iterable[Change]:
    for person in sorted(people_of(entry)):
        yield Put(party, {"initiative_id": entry.initiative_id, "person": person}, {})


def projections(readership: Readership) -> Sequence[Projection[Entry]]:
    """All of them."""
    return journeys(readership), Projection("parties", (party,), _parties)


def own(connection: Connection, onlooker: Onlooker) -> set[str]:
    """The initiatives an onlooker is a party to."""
    if onlooker.person is None:
        return set()
    return set(connection.execute(_own(onlooker)).scalars())


def _own(onlooker: Onlooker) -> Select[*tuple[Any, ...]]:
    return select(party.c.initiative_id).where(party.c.person == onlooker.person)


def shown_entries(readership: Readership, onlooker: Onlooker) -> ColumnElement[bool]:
    """Which entries an onlooker sees (of some, not every field)."""
    if onlooker.sight == "office":
        return true()
    public = entry.c.type.in_(readership.types(onlooker.sight))
    if onlooker.person is None:
        return public
    return or_(public, and_(entry.c.initiative_id.in_(_own(onlooker)), entry.c.type.in_(readership.types("party"))))


def _first(submitted: str, published: str) -> ColumnElement[Any]:
    return func.coalesce(cast(journey.c[submitted], Text), cast(journey.c[published], Text))


def _fits(rule: overview.Rule) -> ColumnElement[bool]:
    column = journey.c[rule.column]
    there = column.is_not(None) if rule.needed is None else column == rule.needed
    return there if rule.unless is None else and_(there, journey.c[rule.unless].is_(None))


sorted_title: Final = func.coalesce(_first("title", "published_title"), "")
_region: Final = _first("region", "published_region")
_themes: Final = _first("themes", "published_themes")
_stage: Final[ColumnElement[Any]] = case(*((_fits(rule), rule.stage) for rule in overview.RULES))
"""The same rules as `overview.stage`, for lists."""


def shown_journeys(onlooker: Onlooker) -> Select[*tuple[Any, ...]]:
    """The journeys an onlooker sees, each by the row of their sight."""
    chosen = select(journey, _stage.label("stage")).where(_stage.is_not(None))
    if onlooker.person is None:
        return chosen.where(journey.c.sight == onlooker.sight)
    mine = journey.c.initiative_id.in_(_own(onlooker))
    return chosen.where(or_(and_(mine, journey.c.sight == "party"), and_(~mine, journey.c.sight == onlooker.sight)))


def is_at(stage: overview.Stage) -> ColumnElement[bool]:
    """Whether a journey is at `stage`."""
    return _stage == stage


def is_in(region: str) -> ColumnElement[bool]:
    """Whether an initiative is in `region`."""
    return _region == region


def has_theme(theme: str) -> ColumnElement[bool]:
    """Whether a journey's themes hold `theme`."""
    return _themes.contains(f'"{theme}"', autoescape=True)
