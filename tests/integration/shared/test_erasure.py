"""What a service does when it hears that somebody is to be forgotten, or that a term is over."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared import envelope, known, vault
from shared.decider import Command
from shared.envelope import timestamp
from shared.erasure.effects import ERASURES, forgets
from shared.erasure.hearing import PersonGone, TermPassed, forget_person, forget_persons_of_stream
from shared.handle import Handle
from shared.heard import Heard
from shared.store import schema
from shared.testing.given import act, uuid
from shared.turn import Model
from tests.toy.hearing import nudge
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")

ANNA, BEA = uuid(7), uuid(8)
ERASURE = uuid(60)
ERASING = Model(MODEL.service, MODEL.core, (*MODEL.projections, ERASURES), forgets)


def keep(stand: Stand, stream: str, text: str, *about: str) -> str:
    entry = vault.entry(stand.ids, text, ("adviser",), about)
    with stand.store.transaction() as connection:
        vault.keep(connection, [(stream, entry)])
    return entry.ref


def hear(stand: Stand, stream: str, what: type[Any], gives: Any, **data: str) -> Sequence[Command]:
    told = envelope.open_(nudge(stream, 1, data=data))
    with stand.store.read() as connection:
        commands: Sequence[Command] = gives(Heard(told, what.model_validate(told.data), act()), connection)
        return commands


async def erase(stand: Stand, commands: Sequence[Command]) -> None:
    handle = Handle(stand.store, ERASING, stand.ids)
    for command in commands:
        await handle(command)


def left(stand: Stand) -> set[str]:
    return {row.content for row in stand.rows(schema.vault) if row.content is not None}


async def test_who_is_erased_goes_and_others_stay(stand: Stand) -> None:
    """Also what is about both; and it is told how much went, of which initiative, and for what."""
    keep(stand, "initiative-1", "van Anna", ANNA)
    keep(stand, "signal-2", "van Anna en Bea", ANNA, BEA)
    keep(stand, "initiative-1", "van Bea", BEA)
    said = {"erasure": ERASURE, "person": ANNA}
    await erase(stand, hear(stand, f"person-{ANNA}", PersonGone, forget_person, **said))
    assert left(stand) == {"van Bea"}
    done = timestamp(stand.clock.now())
    told = {(row.person, row.initiative_id, row.texts, row.because, row.done_at) for row in stand.rows(schema.erasure)}
    assert told == {(ANNA, "1", 1, "person-erased", done), (ANNA, None, 1, "person-erased", done)}


async def test_hearing_it_twice_erases_nothing_more(stand: Stand) -> None:
    """The second time it finds nothing, and says that it is done."""
    keep(stand, "initiative-1", "van Anna", ANNA)
    for _ in range(2):
        said = {"erasure": ERASURE, "person": ANNA}
        await erase(stand, hear(stand, f"person-{ANNA}", PersonGone, forget_person, **said))
    assert left(stand) == set()
    assert sorted(row.texts for row in stand.rows(schema.erasure)) == [0, 1]


async def test_of_what_ended_everybody_goes(stand: Stand) -> None:
    """Whoever it is about; texts about nobody, and those of others, stay."""
    keep(stand, "initiative-1", "van Anna", ANNA)
    keep(stand, "initiative-1", "van Bea", BEA)
    keep(stand, "initiative-1", "een motivering")
    keep(stand, "initiative-2", "van Anna elders", ANNA)
    await erase(stand, hear(stand, "initiative-1", TermPassed, forget_persons_of_stream, erasure=ERASURE))
    assert left(stand) == {"een motivering", "van Anna elders"}
    assert [(row.person, row.initiative_id, row.texts) for row in stand.rows(schema.erasure)] == [(None, "1", 2)]


async def test_that_somebody_was_erased_is_known(stand: Stand) -> None:
    """Also where nothing was found of them, and of nobody else."""
    await erase(stand, hear(stand, "person-1", PersonGone, forget_person, erasure=uuid(70), person=uuid(1)))
    with stand.store.read() as connection:
        asked: Sequence[list[str]] = ([uuid(1)], [uuid(2), uuid(1)], [uuid(2)], [])
        assert [known.were_erased(connection, each) for each in asked] == [True, True, False, False]
