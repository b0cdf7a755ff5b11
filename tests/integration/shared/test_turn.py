"""A turn: commands decided one after the other, written together."""

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from pydantic import Field

from shared.actor import Role
from shared.decider import Act, Command, Core, Decider
from shared.envelope import TooLarge
from shared.errors import Stale, Taken
from shared.event import Event, EventType, EventTypes
from shared.store import schema
from shared.testing.given import act, uuid
from shared.turn import Model, Turn
from tests.toy.core import CORE, Count, Counted, Move, TooMany, count
from tests.toy.stand import MODEL, Stand

REACTING: Act = replace(act("system"), causation_id=uuid(7), reaction="count-nudge")


def begun(stand: Stand, *streams: str, model: Model = MODEL) -> Turn:
    turn = Turn(model, stand.ids)
    with stand.store.read() as connection:
        turn.read(connection, streams)
    return turn


async def test_reading_again_reads_only_what_is_new(stand: Stand) -> None:
    """What was read and decided on stays as it is when more streams are read."""
    await stand.handle(count("b", 3))
    turn = begun(stand, "tally-a")
    turn.decide(count("a"))
    with stand.store.read() as connection:
        turn.read(connection, ["tally-a", "tally-b"])
        turn.read(connection, ["tally-a"])
    assert turn.decide(count("a")) == 2
    assert turn.decide(Move(act=act("editor"), name="b", to="a", by=3)) == 2


def test_a_refused_command_leaves_the_turn_as_it_was(stand: Stand) -> None:
    """Refused, stale or too large: what was decided before stands and nothing is added."""
    turn = begun(stand, "tally-a")
    turn.decide(count("a"))
    for refusal, command, expected in (
        (TooMany, count("a", 5_000), None),
        (Stale, count("a"), 0),
        (TooLarge, count("a", note="n" * 70_000), None),
    ):
        with pytest.raises(refusal):
            turn.decide(command, expected)
    assert [fact.version for fact in turn.decided] == [1]
    assert turn.decide(count("a"), 1) == 2


async def test_a_reaction_may_give_several_commands_on_one_stream(stand: Stand) -> None:
    """What a reaction makes of one fact is counted per stream, over all its commands."""
    turn = begun(stand, "tally-a", "tally-b")
    for name in ("a", "b", "a"):
        turn.decide(count(name, given=REACTING))
    await stand.store.write(turn.write)
    placed = [(row.stream, row.version, row.ordinal) for row in stand.rows(schema.event)]
    assert placed == [("tally-a", 1, 0), ("tally-b", 1, 0), ("tally-a", 2, 1)]


async def test_a_reaction_never_acts_twice_on_one_cause(stand: Stand) -> None:
    """Also past the inbox, as when a new reaction is given old facts, the store refuses the second time."""
    for expected in (None, Taken):
        turn = begun(stand, "tally-a")
        turn.decide(count("a", given=REACTING))
        if expected is None:
            await stand.store.write(turn.write)
        else:
            with pytest.raises(expected):
                await stand.store.write(turn.write)
    assert stand.log() == [("tally-a", 1, 1)]


def test_a_decision_across_streams_must_speak_of_all_of_them(stand: Stand) -> None:
    """A decision that gives fewer lists than it read streams is a fault; no facts vanish."""

    def one_list(command: Move, *states: int) -> list[list[Event]]:
        return [[Counted(by=1)]]

    turn = begun(
        stand, "tally-a", "tally-b", model=replace(MODEL, core=Core(CORE.types, CORE.deciders, {Move: one_list}))
    )
    with pytest.raises(ValueError, match="zip"):
        turn.decide(Move(act=act("editor"), name="a", to="b", by=1))


def test_a_command_that_reads_more_than_it_writes(stand: Stand) -> None:
    """Without a decision across streams the main stream's decider decides, and the others stay as they are."""
    quiet = Core(
        CORE.types, {"tally": Decider(0, lambda command, state: [Counted(by=state)], CORE.deciders["tally"].evolve)}
    )
    turn = begun(stand, "tally-a", "tally-b", model=replace(MODEL, core=quiet))
    assert turn.decide(Move(act=act("editor"), name="a", to="b", by=1)) == 1
    assert [fact.stream for fact in turn.decided] == ["tally-a"]


async def test_a_stored_fact_reads_as_it_was_recorded(stand: Stand) -> None:
    """What a rebuild reads is what the read model was first told."""
    turn = begun(stand, "tally-a")
    turn.decide(Count(act=REACTING, name="a", by=2, note="n"))
    await stand.store.write(turn.write)
    assert [MODEL.load(row.body) for row in stand.rows(schema.event)] == turn.decided


async def test_an_unreadable_stored_fact_fails_its_own_stream_only(stand: Stand) -> None:
    """A type this version does not know fails commands on that stream; all others go on."""
    await stand.handle(count("a"))
    strange = schema.event.update().values(type="nl.koploper.strange.v1")
    await stand.store.write(lambda connection: connection.execute(strange))
    with pytest.raises(KeyError, match="strange"):
        await stand.handle(count("a"))
    assert (await stand.handle(count("b"))).version == 1


class Signed(Event):
    event_type: ClassVar[EventType] = EventType("nl.koploper.signed.v1")
    maker: ClassVar[str | None] = "by"
    by: str | None = Field(default=None, examples=["a person"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Command):
    roles: ClassVar[frozenset[Role]] = frozenset({"editor"})

    @property
    def streams(self) -> tuple[str, ...]:
        return ("paper-a",)


def sign(_: Sign, signed: tuple[str | None, ...]) -> list[Signed]:
    return [Signed(by=",".join(map(str, signed)))]


def signed_by(signed: tuple[str | None, ...], event: Signed) -> tuple[str | None, ...]:
    return (*signed, event.by)


def test_who_made_an_older_fact_is_told_by_its_envelope(stand: Stand) -> None:
    """Where the fact itself does not say so; what it says counts."""
    paper: Decider[Sign, tuple[str | None, ...], Signed] = Decider((), sign, signed_by)
    core = Core(EventTypes(Signed), {"paper": paper})
    with stand.store.transaction() as connection:
        for version, data in enumerate((b"{}", b'{"by":"somebody"}'), 1):
            row = {"stream": "paper-a", "version": version, "id": stand.ids.new(), "causation": "c", "ordinal": 0}
            body = b'{"actor":"editor;id=%s","data":%s}' % (uuid(5).encode(), data)
            connection.execute(schema.event.insert(), row | {"type": Signed.event_type, "body": body})
    turn = begun(stand, "paper-a", model=Model("toy", core, ()))
    turn.decide(Sign(act=act("editor")))
    assert [fact.event for fact in turn.decided] == [Signed(by=f"{uuid(5)},somebody")]
