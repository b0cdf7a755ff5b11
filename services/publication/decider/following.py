"""What is recorded of a Koploper: the podia it was on, what others took over, and the toolkit it was sent."""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.story import Appointed, Nominated, NotNominated, Published, Story


def decide(command: commands.Following, state: Story) -> list[events.StoryEvent]:
    match command:
        case commands.RecordAppearance():
            return record_appearance(command, state)
        case commands.RecordAdoption():
            return record_adoption(command, state)
        case commands.RecordToolkit():
            return record_toolkit(command, state)
        case _:
            assert_never(command)


def record_appearance(command: commands.RecordAppearance, state: Story) -> list[events.StoryEvent]:
    fact = events.PodiumAppearanceRecorded(kind=command.kind, title=command.title, link=command.link, date=command.date)
    return _once(fact, allowed.published(state))


def record_adoption(command: commands.RecordAdoption, state: Story) -> list[events.StoryEvent]:
    fact = events.ElementAdopted(by=command.by, element=command.element, form=command.form, result=command.result)
    return _once(fact, allowed.published(state))


def record_toolkit(command: commands.RecordToolkit, state: Story) -> list[events.StoryEvent]:
    koploper = allowed.published(state)
    _appointed(koploper)
    if command.edition in koploper.followed.toolkits:
        raise errors.ToolkitAlreadySent(
            f"This Koploper was sent edition {command.edition} of the toolkit before. Nothing was changed; record "
            "another edition, or nothing."
        )
    return [events.ToolkitSent(edition=command.edition, how=command.how)]


def _once(
    fact: events.PodiumAppearanceRecorded | events.ElementAdopted, koploper: Published
) -> list[events.StoryEvent]:
    if fact in koploper.followed.told:
        raise errors.RecordedBefore(
            "Exactly this was recorded of this Koploper before. Nothing was changed; say what differs if it is another."
        )
    return [fact]


def _appointed(koploper: Published) -> None:
    match koploper.standing:
        case Appointed():
            return
        case NotNominated() | Nominated():
            raise errors.NotAppointed(
                "VWS has not named this Koploper officially. Nothing was changed; send the toolkit once it has."
            )
        case _:
            assert_never(koploper.standing)
