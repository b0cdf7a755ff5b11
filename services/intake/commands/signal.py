"""What may be asked about a signal: that somewhere there is an initiative which nobody here has put forward yet."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Final

from services.intake import events, words
from services.intake.commands.initiative import Submit, initiative_stream
from shared import conflict
from shared.actor import ROLES, Role
from shared.decider import Command
from shared.event import Kept

ADVISER: Final[frozenset[Role]] = frozenset({"adviser"})
SYSTEM: Final[frozenset[Role]] = frozenset({"system"})
ANYONE: Final[frozenset[Role]] = frozenset(ROLES) - {"system"}


def signal_stream(signal: words.SignalId) -> str:
    return f"signal-{signal}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSignal(Command):
    """Anything asked about one signal; `signal_id` is the same for the same link with the same organisation."""

    signal_id: words.SignalId

    @property
    def streams(self) -> tuple[str, ...]:
        return (signal_stream(self.signal_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSignal(OfSignal):
    """Record what was seen."""

    roles: ClassVar[frozenset[Role]] = ADVISER | {"employers"}
    sighting: events.Sighting
    note: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TipInitiative(OfSignal):
    """Tell of somebody else's initiative. `tipper` is None for who does not say who it is."""

    roles: ClassVar[frozenset[Role]] = ANYONE
    tipper: words.Tipper | None
    hint: events.Hint
    about: Kept
    contact: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSignal(OfSignal):
    """An act of an adviser on what was found.

    `taken_up_by` is the initiative that took it up, or did until it was free again, as far as whoever acts can know:
    to whom that is shut this is too.
    """

    taken_up_by: words.InitiativeId | None = None

    @property
    def streams(self) -> tuple[str, ...]:
        by = self.taken_up_by
        return (signal_stream(self.signal_id), *([] if by is None else [conflict.stream_of(by)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproachOrganisation(OnSignal):
    """Note that its organisation was approached: when, how, whom, and what came of it."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    approach: events.Approach
    whom: Kept
    note: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignalAside(OnSignal):
    """Leave it at that."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    reason: Kept
    retention_days: int = words.RETENTION_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignalTerm(OfSignal):
    """Give what was set aside at `since`, before there were terms, the term that it would have had."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    since: datetime
    retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSignalTerm(OfSignal):
    """The term has come for which the persons of what was set aside are known."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSignal(OnSignal):
    """Go on after all with what was set aside, or was taken up by what it is not about or does not go on."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    reason: Kept

    @property
    def streams(self) -> tuple[str, ...]:
        return with_initiative(self.signal_id, self.taken_up_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpSignal(OnSignal):
    """Say which initiative, that came in by itself, the signal was about.

    It may have been free again after another: to whom that one is shut, the signal is too.
    """

    roles: ClassVar[frozenset[Role]] = ADVISER
    initiative_id: words.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        by, asked = self.taken_up_by, with_initiative(self.signal_id, self.initiative_id)
        return asked if by in {None, self.initiative_id} else (*asked, conflict.stream_of(by))


def with_initiative(signal: words.SignalId, initiative: words.InitiativeId | None) -> tuple[str, ...]:
    """The streams of a signal, of its initiative where there is one, and of who has a conflict of interest in that."""
    of_initiative = () if initiative is None else (initiative_stream(initiative), conflict.stream_of(initiative))
    return (signal_stream(signal), *of_initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFromSignal(Submit):
    """Put an initiative forward that was found by a signal; its origin follows from there."""

    signal_id: words.SignalId

    @property
    def streams(self) -> tuple[str, ...]:
        return (initiative_stream(self.initiative_id), signal_stream(self.signal_id))


def from_signal(command: Submit, signal: words.SignalId) -> SubmitFromSignal:
    """The same submission, found by this signal."""
    asked = {each.name: getattr(command, each.name) for each in fields(command)}
    return SubmitFromSignal(**asked, signal_id=signal)


SignalCommand = RecordSignal | TipInitiative | ApproachOrganisation | SetSignalAside | SetSignalTerm | EndSignalTerm
