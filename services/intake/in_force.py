"""Which reference data submissions are held to: those that are in force when it is decided."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.intake import commands, projections, shipped
from services.intake.reference import Reference
from shared.decider import Command


class InForce:
    """What a store was last seen to hold: a command is made with that, and looked after where it is decided."""

    def __init__(self) -> None:
        self._seen: tuple[frozenset[str], Reference] = frozenset(), shipped.first()

    @property
    def last(self) -> Reference:
        """As last seen; another replica may have let others hold since."""
        return self._seen[1]

    def refreshed(self, connection: Connection, given: Sequence[Command]) -> Sequence[Command]:
        """The same commands, with what is in force now."""
        if not any(isinstance(each, commands.Submit | commands.Revise) for each in given):
            return given
        now = self._look(connection)
        return [
            replace(each, reference=now) if isinstance(each, commands.Submit | commands.Revise) else each
            for each in given
        ]

    def _look(self, connection: Connection) -> Reference:
        by = projections.activated_by(connection)
        if by != self._seen[0]:
            self._seen = by, shipped.in_force(connection)
        return self._seen[1]
