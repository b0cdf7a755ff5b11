"""The ledger decides nothing of its own: no commands, no facts. Operators' acts are added where it is put together."""

from typing import Final

from shared.decider import Core
from shared.event import EventTypes

CORE: Final = Core(EventTypes(), {})
