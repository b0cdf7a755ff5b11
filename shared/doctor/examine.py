"""All checks of one service, in order: first whether the file holds, last what takes longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from shared.doctor import log, read_models, surroundings, traffic
from shared.doctor.finding import CannotSay, Check, Finding
from shared.doctor.look import look
from shared.service import Service
from shared.store import schema

MOST: Final = 20
"""Findings told of one check; of more, only how many there are."""

DAMAGED: Final = Check("store-damaged", surroundings.store_damaged)
CHECKS: Final = (
    DAMAGED,
    Check("event-altered", log.event_altered),
    Check("stream-hole", log.stream_hole),
    Check("vault-altered", log.vault_altered),
    Check("events-parked", traffic.events_parked),
    Check("events-missing", traffic.events_missing),
    Check("relay-behind", traffic.relay_behind),
    Check("schedule-behind", traffic.schedule_behind),
    Check("clock-behind", traffic.clock_behind),
    Check("store-restored", surroundings.store_restored),
    Check("disk-nearly-full", surroundings.disk_nearly_full, of_files=True),
)
LAST: Final = (Check("read-model-differs", read_models.read_model_differs),)
ALTERED: Final = "-altered"
"""How the names of checks end whose findings explain why another check cannot be made."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, by which checks, which could not be made, and how many events there are (None: not known)."""

    findings: Sequence[Finding]
    checked: Sequence[str]
    unchecked: Sequence[str]
    events: int | None


async def examine(service: Service, more: Sequence[Check] = ()) -> Examined:
    """Make all checks, and those of `more` that only this service has; raises StoreAway.

    What is damaged is not looked into any further.
    """
    checks = [check for check in (*CHECKS, *more, *LAST) if not (check.of_files and service.store.shared)]
    findings = await _make(DAMAGED, service)
    if findings:
        return Examined(findings, [DAMAGED.name], [check.name for check in checks[1:]], None)
    unchecked = []
    for check in checks[1:]:
        try:
            findings += await _make(check, service)
        except CannotSay as why:
            if any(each.check.endswith(ALTERED) for each in findings):
                unchecked.append(check.name)
            else:
                findings.append(Finding(check.name, service.name, str(why)))
    checked = [check.name for check in checks if check.name not in unchecked]
    return Examined(findings, checked, unchecked, await look(service.store, _events))


async def _make(check: Check, service: Service) -> list[Finding]:
    found: list[Finding] = []
    count = 0
    async for subject, detail in check.look(service):
        count += 1
        if count <= MOST:
            found.append(Finding(check.name, subject, detail))
    if count > MOST:
        found.append(Finding(check.name, service.name, f"and {count - MOST} more like these"))
    return found


def _events(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(schema.event)).scalar_one())
