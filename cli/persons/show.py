"""What is known of a person, and what was erased, as tables. What the texts say is only in the export."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from cli.language import say
from cli.persons.asking import KEEPING, Done, Found


def preview(console: Console, found: Found) -> None:
    """What will go, by service: how many texts, of which facts and initiatives."""
    table = Table(say("service", "service"), say("genoemd in", "named in"), say("initiatief", "initiative"), "#")
    for service, known in found.known.items():
        counted: dict[tuple[str, str], int] = {}
        for text in known["texts"]:
            place = (text["named"]["type"].removeprefix("nl.koploper.") if text["named"] else "–", text["initiativeId"])
            counted[place[0], place[1] or "–"] = counted.get((place[0], place[1] or "–"), 0) + 1
        for row in known["rows"]:
            counted[row["kind"], "–"] = counted.get((row["kind"], "–"), 0) + 1
        for (named, initiative), many in sorted(counted.items()):
            table.add_row(service, named, initiative, str(many))
    console.print(say(f"Over {found.person} wordt gewist:", f"Of {found.person} this goes:"), markup=False)
    console.print(table)
    _others(console, found)


def nothing(console: Console, found: Found) -> None:
    """There is nothing to erase."""
    console.print(
        say(
            f"Over {found.person} is niets bekend dat gewist kan worden; er is niets veranderd.",
            f"Nothing is known of {found.person} that could be erased; nothing was changed.",
        ),
        soft_wrap=True,
        markup=False,
    )
    _others(console, found)


def _others(console: Console, found: Found) -> None:
    if found.also_known_as:
        names = ", ".join(found.also_known_as)
        console.print(
            say(
                f"Een deel hiervan staat ook onder: {names}. Wat daar verder staat, blijft; kijk of het dezelfde "
                "persoon is en geef de opdracht dan ook daarvoor.",
                f"Some of this is kept under these, too: {names}. What else is there stays; see whether it is the "
                "same person, and then give the command for it as well.",
            ),
            soft_wrap=True,
            markup=False,
        )


def report(console: Console, done: Sequence[Done]) -> None:
    """Per service what was erased and when; of those that have not said so, that."""
    table = Table(
        say("service", "service"),
        say("teksten", "texts"),
        say("concepten", "drafts"),
        say("initiatieven", "initiatives"),
        say("gewist op", "erased at"),
    )
    said = {each.service: each for each in done}
    for service in KEEPING:
        each = said.get(service)
        if each is None:
            table.add_row(service, "…", "…", "…", say("nog niet", "not yet"))
        else:
            table.add_row(service, str(each.texts), str(each.rows), str(len(each.initiatives)), each.at)
    console.print(table)
    if len(done) < len(KEEPING):
        console.print(
            say(
                "Niet elke service heeft het nu gemeld. Wat besloten is staat vast en volgt vanzelf als die draait; "
                "kijk met `koploper parked list` of er iets wacht.",
                "Not every service has said so by now. What was decided stands and follows by itself when it runs; "
                "see with `koploper parked list` whether something waits.",
            ),
            soft_wrap=True,
            markup=False,
        )
