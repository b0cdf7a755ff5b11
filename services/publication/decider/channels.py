"""The channels by which a story goes out: what each says, and how far it is.

The website shows the article itself: it is out with it and gone with it. The others are an editor's to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never

from services.publication import events


@dataclass(frozen=True, slots=True)
class Planned:
    """To go out."""


@dataclass(frozen=True, slots=True)
class Failed:
    """To go out; it could not be done yet."""


@dataclass(frozen=True, slots=True)
class Out:
    """The channel carries the story as it is."""

    link: str | None = None


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """The channel carries the story as it was."""


@dataclass(frozen=True, slots=True)
class ToWithdraw:
    """The channel carries a story that was taken back."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel does not carry the story any more, or never will."""


Course: TypeAlias = Planned | Failed | Out | ToCorrect | ToWithdraw | Gone
ChannelFact: TypeAlias = (
    events.ChannelPlanned | events.ChannelPublished | events.ChannelFailed | events.ChannelWithdrawn
)
ArticleFact: TypeAlias = events.ArticlePublished | events.ArticleCorrected | events.ArticleWithdrawn

PLANNED: Final = Planned()


@dataclass(frozen=True, slots=True)
class Channels:
    """What editors wrote for each channel, what is proposed where they wrote nothing, and how far each is."""

    proposed: str = ""
    texts: Mapping[events.Channel, str] = field(default_factory=dict)
    courses: Mapping[events.Channel, Course] = field(default_factory=dict)

    def text(self, channel: events.Channel) -> str:
        return self.texts.get(channel, self.proposed)

    def course(self, channel: events.Channel) -> Course:
        return self.courses.get(channel, PLANNED)


UNTOUCHED: Final = Channels()


def proposal(title: str, intro: str) -> str:
    """What a channel says of an article when nobody wrote anything else."""
    return f"{title}\n\n{intro}"


def carry(channels: Channels, event: ChannelFact) -> Channels:
    """The channels after what was done about one of them."""
    match event:
        case events.ChannelPlanned(channel=channel, text=text):
            written = replace(channels, texts={**channels.texts, channel: text})
            return _on(written, channel, _rewritten(channel, channels.course(channel)))
        case events.ChannelPublished(channel=channel, link=link):
            return _on(channels, channel, Out(link))
        case events.ChannelFailed(channel=channel):
            return _on(channels, channel, _failed(channels.course(channel)))
        case events.ChannelWithdrawn(channel=channel):
            return _on(channels, channel, Gone())
        case _:
            assert_never(event)


def follow(channels: Channels, event: ArticleFact) -> Channels:
    """The channels after what happened to the article."""
    match event:
        case events.ArticlePublished(title=title, intro=intro):
            begun = {channel: _begun(channel, channels.course(channel)) for channel in events.CHANNELS}
            return replace(channels, proposed=proposal(title, intro), courses=begun)
        case events.ArticleCorrected(title=title, intro=intro):
            old = {channel: _outdated(channel, channels.course(channel)) for channel in events.CHANNELS}
            return replace(channels, proposed=proposal(title, intro), courses=old)
        case events.ArticleWithdrawn():
            return end(channels)
        case _:
            assert_never(event)


def end(channels: Channels) -> Channels:
    """The channels of a story that is not to be out: what carries it is to be taken back, the rest is off."""
    return replace(
        channels, courses={channel: _ended(channel, channels.course(channel)) for channel in events.CHANNELS}
    )


def _on(channels: Channels, channel: events.Channel, course: Course) -> Channels:
    return replace(channels, courses={**channels.courses, channel: course})


def _rewritten(channel: events.Channel, course: Course) -> Course:
    if channel == events.WEBSITE:
        return course
    match course:
        case Planned() | Failed() | Gone():
            return PLANNED
        case Out() | ToCorrect():
            return ToCorrect()
        case ToWithdraw():
            return course
        case _:
            assert_never(course)


def _failed(course: Course) -> Course:
    """What is carried is carried on, however often putting it right fails."""
    match course:
        case Planned():
            return Failed()
        case Failed() | Out() | ToCorrect() | ToWithdraw() | Gone():
            return course
        case _:
            assert_never(course)


def _begun(channel: events.Channel, course: Course) -> Course:
    """An article comes out; where one was taken back before, a channel that still carries it carries what it was."""
    if channel == events.WEBSITE:
        return Out()
    match course:
        case Planned() | Failed() | Gone():
            return PLANNED
        case Out() | ToCorrect() | ToWithdraw():
            return ToCorrect()
        case _:
            assert_never(course)


def _outdated(channel: events.Channel, course: Course) -> Course:
    if channel == events.WEBSITE:
        return course
    match course:
        case Out():
            return ToCorrect()
        case Planned() | Failed() | ToCorrect() | ToWithdraw() | Gone():
            return course
        case _:
            assert_never(course)


def _ended(channel: events.Channel, course: Course) -> Course:
    if channel == events.WEBSITE:
        return Gone()
    match course:
        case Out() | ToCorrect() | ToWithdraw():
            return ToWithdraw()
        case Planned() | Failed() | Gone():
            return Gone()
        case _:
            assert_never(course)
