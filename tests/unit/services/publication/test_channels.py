"""Channels: what each says, how far it is, and what the article's own fate makes of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.publication import commands, errors, events
from services.publication.decider import CORE
from services.publication.decider.channels import (
    Channels,
    Course,
    Failed,
    Gone,
    Out,
    Planned,
    ToCorrect,
    ToWithdraw,
    follow,
)
from shared.errors import NotNow, RoleMayNot, Unknown
from shared.event import Event
from shared.testing.given import act, fold
from tests.unit.services.publication.koplopers import (
    EDITOR,
    GONE,
    IN_STORY,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    WITHDRAWAL,
    by_contact,
    by_editor,
    drafted,
    kept,
    published,
    story,
)

PROPOSED = "Een keten die leert\n\nStudenten volgen één cliënt."
LINK = "https://example.nl/nieuwsbrief/12"
CORRECTED = events.ArticleCorrected(
    **published(9).model_dump() | {"published_version": 2, "title": "Een keten die samen leert"}
)
OUT_AGAIN: list[Event] = [drafted(9), by_editor(9), by_contact(9), CORRECTED]


def of(channel: events.Channel = "newsletter") -> dict[str, Any]:
    return {"act": act("editor", EDITOR), "initiative_id": STORY, "channel": channel}


def plan(channel: events.Channel = "newsletter", text: str = "Nieuwe Koploper!") -> commands.PlanChannel:
    return commands.PlanChannel(**of(channel), text=text)


def record_out(channel: events.Channel = "newsletter", link: str | None = LINK) -> commands.RecordChannelOut:
    return commands.RecordChannelOut(**of(channel), link=link)


def record_failure(channel: events.Channel = "newsletter") -> commands.RecordChannelFailure:
    return commands.RecordChannelFailure(**of(channel), reason=kept(8))


def record_withdrawn(channel: events.Channel = "newsletter") -> commands.RecordChannelWithdrawn:
    return commands.RecordChannelWithdrawn(**of(channel))


def planned(channel: events.Channel = "newsletter", text: str = "Nieuwe Koploper!") -> events.ChannelPlanned:
    return events.ChannelPlanned(channel=channel, text=text)


def out(
    channel: events.Channel = "newsletter", text: str = PROPOSED, version: int = 1, link: str | None = LINK
) -> events.ChannelPublished:
    return events.ChannelPublished(channel=channel, published_version=version, text=text, link=link)


def failed(channel: events.Channel = "newsletter") -> events.ChannelFailed:
    return events.ChannelFailed(channel=channel, reason=kept(8))


def removed(channel: events.Channel = "newsletter") -> events.ChannelWithdrawn:
    return events.ChannelWithdrawn(channel=channel)


def courses(facts: Sequence[Event]) -> dict[events.Channel, Course]:
    channels: Channels = fold(CORE, IN_STORY, facts).channels
    return {channel: channels.course(channel) for channel in events.CHANNELS}


def test_a_publication_is_on_the_website_and_to_go_to_all_other_channels() -> None:
    """By itself, with a text proposed from title and intro."""
    assert courses(PUBLISHED) == {"website": Out(), "newsletter": Planned(), "social": Planned()}
    story(*PUBLISHED).when(record_out()).then([out(text=PROPOSED)])


def test_each_channel_has_its_own_text() -> None:
    """What an editor wrote for it goes out, also when it was written before the article was published."""
    story(*PUBLISHED).when(plan()).then([planned()])
    story(*PUBLISHED, planned()).when(record_out()).then([out(text="Nieuwe Koploper!")])
    story(*PUBLISHED, planned(), planned(text="Toch anders.")).when(record_out()).then([out(text="Toch anders.")])
    story(*PUBLISHED, planned()).when(record_out("social", None)).then([out("social", link=None)])
    story(*OPEN).when(plan()).then([planned()])
    before: list[Event] = [*OPEN, planned(), drafted(6), by_editor(6), by_contact(6), published(6)]
    story(*before).when(record_out()).then([out(text="Nieuwe Koploper!")])


def test_a_failure_is_recorded_and_retried() -> None:
    """As often as it fails; what failed can go out as it is, or with another text."""
    story(*PUBLISHED).when(record_failure()).then([failed()])
    story(*PUBLISHED, failed()).when(record_failure()).then([failed()])
    story(*PUBLISHED, failed()).when(record_out()).then([out()])
    assert courses([*PUBLISHED, failed()])["newsletter"] == Failed()
    assert courses([*PUBLISHED, failed(), planned()])["newsletter"] == Planned()
    assert courses([*PUBLISHED, failed(), out()])["newsletter"] == Out(LINK)


def test_a_channel_that_is_out_has_nothing_to_do() -> None:
    """It goes out once, and cannot fail after that; only where it can be read may be told anew."""
    facts = [*PUBLISHED, out()]
    story(*facts).when(record_out()).refused_with(errors.ChannelAlreadyOut)
    story(*facts).when(record_failure()).refused_with(errors.ChannelAlreadyOut)
    story(*facts).when(record_out(link="https://example.nl/13")).then([out(link="https://example.nl/13")])
    story(*PUBLISHED).when(record_failure("website")).refused_with(errors.ChannelAlreadyOut)
    story(*PUBLISHED).when(record_out("website", None)).refused_with(errors.ChannelAlreadyOut)
    story(*PUBLISHED).when(record_out("website", LINK)).then([out("website")])


def test_a_correction_marks_the_channels_that_carry_the_story() -> None:
    """What has not gone out goes out as corrected, and the website shows it at once; a failure leaves it to do."""
    facts = [*PUBLISHED, out(), *OUT_AGAIN]
    assert courses(facts) == {"website": Out(), "newsletter": ToCorrect(), "social": Planned()}
    assert courses([*facts, failed()])["newsletter"] == ToCorrect()
    proposed = "Een keten die samen leert\n\nStudenten volgen één cliënt."
    story(*facts).when(record_out()).then([out(text=proposed, version=2)])
    story(*facts).when(record_out("social")).then([out("social", text=proposed, version=2)])
    assert courses([*facts, out(text=proposed, version=2)])["newsletter"] == Out(LINK)


def test_a_text_of_ones_own_is_kept_over_a_correction() -> None:
    """An editor who wrote it decides whether it still holds."""
    story(*PUBLISHED, planned(), out(text="Nieuwe Koploper!"), *OUT_AGAIN).when(record_out()).then(
        [out(text="Nieuwe Koploper!", version=2)]
    )


def test_another_text_for_what_is_out_is_to_be_corrected() -> None:
    """On the website it stands there at once."""
    assert courses([*PUBLISHED, out(), planned()])["newsletter"] == ToCorrect()
    assert courses([*PUBLISHED, planned("website")])["website"] == Out()


@pytest.mark.parametrize("ending", [[TAKEN_BACK], [WITHDRAWAL, GONE], [TAKEN_BACK, WITHDRAWAL]])
def test_a_withdrawal_asks_that_each_channel_that_carried_it_is_withdrawn(ending: list[Event]) -> None:
    """Until an editor records it; what was to go out does not, and the website shows the notice by itself."""
    facts = [*PUBLISHED, out(), *ending]
    assert courses(facts) == {"website": Gone(), "newsletter": ToWithdraw(), "social": Gone()}
    assert courses([*PUBLISHED, out("social"), *OUT_AGAIN, *ending])["social"] == ToWithdraw()
    story(*facts).when(record_withdrawn()).then([removed()])
    assert courses([*facts, removed()])["newsletter"] == Gone()
    story(*facts).when(record_failure()).then([failed()])
    story(*facts, failed()).when(record_withdrawn()).then([removed()])
    nothing_there: tuple[events.Channel, ...] = ("website", "social")
    for channel in nothing_there:
        story(*facts).when(record_withdrawn(channel)).refused_with(errors.ChannelWithdrawn)
        story(*facts).when(record_failure(channel)).refused_with(errors.ChannelWithdrawn)
    story(*facts, removed()).when(record_withdrawn()).refused_with(errors.ChannelWithdrawn)


@pytest.mark.parametrize(
    ("ending", "refusal"), [([TAKEN_BACK], errors.ArticleTakenBack), ([WITHDRAWAL, GONE], errors.InitiativeWithdrawn)]
)
def test_nothing_goes_out_after_a_withdrawal(ending: list[Event], refusal: type[NotNow]) -> None:
    """Neither what was planned nor anything new."""
    for channel in events.CHANNELS:
        story(*PUBLISHED, *ending).when(record_out(channel)).refused_with(refusal)
        story(*PUBLISHED, *ending).when(plan(channel)).refused_with(refusal)


def test_a_channel_can_be_left_out_and_planned_again() -> None:
    """A story that is out may be taken off a channel, or never go there; with a text it is to go there again."""
    for facts in (PUBLISHED, [*PUBLISHED, failed()], [*PUBLISHED, out()], [*PUBLISHED, out(), planned()]):
        story(*facts).when(record_withdrawn()).then([removed()])
    facts = [*PUBLISHED, removed()]
    story(*facts).when(record_out()).refused_with(errors.ChannelWithdrawn)
    story(*facts).when(record_withdrawn()).refused_with(errors.ChannelWithdrawn)
    assert courses([*facts, *OUT_AGAIN])["newsletter"] == Gone()
    assert courses([*facts, planned()])["newsletter"] == Planned()


def test_the_website_is_left_only_with_the_article() -> None:
    """Who wants it off the website takes the article back."""
    story(*PUBLISHED).when(record_withdrawn("website")).refused_with(errors.WebsiteShowsTheArticle)


def test_an_article_that_comes_out_again_is_put_right_where_it_still_stands() -> None:
    """And is planned anew where it was taken off, or never was."""
    taken_off: Channels = fold(
        CORE, IN_STORY, [*PUBLISHED, out(), out("social"), TAKEN_BACK, removed("social")]
    ).channels
    again = follow(taken_off, published(9))
    assert [again.course(each) for each in events.CHANNELS] == [Out(), ToCorrect(), Planned()]


@pytest.mark.parametrize("command", [record_out(), record_failure(), record_withdrawn()])
def test_nothing_is_recorded_of_what_is_not_published(command: commands.OnChannel) -> None:
    """Only what is out goes to channels; of what nobody knows there is no story."""
    story(*OPEN).when(command).refused_with(errors.NotPublished)
    story().when(command).refused_with(Unknown)
    story(SUBMITTED).when(command).refused_with(Unknown)


def test_a_text_needs_a_story_that_is_written() -> None:
    """And one whose newest version is assessed and cleared; what went out meanwhile can be told all the same."""
    story().when(plan()).refused_with(Unknown)
    story(*PUBLISHED, REVISED).when(plan()).refused_with(errors.SuspendedByRevision)
    story(*PUBLISHED, REVISED).when(record_out()).then([out()])


def test_what_was_never_out_is_on_no_channel() -> None:
    """A text that was written for an article that never came out goes with it."""
    facts = [*OPEN, planned(), WITHDRAWAL]
    assert set(courses(facts).values()) == {Gone()}
    story(*facts).when(record_withdrawn()).refused_with(errors.ChannelWithdrawn)


@pytest.mark.parametrize("command", [plan(), record_out(), record_failure(), record_withdrawn()])
def test_role_may_not(command: commands.OnChannel) -> None:
    """Channels are the editors'."""
    story(*PUBLISHED).when(replace(command, act=act("adviser"))).refused_with(RoleMayNot)
