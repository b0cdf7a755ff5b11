"""Rules that are data, in a file: reading one, and saying all that is wrong with it."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer
from rich.console import Console

from cli import confirmed
from cli.cannot import CannotRun
from cli.language import say

if TYPE_CHECKING:
    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")


class Planned(Protocol):
    """What letting a file hold would change."""

    @property
    def changes(self) -> bool: ...

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        ...


P = TypeVar("P", bound=Planned)
Show = Callable[[Console, P], None]
"""Shows people what would change."""


def read(file: Path, kind: type[Model]) -> tuple[Model | None, Sequence[str]]:
    """What a file holds, or what is wrong with it; raises CannotRun when there is nothing to read."""
    from pydantic import ValidationError

    try:
        return kind.model_validate_json(file.read_bytes()), []
    except OSError as wrong:
        raise CannotRun(
            say(f"{file} kan niet worden gelezen ({wrong.strerror}).", f"{file} cannot be read ({wrong.strerror}).")
        ) from wrong
    except ValidationError as invalid:
        return None, [_sentence(each["loc"], each["msg"]) for each in invalid.errors()]


def validate(file: Path, kind: "type[BaseModel]", good: str, bad: str, *, as_json: bool) -> None:
    """Say whether a file can hold, in the sentence `good` or `bad`; ends with 1 when it cannot."""
    wrong = read(file, kind)[1]
    if as_json:
        Console().print_json(json.dumps({"valid": not wrong, "errors": wrong}))
    elif wrong:
        _tell(bad, wrong)
    else:
        Console().print(good, soft_wrap=True, markup=False)
    if wrong:
        raise typer.Exit(1)


def valid(file: Path, kind: type[Model], bad: str, *, as_json: bool) -> Model:
    """What a file holds; where that cannot hold, says why and ends with 1."""
    found, wrong = read(file, kind)
    if found is None:
        if as_json:
            Console().print_json(json.dumps({"valid": False, "errors": wrong}))
        else:
            _tell(bad, wrong)
        raise typer.Exit(1)
    return found


def plan(found: P, show: Show[P], *, as_json: bool) -> None:
    """Tell what a file would change; ends with 1 when it changes anything."""
    if as_json:
        Console().print_json(json.dumps(found.told))
    else:
        show(Console(), found)
    if found.changes:
        raise typer.Exit(1)


def must_not_ask(*, yes: bool, as_json: bool) -> None:
    """Raise BadParameter where a machine would be asked something."""
    if as_json and not yes:
        raise typer.BadParameter(say("bij --json hoort --yes", "--json needs --yes"))


def activate(
    found: P, show: Show[P], act: Callable[[], object], *, ask: str, done: str, yes: bool, as_json: bool
) -> None:
    """Show what a file changes, ask `ask` unless `yes`, have it hold by `act`, and say `done`.

    Ends with 1, and changes nothing, where the answer is no.
    """
    if not as_json:
        show(Console(), found)
    if found.changes:
        confirmed.must_agree(ask, yes=yes)
        act()
    if as_json:
        Console().print_json(json.dumps({**found.told, "activated": found.changes}))
    elif found.changes:
        Console().print(done, soft_wrap=True)


def _sentence(place: Sequence[int | str], said: str) -> str:
    where = ".".join(map(str, place))
    return f"{where}: {said}" if where else said


def _tell(bad: str, wrong: Sequence[str]) -> None:
    console = Console(stderr=True)
    console.print(bad, soft_wrap=True, markup=False)
    for each in wrong:
        console.print(f"  {each}", soft_wrap=True, markup=False)
