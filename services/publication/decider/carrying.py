"""Decisions on channels: what they say is written, and what was done on them is recorded."""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.channels import (
    Channels,
    Failed,
    Gone,
    Out,
    Planned,
    ToCorrect,
    ToWithdraw,
)
from services.publication.decider.story import NEVER_OUT, Open, Published, Story, TakenBack, Waiting, Withdrawn

Facts = list[events.StoryEvent]


def decide(command: commands.ChannelCommand, state: Story) -> Facts:
    match command:
        case commands.PlanChannel():
            return plan(command, state)
        case commands.RecordChannelOut():
            return went_out(command, state)
        case commands.RecordChannelFailure():
            return failed(command, state)
        case commands.RecordChannelWithdrawn():
            return withdrawn(command, state)
        case _:
            assert_never(command)


def plan(command: commands.PlanChannel, state: Story) -> Facts:
    """A text may be written before the article is out; it then goes out with it."""
    allowed.moving(allowed.writable(state))
    return [events.ChannelPlanned(channel=command.channel, text=command.text)]


def went_out(command: commands.RecordChannelOut, state: Story) -> Facts:
    """What was taken off a channel needs a text again first, so that nothing goes out by mistake."""
    story = allowed.published(state)
    course = story.channels.course(command.channel)
    match course:
        case Planned() | Failed() | ToCorrect():
            pass
        case Out(link=link) if link != command.link:
            pass
        case Out():
            raise _already_out(command)
        case Gone() | ToWithdraw():
            raise errors.ChannelWithdrawn(
                f"The story was taken off {command.channel}. Nothing was changed; write a text for it to plan it again."
            )
        case _:
            assert_never(course)
    return [
        events.ChannelPublished(
            channel=command.channel,
            published_version=story.published_version,
            text=story.channels.text(command.channel),
            link=command.link,
        )
    ]


def failed(command: commands.RecordChannelFailure, state: Story) -> Facts:
    course = _channels(state).course(command.channel)
    match course:
        case Planned() | Failed() | ToCorrect() | ToWithdraw():
            return [events.ChannelFailed(channel=command.channel, reason=command.reason)]
        case Out():
            raise _already_out(command)
        case Gone():
            raise _nothing_there(command)
        case _:
            assert_never(course)


def withdrawn(command: commands.RecordChannelWithdrawn, state: Story) -> Facts:
    """Also of what has not gone out: it then will not."""
    course = _channels(state).course(command.channel)
    match course:
        case Gone():
            raise _nothing_there(command)
        case Planned() | Failed() | Out() | ToCorrect() | ToWithdraw() if command.channel != events.WEBSITE:
            return [events.ChannelWithdrawn(channel=command.channel)]
        case Planned() | Failed() | Out() | ToCorrect() | ToWithdraw():
            raise errors.WebsiteShowsTheArticle(
                "The website shows the article for as long as it is published. Nothing was changed; take the article "
                "back to take it off the website."
            )
        case _:
            assert_never(course)


def _channels(state: Story) -> Channels:
    """The channels of a story that is or was out."""
    match state:
        case Published() | TakenBack() | Withdrawn():
            return state.channels
        case Open(before=before) if before != NEVER_OUT:
            return state.channels
        case Waiting() | Open():
            return allowed.published(state).channels
        case _:
            assert_never(state)


def _already_out(command: commands.RecordChannelOut | commands.RecordChannelFailure) -> errors.ChannelAlreadyOut:
    return errors.ChannelAlreadyOut(
        f"{command.channel} carries the story as it is, so there is nothing to do. Nothing was changed; write another "
        "text for it if it has to say something else."
    )


def _nothing_there(
    command: commands.RecordChannelFailure | commands.RecordChannelWithdrawn,
) -> errors.ChannelWithdrawn:
    return errors.ChannelWithdrawn(
        f"Nothing of the story is on {command.channel}, and nothing is to go there. Nothing was changed or needs to be."
    )
