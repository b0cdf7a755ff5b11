"""Making all checks: first between services, when events on their way had time to arrive, then on each."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Final

import structlog
from rich.console import Console
from rich.status import Status

from cli.at_rest import undelivered
from cli.client import Client, SaysNo
from cli.doctor import across
from cli.doctor.at_rest import Reached, reached
from cli.doctor.report import Report
from cli.doctor.show import show
from cli.language import say
from cli.operate import OPERATOR
from cli.options import Target
from cli.system import FRONT, SERVICES
from shared.doctor.examine import DAMAGED
from shared.doctor.finding import Finding

CANNOT_START: Final = "cannot-start"
PATIENCE: Final = 3600.0
"""Seconds that the checks of one service may take."""


async def doctor(console: Console, target: Target, *, as_json: bool) -> int:
    """Examine the system at a URL or on its data and show what is wrong; gives the exit code.

    Raises CannotRun or NotReachable when there is nothing to examine.
    """
    progress = Console(stderr=True, quiet=as_json)
    async with AsyncExitStack() as stack:
        stack.enter_context(_unlogged())
        system = await stack.enter_async_context(reached(target))
        with progress.status(say("De services onderling", "Between services")) as status:
            report = await _examine(system, status)
    show(console, report, as_json=as_json)
    return report.exit_code


@contextmanager
def _unlogged() -> Iterator[None]:
    """Log nothing meanwhile: what goes wrong in a system that is run here to be looked into, is found and told."""
    before = structlog.get_config()
    structlog.configure(**{**before, "wrapper_class": structlog.make_filtering_bound_logger(logging.CRITICAL)})
    try:
        yield
    finally:
        structlog.configure(**before)


async def _examine(system: Reached, status: Status) -> Report:
    report = Report()
    between = await _between(system)
    for service in SERVICES:
        status.update(service)
        await _service(system.client, service, report)
        _add(report, service, between[service])
    for name, damage in system.damaged.items():
        if name not in SERVICES:
            report.add(name, [Finding(DAMAGED.name, f"{name}.db", damage)], [DAMAGED.name])
    if system.failure is not None and not report.any_found:
        report.add(FRONT, [Finding(CANNOT_START, FRONT, system.failure)], [CANNOT_START])
    return report


async def _between(system: Reached) -> Mapping[str, list[Finding] | None]:
    """Per service what it and the ledger lack of one another; None where that cannot be told."""
    if system.damaged or system.failure:
        return dict.fromkeys(SERVICES)
    found = await asyncio.gather(*(_compared(system, service) for service in SERVICES))
    return dict(zip(SERVICES, found, strict=True))


async def _compared(system: Reached, service: str) -> list[Finding] | None:
    try:
        found = await across.compare(system.client, service, waits=system.runs)
        lacking = any(each.check == across.LEDGER_LACKS for each in found)
        if system.runs or not lacking:
            return found
        sent = await system.client.get(f"/{service}/v1/relay", OPERATOR)
    except SaysNo:  # the checks of the one that said no tell why
        return None
    on_its_way = sent["position"] < sent["last"] or undelivered(system.data, service)
    return None if on_its_way else found  # what is on its way does not arrive where nobody runs


def _add(report: Report, service: str, between: list[Finding] | None) -> None:
    if between is None:
        report.add(service, [], [], across.CHECKS)
    else:
        report.add(service, between, across.CHECKS)


async def _service(client: Client, service: str, report: Report) -> None:
    try:
        answer = await client.get_within(PATIENCE, f"/{service}/v1/checks", OPERATOR)
    except SaysNo as no:
        report.unable[service] = str(no)
        return
    found = [Finding(each["check"], each["subject"], each["detail"]) for each in answer["items"]]
    report.add(service, found, answer["checked"], answer["unchecked"])
