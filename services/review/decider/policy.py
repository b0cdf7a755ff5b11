"""A policy as review knows it: not yet, or with the ministries it asks. A policy never changes."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from services.review.commands import PolicyCommand
from services.review.events import Ministry, PolicyEvent, PolicyNotedByReview


@dataclass(frozen=True, slots=True)
class UnknownPolicy:
    """Named perhaps, not heard of."""


@dataclass(frozen=True, slots=True)
class KnownPolicy:
    """Clearances can be requested under it."""

    required_ministries: tuple[Ministry, ...]
    reminder_days: tuple[int, ...]
    escalation_days: int
    digest: str | None = None


PolicyState: TypeAlias = UnknownPolicy | KnownPolicy


def decide(command: PolicyCommand, state: PolicyState) -> list[PolicyEvent]:
    match state:
        case UnknownPolicy():
            return [
                PolicyNotedByReview(
                    policy_version=command.policy_version,
                    required_ministries=command.required_ministries,
                    reminder_days=command.reminder_days,
                    escalation_days=command.escalation_days,
                    policy_digest=command.policy_digest,
                )
            ]
        case KnownPolicy():
            return []
        case _:
            assert_never(state)


def evolve(_state: PolicyState, event: PolicyEvent) -> PolicyState:
    return KnownPolicy(event.required_ministries, event.reminder_days, event.escalation_days, event.policy_digest)
