"""The ledger's read models, made of entries: how far each journey is, per sight; whose each initiative is, and to whom
it is shut; what each fact says that figures and past lists are made of; by which signals initiatives were found; and
which texts are gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import orjson
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
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

from services.events.figures import milestones
from services.events.journey import erased, overview, stages
from services.events.ledger import signals
from services.events.ledger.entries import Entry
from services.events.ledger.schema import entry, tables
from services.events.readers import SIGHTS, Onlooker, Readership, Ties
from shared import shut
from shared.event import Readers
from shared.projection import Change, Projection, Put
from shared.store import schema

__all__ = ["FIGURES", "journey", "milestone", "party", "tables"]

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
    Column("article_taken_up_at", Text),
    Column("nomination_reversed_at", Text),
)
party: Final = Table(
    "party",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
)
Index("party_person", party.c.person)
milestone: Final = Table(
    "milestone",
    tables,
    Column("sight", Text, primary_key=True),
    Column("initiative_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("told", Text, nullable=False),
    *(Column(name, Text) for name in milestones.TITLES),
    sqlite_with_rowid=False,
)
"""What a fact says of its initiative, as a mark (`stages.Mark`), where it stands in the ledger; `told` is JSON.

What the initiative is called stands beside it: figures are of no use of it.
"""

FIGURES: Final = "figures"
_SUBMITTED: Final = "nl.koploper.initiative-submitted.v1"
_CONFLICTS: Final[Mapping[str, Literal["shut", "open"]]] = {
    "nl.koploper.conflict-declared.v1": "shut",
    "nl.koploper.conflict-declaration-withdrawn.v1": "open",
}


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


def conflict_of(entry: Entry) -> tuple[str, Literal["shut", "open"]] | None:
    """Whose conflict of interest an entry tells of, and whether its initiative is shut to them or open again."""
    change = _CONFLICTS.get(entry.envelope.type)
    person = entry.envelope.data.get("person")
    if change is None or entry.initiative_id is None or not isinstance(person, str):
        return None
    return person, change


def _shut(entry: Entry) -> Iterable[Change]:
    found, initiative = conflict_of(entry), entry.initiative_id
    if found is not None and initiative is not None:
        person, change = found
        yield shut.shut(initiative, person) if change == "shut" else shut.open_again(initiative, person)


def figures(readership: Readership) -> Projection[Entry]:
    """What figures are counted from, and past lists made of: a row per fact that says something of the kind, per sight
    that has some.

    A row is never changed, so those up to a position are what was known when the ledger had come to it.
    """

    def changes(entry: Entry) -> Iterable[Change]:
        envelope, initiative = entry.envelope, entry.initiative_id
        for sight in milestones.SIGHTS if initiative is not None else ():
            data = readership.data(envelope, sight)
            told = {} if data is None else milestones.told(envelope, data, sight)
            if told:
                key = {"sight": sight, "initiative_id": initiative, "position": entry.position}
                titles = {name: told.pop(name, None) for name in milestones.TITLES}
                mark = stages.Mark.of(envelope, told)._asdict() | {"told": orjson.dumps(told).decode()}
                yield Put(milestone, key, mark | titles)

    return Projection(FIGURES, (milestone,), changes)


def projections(readership: Readership) -> Sequence[Projection[Entry]]:
    """All of them."""
    return (
        journeys(readership),
        Projection("parties", (party,), _parties),
        Projection("shut", (schema.shut,), _shut),
        figures(readership),
        signals.FOUND,
        erased.ERASED,
    )


def ties(connection: Connection, onlooker: Onlooker) -> Ties:
    """The initiatives an onlooker is a party to, and those that are shut to them."""
    own = () if onlooker.person is None else connection.execute(_own(onlooker)).scalars()
    shut_ = frozenset(shut.from_(connection, onlooker.officer))
    return Ties(frozenset(own), shut_, signals.streams(connection, shut_))


def _own(onlooker: Onlooker) -> Select[*tuple[Any, ...]]:
    return select(party.c.initiative_id).where(party.c.person == onlooker.person)


def shown_entries(readership: Readership, onlooker: Onlooker, tied: Ties) -> ColumnElement[bool]:
    """Which entries an onlooker sees (of some, not every field)."""
    if onlooker.sight == "office" and not tied.shut:
        return true()
    public = entry.c.type.in_(readership.types("public"))
    if onlooker.sight == "office":
        about = or_(entry.c.initiative_id.is_(None), entry.c.initiative_id.not_in(tied.shut))
        return or_(public, and_(about, entry.c.stream.not_in(tied.found)))
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


def shown_journeys(onlooker: Onlooker, tied: Ties) -> Select[*tuple[Any, ...]]:
    """The journeys an onlooker sees, each by the row of their sight."""
    chosen = select(journey, _stage.label("stage")).where(_stage.is_not(None))
    if tied.shut:
        return chosen.where(_seen_as("public", journey.c.initiative_id.in_(tied.shut), onlooker))
    if onlooker.person is not None:
        return chosen.where(_seen_as("party", journey.c.initiative_id.in_(_own(onlooker)), onlooker))
    return chosen.where(journey.c.sight == onlooker.sight)


def _seen_as(sight: Readers, tied: ColumnElement[bool], onlooker: Onlooker) -> ColumnElement[bool]:
    """Rows of `sight` where there is such a tie, else those of the onlooker's own."""
    return or_(and_(tied, journey.c.sight == sight), and_(~tied, journey.c.sight == onlooker.sight))


def is_at(stage: overview.Stage) -> ColumnElement[bool]:
    """Whether a journey is at `stage`."""
    return _stage == stage


def is_in(region: str) -> ColumnElement[bool]:
    """Whether an initiative is in `region`."""
    return _region == region


def has_theme(theme: str) -> ColumnElement[bool]:
    """Whether a journey's themes hold `theme`."""
    return _themes.contains(f'"{theme}"', autoescape=True)
