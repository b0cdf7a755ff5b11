"""The commands about policies: is a file one, what would change under it, and let dossiers be opened under it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from cli import rule_files
from cli.client import SaysNo
from cli.language import say
from cli.options import DATA, Data, Json, Target, Tokens, Url

if TYPE_CHECKING:
    from services.assessment.policy import Policy

PATH: Final = "/assessment/v1/policies"
FIELDS: Final[Mapping[str, str]] = {
    "validFrom": say("geldig vanaf", "valid from"),
    "criteria": say("criteria", "criteria"),
    "threshold": say("zoveel moeten er voldoen", "so many must be met"),
    "requiredMinistries": say("ministeries", "ministries"),
    "reminderDays": say("herinneren na (dagen)", "remind after (days)"),
    "escalationDays": say("escaleren na (dagen)", "escalate after (days)"),
    "declarationRequired": say("belang eerst verklaren", "declare interests first"),
    "retentionDays": say("personen bewaren na een einde (dagen)", "keep persons after an end (days)"),
}

app = typer.Typer(no_args_is_help=True, help=say("Beleid: de regels als gegevens.", "Policies: the rules as data."))
File = Annotated[Path, typer.Argument(help=say("Het beleid, als JSON.", "The policy, as JSON."))]


@dataclass(frozen=True, slots=True)
class Plan:
    """What activating a policy would change: per field what holds now and then, of those that differ."""

    version: str
    instead_of: str | None
    differs: Mapping[str, tuple[Any, Any]]

    @property
    def changes(self) -> bool:
        return self.version != self.instead_of

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        differs = {name: {"now": now, "then": then} for name, (now, then) in self.differs.items()}
        return {
            "policyVersion": self.version,
            "insteadOf": self.instead_of,
            "changes": self.changes,
            "differs": differs,
        }


@app.command(
    help=say("Is dit bestand een beleid dat kan gelden?", "Is this file a policy that can hold?"),
    epilog="koploper policy validate 2026-01.json",
)
def validate(file: File, as_json: Json = False) -> None:
    from services.assessment.policy import Policy

    good = say(f"{file} is een geldig beleid.", f"{file} is a valid policy.")
    rule_files.validate(file, Policy, good, _no_policy(file), as_json=as_json)


@app.command(
    help=say(
        "Wat zou er veranderen als dit beleid gaat gelden? Er verandert niets; eindigt met 1 als iets verschilt.",
        "What would change under this policy? Nothing changes; ends with 1 when something differs.",
    ),
    epilog="koploper policy plan 2026-01.json",
)
def plan(file: File, url: Url = None, data: Data = DATA, tokens: Tokens = None, as_json: Json = False) -> None:
    found = asyncio.run(_plan(valid(file, as_json=as_json), Target(url, data, tokens)))
    rule_files.plan(found, _show, as_json=as_json)


@app.command(
    help=say(
        "Laat dit beleid gelden, nadat is getoond wat er verandert. Wat al loopt, houdt zijn eigen beleid.",
        "Let this policy hold, after showing what changes. What is under way keeps its own.",
    ),
    epilog="koploper policy activate 2026-01.json",
)
def activate(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help=say("Vraag niets.", "Do not ask."))] = False,
    url: Url = None,
    data: Data = DATA,
    tokens: Tokens = None,
    as_json: Json = False,
) -> None:
    rule_files.must_not_ask(yes=yes, as_json=as_json)
    target = Target(url, data, tokens)
    policy = valid(file, as_json=as_json)
    found = asyncio.run(_plan(policy, target))
    ask = say("Zo laten gelden?", "Let it hold like this?")
    done = say(
        f"Beleid {found.version} geldt voor elk dossier dat vanaf nu wordt geopend.",
        f"Policy {found.version} holds for every dossier that is opened from now on.",
    )
    rule_files.activate(
        found,
        _show,
        lambda: asyncio.run(_activate(policy, target)),
        ask=ask,
        done=done,
        yes=yes,
        as_json=as_json,
    )


def valid(file: Path, *, as_json: bool) -> "Policy":
    """The policy in a file; where that cannot hold, says why and ends with 1."""
    from services.assessment.policy import Policy

    return rule_files.valid(file, Policy, _no_policy(file), as_json=as_json)


def _no_policy(file: Path) -> str:
    return say(
        f"{file} is geen beleid dat kan gelden; er is niets veranderd.",
        f"{file} is no policy that can hold; nothing was changed.",
    )


async def _plan(policy: "Policy", target: Target) -> Plan:
    """Compare with the policy under which dossiers are opened now; raises SaysNo for other rules of a known version."""
    from cli.operate import OPERATOR
    from cli.reach import looking

    rules = policy.model_dump(mode="json", by_alias=True)
    async with looking(target) as client:
        known = {each["policyVersion"]: each for each in (await client.get(PATH, OPERATOR, limit="100"))["items"]}
    active = next((each for each in known.values() if each["active"]), None)
    found = {name: (active and active[name], rules[name]) for name in FIELDS}
    differs = {name: both for name, both in found.items() if both[0] != both[1]}
    same = known.get(policy.policy_version)
    if same is not None and any(same[name] != rules[name] for name in FIELDS):
        raise SaysNo(409, "policy-changed", _used(policy.policy_version))
    return Plan(policy.policy_version, active and active["policyVersion"], differs)


def _used(version: str) -> str:
    return say(
        f"Beleid {version} is bekend met een andere inhoud, en die blijft; er is niets veranderd. "
        "Geef andere regels een eigen versie.",
        f"Policy {version} is known with another content, which stays; nothing was changed. "
        "Give other rules a version of their own.",
    )


def _show(console: Console, plan: Plan) -> None:
    if not plan.changes:
        console.print(
            say(
                f"Beleid {plan.version} geldt al, met deze inhoud; er verandert niets.",
                f"Policy {plan.version} is active already, with this content; nothing changes.",
            )
        )
        return
    table = Table("", plan.instead_of or say("nu", "now"), plan.version)
    for name, (now, then) in plan.differs.items():
        table.add_row(FIELDS[name], _cell(now), _cell(then))
    console.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


async def _activate(policy: "Policy", target: Target) -> None:
    from cli.operate import OPERATOR
    from cli.reach import reach

    async with reach(target) as client:
        await client.post(PATH, policy.model_dump(mode="json", by_alias=True), OPERATOR)
