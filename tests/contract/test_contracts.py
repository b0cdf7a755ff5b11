"""The committed schemas and examples: drawn from the code, true to one another, changed only as far as allowed."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli import contracts as command
from shared import contracts, envelope
from shared.event import Event

CLASSES = {
    cls.event_type: cls
    for core in (*(core for core, _ in command.PRODUCERS.values()), command.OPERATIONS)
    for cls in core.types.by_type.values()
}


def events() -> list[Any]:
    return [pytest.param(cls, id=cls.__name__) for cls in CLASSES.values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all contracts as the code makes them, none released."""
    (tmp_path / "released.json").write_text("[]")
    assert command.write(tmp_path) == []
    return tmp_path


def test_the_committed_contracts_are_what_the_code_says() -> None:
    """Nobody changes what others read without seeing it."""
    assert command.check() == []


@pytest.mark.parametrize("cls", events())
def test_an_example_is_an_envelope_of_its_schema(cls: type[Event]) -> None:
    """What the example shows is read as an envelope, fits the schema, and becomes the event it was made from."""
    schema, example = contracts.committed(cls.event_type)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    read = envelope.open_(json.dumps(example).encode())
    validator.validate(read.data)
    assert read.type == cls.event_type
    assert cls.model_validate(read.data) == contracts.example_event(cls)


@pytest.mark.parametrize("cls", events())
def test_what_may_be_absent_may_be_absent(cls: type[Event]) -> None:
    """The stored fact has no nulls: a field that the schema does not require is not missed when the fact is read."""
    schema, example = contracts.committed(cls.event_type)
    least = {name: value for name, value in example["data"].items() if name in schema.get("required", ())}
    assert cls.model_validate(least).model_dump(mode="json", by_alias=True, exclude_none=True) == least


@pytest.mark.parametrize("cls", events())
def test_a_contract_says_who_may_read_and_what_it_means(cls: type[Event]) -> None:
    """Readers of the ledger are shown no more than the schema says, and a person can tell what happened."""
    schema, _ = contracts.committed(cls.event_type)
    assert schema["$id"] == f"urn:koploper:schema:{cls.event_type}"
    assert schema["x-readers"] == cls.readers
    assert schema["title"] == cls.__name__
    assert schema["description"].endswith((".", "…"))


def test_drift_missing_and_extra_files_are_named(folder: Path) -> None:
    """Each file that is not what the code says is told by its name."""
    type_ = "nl.koploper.initiative-submitted.v1"
    (folder / f"{type_}.example.json").unlink()
    (folder / "nl.koploper.never.v1.schema.json").write_text("{}")
    file = folder / f"{type_}.schema.json"
    file.write_text(file.read_text().replace('"party"', '"public"'))
    assert command.check(folder) == [
        f"{type_}.schema.json is not what the code says",
        "  data: fewer may read it, party instead of public; that needs a new version",
        f"{type_}.example.json is missing",
        "nl.koploper.never.v1.schema.json belongs to no event type",
    ]
    assert command.write(folder) == []
    assert command.check(folder) == []


def test_a_released_type_is_not_overwritten_by_another(folder: Path) -> None:
    """Once released, a schema changes only as far as stored facts and their readers allow."""
    type_ = "nl.koploper.initiative-submitted.v1"
    (folder / "released.json").write_text(json.dumps([type_, "nl.koploper.gone.v1"]))
    file = folder / f"{type_}.schema.json"
    file.write_text(file.read_text().replace('"title": {', '"headline": {', 1))
    before = file.read_text()
    assert command.write(folder) == [
        "nl.koploper.gone.v1 is released and gone; stored events of it need an upcaster",
        f"{type_} is released: data.headline is gone; that needs a new version",
    ]
    assert file.read_text() == before


def test_the_command_says_no_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    """0 when nothing drifted, 2 for what it does not know."""
    assert command.main(["check"]) == 0
    assert command.main(["erase"]) == 2
    assert "write|check" in capsys.readouterr().err
