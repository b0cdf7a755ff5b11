"""How long persons are known of what has ended here, by the policy it ended under; and what a policy says of that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never

from services.intake import commands, events, words
from services.intake.decider.state import NotSubmitted, Published, State, UnderWay, Withdrawn
from shared.decider import Decider
from shared.envelope import timestamp


def kept_until(ended: datetime, days: int) -> str:
    """When the term is over of what ended then."""
    return timestamp(ended + timedelta(days=days))


def end_of(command: commands.NoteOutcome, state: State) -> str | None:
    """When the term is over, where this outcome is an end, and it was not withdrawn already.

    A refusal of an older version is none: what was told anew is assessed again. Whether a rejection is, assessment says
    behind it (`note_reopening`): it assesses again only once.
    """
    match state:
        case UnderWay(submission_version=version) | Published(submission_version=version):
            of_older = command.submission_version is not None and command.submission_version < version
            if command.outcome not in words.ENDS or (command.outcome == "refused" and of_older):
                return None
            return kept_until(command.act.now, command.retention_days)
        case NotSubmitted() | Withdrawn():
            return None
        case _:
            assert_never(state)


def note_reopening(command: commands.NoteReopening, state: State) -> list[events.InitiativeEvent]:
    """What comes again was noted before."""
    match state:
        case UnderWay(noted=noted) | Published(noted=noted):
            if command.source_sequence <= noted.get("assessment", 0):
                return []
            return [
                events.ReopeningNotedByIntake(
                    submission_version=command.submission_version, source_sequence=command.source_sequence
                )
            ]
        case NotSubmitted() | Withdrawn():
            return []
        case _:
            assert_never(state)


def end(command: commands.EndRetention, state: State) -> list[events.InitiativeEvent]:
    """Never refused: the row that rings stands only while it has ended here."""
    match state:
        case UnderWay() | Published() | Withdrawn():
            return [events.RetentionEnded(erasure=words.ErasureId(command.act.id))]
        case NotSubmitted():
            return []
        case _:
            assert_never(state)


@dataclass(frozen=True, slots=True)
class UnknownPolicy:
    """Named perhaps, not heard of."""


@dataclass(frozen=True, slots=True)
class KnownPolicy:
    """It holds, or held; `noted` is which fact of its stream said so last."""

    noted: int


PolicyState: TypeAlias = UnknownPolicy | KnownPolicy
UNKNOWN: Final[PolicyState] = UnknownPolicy()


def note(command: commands.NotePolicy, state: PolicyState) -> list[events.PolicyNotedByIntake]:
    """A policy that is brought back is noted again: from here on it is the one that holds."""
    if isinstance(state, KnownPolicy) and command.source_sequence <= state.noted:
        return []
    return [
        events.PolicyNotedByIntake(
            policy_version=command.policy_version,
            retention_days=command.retention_days,
            source_sequence=command.source_sequence,
        )
    ]


def noted(_: PolicyState, event: events.PolicyNotedByIntake) -> PolicyState:
    return KnownPolicy(event.source_sequence)


POLICY: Final = Decider(UNKNOWN, note, noted)
