"""The commands about what is stored: send events again, keep a copy of it, put one back, bring it up to date."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.language import say
from cli.options import DATA, Data, Json, MaybeReason, StoreUrl, Target, Tokens, Url, Yes, known


def install(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.command(
        help=say(
            "Verstuur de feiten van een service opnieuw, als de bus ze kwijt is; ontvangers slaan over wat ze kennen.",
            "Send a service's events again, when the bus lost them; receivers drop what they know.",
        ),
        epilog="koploper republish intake --reason 'Kafka is nieuw'",
    )(republish)
    app.command(
        help=say(
            "Bezorg feiten uit het logboek opnieuw bij een service; wat hij kent slaat hij over.",
            "Deliver events of the ledger to a service again; it drops what it knows.",
        ),
        epilog="koploper redeliver review --from 120 --reaction note-withdrawal --reason 'Nieuwe reactie'",
    )(redeliver)
    app.command(
        help=say(
            "Bewaar een reservekopie van de gegevens van een service, terwijl hij draait.",
            "Keep a backup of a service's store, while it runs.",
        ),
        epilog="koploper backup intake /srv/backup/intake-2026-11-24",
    )(backup)
    app.command(
        help=say(
            "Zet een reservekopie terug; de service moet gestopt zijn, en opent weer als hij bij is met het logboek.",
            "Put a backup back; the service must be stopped, and opens again when it has caught up with the ledger.",
        ),
        epilog="koploper restore intake /srv/backup/intake-2026-11-24",
    )(restore)
    app.command(
        help=say(
            "Breng de opslag van een service (zonder naam: van alle) bij de tijd; anders gebeurt dat bij het starten.",
            "Bring a service's store (without a name: all) up to date; else that is done at start.",
        ),
        epilog="koploper migrate intake --store-url postgresql://intake@db/intake",
    )(migrate)


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="intake, assessment, …")] = None,
    store_url: StoreUrl = None,
    data: Data = DATA,
    as_json: Json = False,
) -> None:
    from cli import migrations

    named = [known(service) for service in services or ()]
    if store_url is not None and len(named) != 1:
        raise typer.BadParameter(say("noem één service bij één adres", "name one service with one address"))
    asyncio.run(migrations.run(Console(), named, store_url, data, as_json=as_json))


def backup(service: str, file: Path, store_url: StoreUrl = None, data: Data = DATA) -> None:
    from cli import recovery

    recovery.backup(known(service), file, store_url, data)
    Console().print(say(f"Bewaard in {file}.", f"Kept in {file}."), soft_wrap=True, markup=False)


def restore(
    service: str,
    file: Path,
    reason: MaybeReason = None,
    yes: Yes = False,
    store_url: StoreUrl = None,
    data: Data = DATA,
    as_json: Json = False,
) -> None:
    from cli import confirmed, recovery, restoring

    console, put_back = Console(), restoring.PutBack(known(service), file, store_url, data)
    restoring.tell_before(confirmed.beside(console, as_json=as_json), put_back)
    why = confirmed.why(reason)
    confirmed.must_agree(say("Terugzetten?", "Put it back?"), yes=yes)
    asyncio.run(recovery.restore(service, file, store_url, data, why))
    restoring.tell(console, put_back, why, as_json=as_json)


def republish(
    service: str,
    first: Annotated[
        int, typer.Option("--from", min=0, help=say("Vanaf deze positie; 0 is alles.", "From this position; 0 is all."))
    ] = 0,
    reason: MaybeReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed, republishing

    console, target = Console(), Target(url, data, tokens)
    seen = asyncio.run(republishing.preview(known(service), first, target))
    republishing.tell_before(confirmed.beside(console, as_json=as_json), seen)
    if not seen.many:
        republishing.tell(console, seen, seen.relay, None, as_json=as_json)
        return
    why = confirmed.why(reason)
    confirmed.must_agree(say("Opnieuw versturen?", "Send them again?"), yes=yes)
    done = asyncio.run(republishing.republish(console, seen, why, target, quiet=as_json))
    republishing.tell(console, seen, done, why, as_json=as_json)


def redeliver(
    service: str,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            help=say(
                "Vanaf deze positie van het logboek, of dit tijdstip (2026-11-26T03:00:00Z).",
                "From this position of the ledger, or this time (2026-11-26T03:00:00Z).",
            ),
        ),
    ],
    reaction: Annotated[
        str | None,
        typer.Option(help=say("Alleen deze reactie, langs de inbox heen.", "Only this reaction, past the inbox.")),
    ] = None,
    stream: Annotated[
        list[str] | None, typer.Option(help=say("Alleen deze stroom; mag vaker.", "Only this stream; may be repeated."))
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=say(
                "Alle reacties langs de inbox heen; alleen voor genoemde stromen.",
                "All reactions past the inbox; only for streams that are named.",
            ),
        ),
    ] = False,
    reason: MaybeReason = None,
    yes: Yes = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    from cli import confirmed, redelivering

    console, target = Console(), Target(url, data, tokens)
    wanted = redelivering.Wanted(known(service), since, reaction, tuple(stream or ()), force)
    seen = asyncio.run(redelivering.preview(wanted, target))
    redelivering.tell_before(confirmed.beside(console, as_json=as_json), wanted, seen)
    if not seen.new:
        if not redelivering.tell(console, seen.items, as_json=as_json):
            raise typer.Exit(1)
        return
    why = confirmed.why(reason)
    confirmed.must_agree(say("Opnieuw bezorgen?", "Deliver them again?"), yes=yes)
    items = asyncio.run(redelivering.redeliver(wanted, seen, why, target))
    if not redelivering.tell(console, items, as_json=as_json):
        raise typer.Exit(1)
