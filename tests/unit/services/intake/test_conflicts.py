"""A conflict of interest in intake: noted as it was heard, so that it disappears from what that person reads."""

from typing import Final

import pytest

from services.intake import commands, events, words
from services.intake.decider import CORE
from shared.actor import Role
from shared.errors import RoleMayNot
from shared.testing.given import Given, act, actor, uuid

ID: Final = words.InitiativeId(uuid(100))
PERSON: Final = words.PersonId(actor("adviser").id)


def note(*, stands: bool = True, role: Role = "system") -> commands.NoteConflict:
    return commands.NoteConflict(act=act(role), initiative_id=ID, person=PERSON, stands=stands)


def noted(*, stands: bool = True, person: words.PersonId = PERSON) -> events.ConflictNotedByIntake:
    return events.ConflictNotedByIntake(initiative_id=ID, person=person, stands=stands)


def test_it_is_noted_and_ends() -> None:
    """In a stream of its own, also before the initiative is known here."""
    assert note().streams == (f"conflict-{ID}",)
    Given(CORE, []).when(note()).then([noted()])
    Given(CORE, [noted()]).when(note(stands=False)).then([noted(stands=False)])
    Given(CORE, [noted(), noted(stands=False)]).when(note()).then([noted()])


def test_what_is_so_already_is_not_noted_again() -> None:
    """Heard twice, or withdrawn without having been heard; another person's is another."""
    Given(CORE, [noted()]).when(note()).then([])
    Given(CORE, []).when(note(stands=False)).then([])
    Given(CORE, [noted(person=words.PersonId(uuid(9)))]).when(note()).then([noted()])


@pytest.mark.parametrize("role", ["adviser", "submitter", "operator"])
def test_only_the_system_may(role: Role) -> None:
    """People declare it to assessment."""
    Given(CORE, []).when(note(role=role)).refused_with(RoleMayNot)
