"""The commands of a served system: one service, and the tokens with which people act on it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer
from rich.console import Console

from cli.language import say
from cli.options import known

if TYPE_CHECKING:
    from cli.serving.settings import Mistakes

COLUMN: Final = 32


def install(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.command(
        help=say(
            "Draai één service, met instellingen uit de omgeving (KOPLOPER_…); SIGTERM of Ctrl-C stopt.",
            "Run one service, with settings from the environment (KOPLOPER_…); SIGTERM or Ctrl-C stops.",
        ),
        epilog=say("Voorbeeld: ", "Example: ")
        + "KOPLOPER_STORE_URL=postgresql://intake@db/intake KOPLOPER_KAFKA_URL=kafka:9092 "
        "KOPLOPER_TOKENS_FILE=tokens.toml koploper serve intake",
    )(serve)
    app.command(
        help=say(
            "Maak een token voor een rol, of met --demo alle tokens van de voorbeeldreizen.",
            "Make a token for a role, or with --demo all tokens of the demo journeys.",
        ),
        epilog="koploper token auditor · koploper token --demo ./secrets",
    )(token)


def serve(service: Annotated[str, typer.Argument(help="intake, assessment, review, publication, events")]) -> None:
    import uvloop

    from cli.serving import kafka, settings
    from cli.serving.serve import serve as run
    from cli.system import BUILDERS
    from shared import faults
    from shared.bus.kafka import KafkaBus
    from shared.bus.protocol import topic_of

    known(service)
    if fault := os.environ.get("KOPLOPER_FAULT"):
        try:
            faults.arm(fault)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong), param_hint="KOPLOPER_FAULT") from wrong
    own, _ = BUILDERS[service]
    try:
        told = settings.told(own)
    except settings.Mistakes as mistakes:
        _complain(service, mistakes)
        raise typer.Exit(2) from mistakes

    async def work() -> None:
        bus = KafkaBus(told.kafka, service)
        await run(service, told, bus, kafka.reachable(told.kafka, [topic_of(service)]))

    uvloop.run(work())


def _complain(service: str, mistakes: "Mistakes") -> None:
    """Every setting that is wrong, what is wrong with it, and what it may be."""
    complain = Console(stderr=True)
    count = len(mistakes.found)
    complain.print(
        say(
            f"{service} is niet gestart; {count} instelling(en) kloppen niet:",
            f"{service} was not started; {count} setting(s) are wrong:",
        ),
        markup=False,
    )
    for each in mistakes.found:
        complain.print(f"  {each.name:<{COLUMN}} {each.wrong}", markup=False, highlight=False, soft_wrap=True)
        if each.example:
            complain.print(
                f"  {'':<{COLUMN}} {say('bijvoorbeeld', 'for instance')}: {each.example}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )


def token(
    role: Annotated[str | None, typer.Argument(help=say("De rol.", "The role."))] = None,
    id: Annotated[UUID | None, typer.Option(help=say("De persoon; zonder: een nieuwe.", "The person."))] = None,
    demo: Annotated[Path | None, typer.Option(help=say("Map voor de tokens.", "Folder for the tokens."))] = None,
) -> None:
    from cli import keyring
    from cli.demo import cast
    from shared.actor import Actor
    from shared.clock import SystemIds

    ids, console = SystemIds(), Console(soft_wrap=True, highlight=False, markup=False)
    if (role is None) == (demo is None) or (demo is not None and id is not None):
        raise typer.BadParameter(say("geef óf een rol, óf --demo MAP", "give either a role, or --demo FOLDER"))
    if demo is not None:
        keyring.write(demo, cast.people(), ids)
        console.print(
            say(
                f"Geschreven: {demo / keyring.HASHES} (voor KOPLOPER_TOKENS_FILE van de services) en "
                f"{demo / keyring.SECRETS} (voor --tokens, houd hem geheim).",
                f"Written: {demo / keyring.HASHES} (for the services' KOPLOPER_TOKENS_FILE) and "
                f"{demo / keyring.SECRETS} (for --tokens, keep it secret).",
            )
        )
        return
    if role not in keyring.ROLES:
        raise typer.BadParameter(say(f"kies uit {', '.join(keyring.ROLES)}", f"choose from {', '.join(keyring.ROLES)}"))
    actor = Actor.parse(f"{role};id={id or ids.new()}")
    made = keyring.made(ids)
    console.print(say("Token (wordt maar één keer getoond):", "Token (shown this once):"), made)
    console.print(say("Voor KOPLOPER_TOKENS_FILE:", "For KOPLOPER_TOKENS_FILE:"), keyring.line(made, actor))
