"""A conflict of interest in publication: it shuts the story to that person, and undoes their approval of a draft."""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from shared.actor import Role
from shared.conflict import ConflictOfInterest, stream_of
from shared.decider import Command
from shared.event import Event
from shared.testing.given import Given, act, uuid
from tests.unit.services.publication.koplopers import (
    AGREED,
    AT_MEETING,
    AUTHOR,
    DAY,
    DRAFTED,
    EDITOR,
    IN_STORY,
    MEETING,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTED,
    SUBMITTER,
    TAKEN_BACK,
    TERMS,
    WITHDRAWAL,
    answered,
    by_contact,
    by_editor,
    drafted,
    invited,
    kept,
    nominated,
    planned,
    published,
    seat,
)

CONFLICTS: Final = stream_of(STORY)
ON_STORY: Final[dict[str, Any]] = {"initiative_id": STORY}
AT: Final[dict[str, Any]] = {"initiative_id": STORY, "meeting_id": MEETING}


def acts(by: int) -> list[Command]:
    """What the office does with a story, by one person."""
    editor, vws = act("editor", by), act("ministry-vws", by)
    return [
        commands.DraftArticle(act=editor, **ON_STORY, title="T", intro="I", body="B"),
        commands.Approve(act=editor, **ON_STORY, draft_version=5),
        commands.Publish(act=editor, **ON_STORY, draft_version=5),
        commands.Correct(act=editor, **ON_STORY, draft_version=5),
        commands.Withdraw(act=editor, **ON_STORY, reason=kept()),
        commands.RecordAppearance(act=editor, **ON_STORY, kind="podcast", title="Zoemen met", date=DAY),
        commands.RecordAdoption(act=editor, **ON_STORY, by="Zorggroep", element="stage", form="broadened"),
        commands.PlanChannel(act=editor, **ON_STORY, channel="newsletter", text="Lees dit."),
        commands.Invite(act=editor, **AT),
        commands.Nominate(act=editor, **AT),
        commands.Appoint(act=vws, **AT),
    ]


WHEREVER: Final[dict[str, list[Event]]] = {
    "nothing": [],
    "submitted": [SUBMITTED],
    "open": OPEN,
    "agreed": AGREED,
    "out": PUBLISHED,
    "nominated": [*PUBLISHED, invited(), answered("accepted"), nominated()],
    "taken-back": [*PUBLISHED, TAKEN_BACK],
    "withdrawn": [SUBMITTED, WITHDRAWAL],
}


def known(facts: Sequence[Event], conflicts: Sequence[Event] = ()) -> Given:
    return Given(CORE, {IN_STORY: facts, AT_MEETING: [planned(), seat()], CONFLICTS: conflicts})


def note(person: int = EDITOR, *, stands: bool = True) -> commands.NoteConflict:
    return commands.NoteConflict(act=act(), **ON_STORY, person=events.PersonId(uuid(person)), stands=stands)


def noted(person: int = EDITOR, *, stands: bool = True) -> events.ConflictNotedByPublication:
    return events.ConflictNotedByPublication(initiative_id=STORY, person=events.PersonId(uuid(person)), stands=stands)


def set_aside(draft: int = 5) -> events.ApprovalSetAside:
    return events.ApprovalSetAside(draft_version=draft, approver=events.PersonId(uuid(EDITOR)))


@pytest.mark.parametrize("facts", WHEREVER.values(), ids=WHEREVER)
def test_it_is_noted_wherever_the_story_stands(facts: list[Event]) -> None:
    """Also before anything else was heard; who had no part in it changes nothing."""
    known(facts).when(note(7)).then({CONFLICTS: [noted(7)]})


@pytest.mark.parametrize("command", acts(7), ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("facts", WHEREVER.values(), ids=WHEREVER)
def test_it_shuts_the_story(facts: list[Event], command: Command) -> None:
    """Whoever has it does nothing with it any more, nor with its Koploper at a meeting."""
    known(facts, [noted(7)]).when(command).refused_with(ConflictOfInterest)


@pytest.mark.parametrize("command", acts(8), ids=lambda command: type(command).__name__)
def test_it_shuts_it_to_nobody_else(command: Command) -> None:
    """What others may and may not is as ever."""
    before, after = (known(PUBLISHED, conflicts).when(command) for conflicts in ([], [noted(7)]))
    assert (before.facts, type(before.refusal)) == (after.facts, type(after.refusal))


def test_what_is_ones_own_stays_ones_own() -> None:
    """A contact person who works for the office too still agrees to the article, and answers an invitation."""
    mine: dict[str, Any] = {"act": act("submitter", SUBMITTER)}
    approve = commands.Approve(**mine, **ON_STORY, draft_version=5, terms=TERMS)
    known(DRAFTED, [noted(SUBMITTER)]).when(approve).then([by_contact(5)])
    answer = commands.AnswerInvitation(**mine, **AT, answer="accepted")
    known([*PUBLISHED, invited()], [noted(SUBMITTER)]).when(answer).then({IN_STORY: [answered("accepted")]})


def test_what_is_so_already_is_not_noted_again() -> None:
    """Heard twice, or withdrawn without having been heard; and it ends."""
    known(OPEN, [noted()]).when(note()).then([])
    known(OPEN).when(note(stands=False)).then([])
    known(OPEN, [noted()]).when(note(stands=False)).then({CONFLICTS: [noted(stands=False)]})


def test_their_approval_is_given_anew() -> None:
    """Of a draft that is not out, by another editor; what its contact person agreed to stands."""
    known(AGREED).when(note()).then({IN_STORY: [set_aside()], CONFLICTS: [noted()]})
    undone = [*AGREED, set_aside()]
    publish = commands.Publish(act=act("editor", 8), **ON_STORY, draft_version=5)
    known(undone, [noted()]).when(publish).refused_with(errors.ApprovalsMissing)
    again = commands.Approve(act=act("editor", 8), **ON_STORY, draft_version=5)
    known(undone, [noted()]).when(again).then([by_editor(5).model_copy(update={"approver": events.PersonId(uuid(8))})])


def test_what_is_out_stands() -> None:
    """And a newer draft that they approved does not come out by it."""
    known(PUBLISHED).when(note()).then({CONFLICTS: [noted()]})
    newer = [*PUBLISHED, drafted(9), by_editor(9), by_contact(9)]
    known(newer).when(note()).then({IN_STORY: [set_aside(9)], CONFLICTS: [noted()]})


def test_who_wrote_it_changes_nothing() -> None:
    """Two others answer for what comes out: another editor, and the contact person."""
    known(AGREED).when(note(AUTHOR)).then({CONFLICTS: [noted(AUTHOR)]})


def test_an_approval_of_an_older_draft_is_gone_already() -> None:
    """A newer draft needs its own."""
    known([*AGREED, drafted(8)]).when(note()).then({CONFLICTS: [noted()]})


def test_drafts_are_still_numbered_by_their_streams_version() -> None:
    """What is set aside is a fact of the story, and counts like any."""
    write = commands.DraftArticle(act=act("editor", AUTHOR), **ON_STORY, title="T", intro="I", body="B")
    (fact,) = known([*AGREED, set_aside()], [noted()]).when(write).facts[IN_STORY]
    assert isinstance(fact, events.ArticleDrafted)
    assert fact.draft_version == len(AGREED) + 2


@pytest.mark.parametrize("role", ["editor", "ministry-vws"])
def test_it_is_the_person_and_not_the_role(role: Role) -> None:
    """In whatever role they come."""
    known([*PUBLISHED, published()], [noted(7)]).when(
        commands.Appoint(act=act("ministry-vws", 7), **AT)
        if role == "ministry-vws"
        else commands.Withdraw(act=act("editor", 7), **ON_STORY, reason=kept())
    ).refused_with(ConflictOfInterest)
