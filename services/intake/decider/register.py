"""An entry of a register: brought in once, and again only where it says something else."""

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from services.intake import commands, errors, events
from shared.decider import Decider
from shared.event import Kept


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody brought it in."""


@dataclass(frozen=True, slots=True)
class Present:
    """It says this; the contact's text is in the vault."""

    entry: events.RegisterEntry
    contact: Kept | None


State: TypeAlias = Absent | Present


def decide(command: commands.RegisterCommand, state: State) -> list[events.RegisterEvent]:
    known = state.contact if isinstance(state, Present) else None
    if command.known != known:
        raise errors.ContactChangedMeanwhile(
            "Somebody else brought this row in meanwhile, with another contact. Nothing was changed; bring it in again."
        )
    said = {
        **dict(command.entry),
        "register_name": command.register_name,
        "key": command.key,
        "contact": command.contact,
    }
    match state:
        case Absent():
            return [events.RegisterEntryImported(**said)]
        case Present(entry, contact) if (entry, contact) == (command.entry, command.contact):
            return []
        case Present(_, contact):
            former = contact if contact != command.contact else None
            return [events.RegisterEntryChanged(**said, former_contact=former)]
        case _:
            assert_never(state)


def evolve(state: State, event: events.RegisterEvent) -> State:
    match state, event:
        case Absent() | Present(), events.RegisterEntryImported() | events.RegisterEntryChanged():
            said = {name: getattr(event, name) for name in events.RegisterEntry.model_fields}
            return Present(events.RegisterEntry(**said), event.contact)
        case _:
            assert_never((state, event))


INITIAL: Final[State] = Absent()
REGISTER: Final = Decider(INITIAL, decide, evolve)
