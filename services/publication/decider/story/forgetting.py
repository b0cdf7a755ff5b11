"""What becomes of a story when somebody was forgotten whom it let people call."""

from dataclasses import replace
from typing import assert_never

from services.publication import events
from services.publication.decider.story.states import (
    NOTHING_PUBLIC,
    Desk,
    Draft,
    NoDraft,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
)


def contact_erased(state: Story, event: events.ContactErased) -> Story:
    match state:
        case Open() | TakenBack() if event.out:
            before = replace(state.before, to_check=True)
            return replace(state, desk=_without_contact(state.desk), before=before, given=())
        case Open():
            return replace(state, desk=_without_contact(state.desk), given=())
        case Published():
            return replace(state, desk=_without_contact(state.desk), to_check=True, given=())
        case Waiting() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _without_contact(desk: Desk) -> Desk:
    """A draft that nobody agreed to as its contact person."""
    match desk:
        case Draft():
            return replace(desk.without("contact"), contact=NOTHING_PUBLIC)
        case NoDraft():
            return desk
        case _:
            assert_never(desk)


def checked(state: Story) -> Story:
    match state:
        case Published():
            return replace(state, to_check=False)
        case Waiting() | Open() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)
