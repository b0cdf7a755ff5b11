"""What a comparison found, for people and for machines."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from cli.language import say
from cli.reconcile.comparing import Compared, Difference, What
from cli.reconcile.run import Reconciled

SHOWN: Final = 10
"""Differences of a service that people are shown; machines get more."""


def machines(found: Reconciled) -> dict[str, Any]:
    """All of it, in JSON's words."""
    return {
        "same": None if found.exit_code > 1 else found.exit_code == 0,
        "services": [
            {
                "service": service,
                "streams": each.streams,
                "store": each.store,
                "ledger": each.ledger,
                "onTheirWay": each.on_their_way,
                "differences": [asdict(difference) for difference in each.differences],
                "differencesCount": each.count,
            }
            for service, each in found.compared.items()
        ],
        "strangers": found.strangers,
        "unable": found.unable,
    }


def people(console: Console, found: Reconciled) -> None:
    """A table with a row per service, then a sentence for all that differs, and what to do."""
    console.print(_table(found))
    for line in _sentences(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(found: Reconciled) -> Table:
    shown = Table(header_style="bold")
    shown.add_column("Service", no_wrap=True)
    titles = (
        say("Stromen", "Streams"),
        say("Eigen opslag", "Own store"),
        say("Logboek", "Ledger"),
        say("Onderweg", "On their way"),
        say("Verschillen", "Differences"),
    )
    for title in titles:
        shown.add_column(title, justify="right")
    for service, each in found.compared.items():
        colour = "red" if each.count else "yellow" if each.on_their_way else "green"
        mark = f"[{colour}]{each.count}[/]"
        numbers = (each.streams, each.store, each.ledger, each.on_their_way)
        shown.add_row(service, *(f"{number}" for number in numbers), mark)
    for service in found.unable:
        shown.add_row(service, *("?" for _ in titles))
    return shown


def _sentences(found: Reconciled) -> Iterator[str]:
    for service, each in found.compared.items():
        yield from _of_service(service, each)
    for source, entries in found.strangers.items():
        yield say(
            f"✗ {entries} feiten in het logboek zeggen dat ze van {source} zijn, en dat is geen dienst. Ze zijn er "
            "buiten Koploper om in gezet: kijk met `koploper verify` of het logboek nog is wat het tekende.",
            f"✗ {entries} entries of the ledger say that they are of {source}, which is no service. Somebody put them "
            "there past Koploper: see with `koploper verify` whether the ledger is still what it signed.",
        )
    for service, why in found.unable.items():
        yield say(f"? {service} kon niet worden vergeleken: {why}", f"? {service} could not be compared: {why}")
    if found.exit_code == 0:
        yield say(
            "✓ De opslag van elke dienst en het logboek hebben dezelfde feiten, byte voor byte.",
            "✓ The store of each service and the ledger have the same events, byte for byte.",
        )


def _of_service(service: str, found: Compared) -> Iterator[str]:
    if found.on_their_way:
        yield say(
            f"… {service}: {found.on_their_way} feiten zijn onderweg: vastgelegd, en nog niet in het logboek. Daarvan "
            "is nog niet te zeggen of het gelijk is: start Koploper, of wacht even, en vergelijk opnieuw. Blijft dat "
            "zo, kijk dan met `koploper doctor`.",
            f"… {service}: {found.on_their_way} events are on their way: recorded, and not in the ledger yet. Whether "
            "those are the same cannot be told yet: start Koploper, or wait a little, and compare again. Where that "
            "stays so, look with `koploper doctor`.",
        )
    for each in found.differences[:SHOWN]:
        yield f"✗ {service} {each.stream} {say('nr.', 'no.')} {each.sequence} ({_about(each)}): {_says(each.what)}"
    if found.count > SHOWN:
        more = found.count - SHOWN
        yield say(f"✗ {service}: en nog {more} feiten (--json)", f"✗ {service}: and {more} events more (--json)")
    for what in dict.fromkeys(each.what for each in found.differences):
        yield f"  → {_todo(what, service)}"


def _about(each: Difference) -> str:
    name = each.type.removeprefix("nl.koploper.") or "?"
    return name if each.position is None else f"{name}, {say('positie', 'position')} {each.position}"


def _says(what: What) -> str:
    match what:
        case "ledger-lacks":
            return say("staat in de opslag en niet in het logboek", "is in the store and not in the ledger")
        case "ledger-lost":
            return say(
                "is in het logboek opgenomen, en staat er niet meer in",
                "was taken in by the ledger, and is gone from it",
            )
        case "store-lacks":
            return say("staat in het logboek en niet in de opslag", "is in the ledger and not in the store")
        case "other-bytes":
            return say(
                "heeft in de opslag andere bytes dan in het logboek", "has other bytes in the store than in the ledger"
            )


def _todo(what: What, service: str) -> str:
    match what:
        case "ledger-lacks":
            return say(
                "Kijk of het wacht (`koploper parked list --service events`, /events/v1/gaps), of is opgegeven met "
                "`koploper parked discard events` (ParkedEventDiscarded in het logboek zegt door wie en waarom). Zo "
                f"niet, dan is het uit het logboek gehaald of buiten {service} om vastgelegd; `koploper verify` zegt "
                "of het logboek nog is wat het tekende.",
                "See whether it waits (`koploper parked list --service events`, /events/v1/gaps), or was given up with "
                "`koploper parked discard events` (ParkedEventDiscarded in the ledger says by whom and why). If not, "
                f"it was taken out of the ledger or recorded past {service}; `koploper verify` says whether the ledger "
                "is still what it signed.",
            )
        case "ledger-lost":
            return say(
                "Het is uit het logboek gehaald, buiten Koploper om: `koploper verify` zegt of het nog is wat het "
                "tekende. Zet een reservekopie van het logboek terug die het heeft.",
                "It was taken out of the ledger, past Koploper: `koploper verify` says whether it is still what it "
                "signed. Restore a backup of the ledger that has it.",
            )
        case "store-lacks":
            return say(
                f"{service} is het kwijt, of iemand zette het buiten Koploper om in het logboek. Klopt het logboek "
                f"(`koploper verify`), zet dan een reservekopie van {service} terug: die haalt het daar weer op.",
                f"{service} lost it, or somebody put it in the ledger past Koploper. If the ledger is true (`koploper "
                f"verify`), restore a backup of {service}: it fetches it from there again.",
            )
        case "other-bytes":
            return say(
                "Feiten veranderen nooit: een van beide is buiten Koploper om veranderd. Klopt het logboek (`koploper "
                f"verify`), dan is het de opslag van {service}: zet daarvan een reservekopie terug.",
                "Events never change: one of the two was changed past Koploper. If the ledger is true (`koploper "
                f"verify`), it is the store of {service}: restore a backup of that.",
            )
