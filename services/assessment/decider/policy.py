"""What a policy says stays; it holds when it is activated, and again when it is brought back after another."""

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from services.assessment import errors
from services.assessment.commands import PolicyCommand
from services.assessment.events import PolicyActivated, PolicyEvent


@dataclass(frozen=True, slots=True)
class Inactive:
    """No dossier is opened under it yet."""


@dataclass(frozen=True, slots=True)
class Active:
    """In force, with this content."""

    fact: PolicyActivated


State: TypeAlias = Inactive | Active

INITIAL: Final[State] = Inactive()


def decide(command: PolicyCommand, state: State) -> list[PolicyEvent]:
    said = command.policy.model_dump(exclude_defaults=True)
    fact = PolicyActivated.model_validate(said | {"policy_digest": command.policy.digest})
    match state:
        case Inactive() if fact.valid_from > command.act.now.date():
            raise errors.PolicyNotValidYet(
                f"Policy {fact.policy_version} is valid from {fact.valid_from.isoformat()}. Nothing was changed; "
                "activate it on that day or later."
            )
        case Inactive():
            return [fact]
        case Active(known) if _rules(known) == _rules(fact):
            return [fact] if command.in_force not in {None, fact.policy_version} else []
        case Active():
            raise errors.PolicyChanged(
                f"Policy {fact.policy_version} is active with another content, which stays as it is. "
                "Give changed rules a version of their own."
            )
        case _:
            assert_never(state)


def evolve(state: State, event: PolicyEvent) -> State:
    match state:
        case Inactive():
            return Active(event)
        case Active():  # brought back: what it says stays as it was first said
            return state
        case _:
            assert_never(state)


def _rules(fact: PolicyActivated) -> PolicyActivated:
    """What it says, whether or not it was told what that is called by: older facts do not tell."""
    return fact.model_copy(update={"policy_digest": None})
