"""What intake's own reactions and schedule ask about how long persons are known."""

from dataclasses import dataclass
from typing import ClassVar

from shared.actor import Role
from shared.decider import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePolicy(Command):
    """Assessment let a policy hold."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    policy_version: str
    retention_days: int
    source_sequence: int

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"policy-{self.policy_version}",)
