"""What is recorded of a Koploper, each once: podia, what others took over, and the toolkit of who was named."""

from dataclasses import replace

import pytest

from services.publication import commands, errors, events
from shared.errors import NotNow, RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import act
from tests.unit.services.publication.koplopers import (
    DAY,
    DRAFTED,
    EDITOR,
    GONE,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    WITHDRAWAL,
    appointed,
    invited,
    nominated,
    story,
)

SENT = events.ToolkitSent(edition="2019-1", how="email")
NAMED: list[Event] = [*PUBLISHED, invited(), nominated(), appointed()]
SEEN = events.PodiumAppearanceRecorded(kind="podcast", title="Zoemen met", date=DAY)
TAKEN_OVER = events.ElementAdopted(by="Zorgalliantie", element="de keten", form="broadened")


def toolkit(edition: str = "2019-1", how: events.Sending = "email") -> commands.RecordToolkit:
    return commands.RecordToolkit(act=act("editor", EDITOR), initiative_id=STORY, edition=edition, how=how)


def appearance(kind: events.Podium = "podcast", link: str | None = None) -> commands.RecordAppearance:
    return commands.RecordAppearance(
        act=act("editor", EDITOR), initiative_id=STORY, kind=kind, title="Zoemen met", link=link, date=DAY
    )


def adoption(form: events.Form = "broadened", result: str | None = None) -> commands.RecordAdoption:
    return commands.RecordAdoption(
        act=act("editor", EDITOR),
        initiative_id=STORY,
        by="Zorgalliantie",
        element="de keten",
        form=form,
        result=result,
    )


def test_a_koploper_is_sent_the_toolkit() -> None:
    """Which edition, and how; also while a revision is assessed."""
    story(*NAMED).when(toolkit()).then([SENT])
    story(*NAMED, REVISED).when(toolkit()).then([SENT])


def test_only_who_was_named_is_sent_the_toolkit() -> None:
    """Being published, or put forward, is not enough: it is for who may call itself Koploper officially."""
    story(*PUBLISHED).when(toolkit()).refused_with(errors.NotAppointed)
    story(*PUBLISHED, invited(), nominated()).when(toolkit()).refused_with(errors.NotAppointed)


def test_once_per_edition() -> None:
    """However it was sent; a new edition is another one."""
    story(*NAMED, SENT).when(toolkit(how="post")).refused_with(errors.ToolkitAlreadySent)
    newer = events.ToolkitSent(edition="2020-1", how="in-person")
    story(*NAMED, SENT).when(toolkit("2020-1", "in-person")).then([newer])
    story(*NAMED, SENT, newer).when(toolkit()).refused_with(errors.ToolkitAlreadySent)


def test_an_appearance_is_recorded_once() -> None:
    """Exactly the same again is a mistake; another kind, or a link that is known by now, is something new."""
    story(*PUBLISHED, SEEN).when(appearance()).refused_with(errors.RecordedBefore)
    for again in (appearance("national-meeting"), appearance(link="https://example.nl/1")):
        changed = {"kind": again.kind, "link": again.link}
        story(*PUBLISHED, SEEN).when(again).then([SEEN.model_copy(update=changed)])


def test_an_adoption_is_recorded_once() -> None:
    """What was broadened may be deepened later, and a result may be told once it is there."""
    story(*PUBLISHED, TAKEN_OVER).when(adoption()).refused_with(errors.RecordedBefore)
    for again in (adoption("deepened"), adoption(result="Twintig studenten.")):
        changed = {"form": again.form, "result": again.result}
        story(*PUBLISHED, TAKEN_OVER).when(again).then([TAKEN_OVER.model_copy(update=changed)])


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ([], Unknown),
        ([SUBMITTED], Unknown),
        (OPEN, errors.NotPublished),
        (DRAFTED, errors.NotPublished),
        ([*NAMED, TAKEN_BACK], errors.ArticleTakenBack),
        ([*NAMED, WITHDRAWAL, GONE], errors.InitiativeWithdrawn),
    ],
)
@pytest.mark.parametrize("command", [toolkit(), appearance(), adoption()])
def test_only_of_a_koploper(
    facts: list[Event], refusal: type[NotNow] | type[Unknown], command: commands.Following
) -> None:
    """Not of who is none yet, or none any more."""
    story(*facts).when(command).refused_with(refusal)


def test_role_may_not() -> None:
    """Editors keep what follows."""
    for command in (toolkit(), appearance(), adoption()):
        story(*NAMED).when(replace(command, act=act("ministry-vws"))).refused_with(RoleMayNot)
