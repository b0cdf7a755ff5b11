"""Until when an order is carried out: the newest only, and for an hour after it was begun or last went on.

Who asks for a page gives no reason: that was given with the order, for what it was then. Later, or where another order
came after it, it is given anew.
"""

from datetime import datetime, timedelta
from typing import Final

from shared.again.order import Begun
from shared.errors import NotNow

LASTS: Final = timedelta(hours=1)


class NotUnderWay(NotNow):
    """This order is not carried out any more."""

    rule = "redelivery-over"


class UnderWay:
    """What one process knows of the order that it carries out."""

    def __init__(self) -> None:
        self._went_on: tuple[int, datetime] | None = None

    def must_be(self, number: int, begun: Begun, now: datetime) -> None:
        """Raise NotUnderWay for an order that another followed, or that stood still for too long."""
        if not begun.newest:
            raise NotUnderWay(
                f"Another redelivery was begun after {number}. Nothing was delivered; begin one anew, with its reason."
            )
        last = begun.at if self._went_on is None or self._went_on[0] != number else max(begun.at, self._went_on[1])
        if now - last > LASTS:
            raise NotUnderWay(
                f"Redelivery {number} did not go on for more than an hour, so it is over. Nothing was delivered; begin "
                "one anew, with its reason: what was delivered is known by now."
            )

    def went_on(self, number: int, now: datetime) -> None:
        """Remember that a page of it was delivered."""
        self._went_on = number, now
