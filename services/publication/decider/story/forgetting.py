"""What becomes of a story when somebody was forgotten whom it let people call."""

from dataclasses import replace
from typing import assert_never

from services.publication import events
from services.publication.decider.story.given import Given, forgotten, names
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
            return replace(state, desk=_desk(state.desk, event), before=before, given=_given(state.given, event))
        case Open():
            return replace(state, desk=_desk(state.desk, event), given=_given(state.given, event))
        case Published():
            return replace(state, desk=_desk(state.desk, event), to_check=True, given=_given(state.given, event))
        case Waiting() | TakenBack() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _given(given: Given, event: events.ContactErased) -> Given:
    return () if event.texts is None else forgotten(given, event.texts)


def _desk(desk: Desk, event: events.ContactErased) -> Desk:
    """A draft that nobody agreed to as its contact person, where it was agreed to with what went."""
    match desk:
        case Draft(contact=contact) if event.texts is not None and not names(contact, event.texts):
            return desk
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
