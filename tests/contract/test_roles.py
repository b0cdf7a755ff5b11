"""Role × act: the table in docs/roles.md is whole, as the code is, and every cell of it holds."""

import sys
from collections.abc import Iterator

import pytest

from shared.actor import ROLES, Role
from shared.decider import Command
from tests.contract import acts, roles


def commands(cls: type[Command] = Command) -> Iterator[type[Command]]:
    """Every command that can be given, of the services and of the operators."""
    for sub in cls.__subclasses__():
        if "roles" in vars(sub) and getattr(sys.modules[sub.__module__], sub.__name__, None) is sub:
            yield sub
        yield from commands(sub)


def cells() -> list[tuple[str, str, Role, str]]:
    """The committed table, cell by cell."""
    lines = [line for line in roles.FILE.read_text().splitlines() if line.startswith("| ")][1:]
    rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines if "---" not in line]
    return [
        (service, name, role, verdict)
        for service, name, *verdicts in rows
        for role, verdict in zip(ROLES, verdicts, strict=True)
    ]


CASES = {(case.service, case.name): case for case in acts.CASES}


def test_every_command_has_a_row() -> None:
    """A command that is not in the table fails the suite."""
    there = {type(case.command) for case in acts.CASES}
    assert sorted(cls.__qualname__ for cls in set(commands()) - there if not cls.__module__.startswith("tests")) == []


def test_the_table_is_the_codes() -> None:
    """docs/roles.md is what the code says; `python -m tests.contract.roles` writes it anew."""
    assert roles.FILE.read_text() == acts.table()


def test_each_command_is_for_somebody() -> None:
    """Each act can be done by somebody, except by the one a second person is needed for, and who has a stake in it."""
    second = {"Confirm (the adviser who proposed)", "Approve (as its author)", "AnswerConfirmation (who named them)"}
    forbidden_to_all = {case.name for case in acts.CASES if "allowed" not in acts.row(case).values()}
    assert forbidden_to_all == second | {"JudgeCriterion (with a conflict of interest)"}


@pytest.mark.parametrize(("service", "name", "role", "verdict"), cells())
def test_a_cell_holds(service: str, name: str, role: Role, verdict: str) -> None:
    """This role gets this answer to this act."""
    assert CASES[service, name].verdict(role) == verdict
