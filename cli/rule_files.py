"""Rules that are data, in a file: reading one, and saying all that is wrong with it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer
from rich.console import Console

from cli.cannot import CannotRun
from cli.language import say

if TYPE_CHECKING:
    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")


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


def _sentence(place: Sequence[int | str], said: str) -> str:
    where = ".".join(map(str, place))
    return f"{where}: {said}" if where else said


def _tell(bad: str, wrong: Sequence[str]) -> None:
    console = Console(stderr=True)
    console.print(bad, soft_wrap=True, markup=False)
    for each in wrong:
        console.print(f"  {each}", soft_wrap=True, markup=False)
