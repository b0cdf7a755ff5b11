"""All faults, in the order of the report."""

from typing import Final

from tests.faults.apart import (
    again,
    broker_away,
    broker_lost,
    bug,
    clock,
    disk,
    holder,
    kills,
    poison,
    postgres,
    replicas,
    restored,
    stop,
)
from tests.faults.apart.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    kills.FAULT,
    holder.FAULT,
    broker_away.FAULT,
    broker_lost.FAULT,
    postgres.RESTARTS,
    postgres.CUTTING,
    replicas.FAULT,
    again.FAULT,
    poison.FAULT,
    bug.FAULT,
    disk.FAULT,
    clock.FAULT,
    restored.FAULT,
    stop.FAULT,
)
