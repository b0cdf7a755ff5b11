"""Conflicts of interest: to whom a story is shut, and what that undoes of a draft that is not out."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from services.publication import commands, events
from services.publication.decider import across
from services.publication.decider.story import Draft, NoDraft, Open, Published, Story, TakenBack, Waiting, Withdrawn
from shared import conflict
from shared.conflict import Shut
from shared.decider import Command, Decider
from shared.event import Event

Facts = tuple[list[Event], list[Event]]
"""Those of the story, and those of who has a conflict of interest in it."""


def note(command: commands.NoteConflict, story: Story, shut: Shut) -> Facts:
    """What is so already is not noted again; what was set aside does not come back."""
    if (command.person in shut) == command.stands:
        return [], []
    noted = events.ConflictNotedByPublication(
        initiative_id=command.initiative_id, person=command.person, stands=command.stands
    )
    return _undone(story, command.person) if command.stands else [], [noted]


def _undone(story: Story, person: events.PersonId) -> list[Event]:
    match story:
        case Open(desk=desk):
            return _set_aside(desk, person)
        case Published(desk=desk, draft_out=out):
            return _set_aside(desk, person) if isinstance(desk, Draft) and desk.version != out else []
        case Waiting() | TakenBack() | Withdrawn():
            return []
        case _:
            assert_never(story)


def _set_aside(desk: NoDraft | Draft, person: events.PersonId) -> list[Event]:
    match desk:
        case Draft(version=version, editor=editor) if editor == person:
            return [events.ApprovalSetAside(draft_version=version, approver=person)]
        case NoDraft() | Draft():
            return []
        case _:
            assert_never(desk)


def decide(_command: Command, _shut: Shut) -> list[events.ConflictNotedByPublication]:
    """Over this stream alone nothing is decided: a conflict of interest may undo something in a story."""
    return []


def after(shut: Shut, event: events.ConflictNotedByPublication) -> Shut:
    return conflict.after(shut, event.person, stands=event.stands)


DECIDER: Final[Decider[Command, Shut, events.ConflictNotedByPublication]] = Decider(conflict.NOBODY, decide, after)
ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {commands.NoteConflict: note, **{command: conflict.beside(decide) for command, decide in across.ACROSS.items()}}
)
