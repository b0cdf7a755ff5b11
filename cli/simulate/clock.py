"""The clock of a simulated year: it stands until it is moved, and never goes back."""

from datetime import datetime


class MovedClock:
    """Tells the moment it was moved to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, to: datetime) -> None:
        """Let it be `to`, unless it is later already."""
        self._now = max(self._now, to)
