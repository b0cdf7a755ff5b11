"""What may be asked about reference data: to let a version hold."""

from dataclasses import dataclass
from typing import ClassVar

from services.intake.reference import Reference
from shared.actor import Role
from shared.decider import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateReference(Command):
    """Let submissions name these words: the first by the service itself, others by an operator.

    `in_force` is the version that holds until then; None says nothing of it.
    """

    roles: ClassVar[frozenset[Role]] = frozenset({"system", "operator"})
    reference: Reference
    in_force: str | None = None

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"reference-{self.reference.reference_version}",)


ReferenceCommand = ActivateReference
