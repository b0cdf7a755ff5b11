"""`python -m cli.contracts write|check`: schema and example of every event type, from its class to its files."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from services.assessment.decider import CORE as ASSESSMENT
from services.intake.decider import CORE as INTAKE
from services.publication.decider import CORE as PUBLICATION
from services.publication.public import events as public
from services.publication.public import outlet
from services.review.decider import CORE as REVIEW
from shared import conflict, contracts
from shared.actor import Actor, Role
from shared.contracts.compatible import breaks
from shared.decider import Core
from shared.erasure import deciding
from shared.event import Event, EventTypes
from shared.operations import CATEGORY, with_operations

PRODUCERS: Final[Mapping[str, tuple[Core, Role]]] = {
    "intake": (INTAKE, "submitter"),
    "assessment": (ASSESSMENT, "adviser"),
    "review": (REVIEW, "ministry-vws"),
    "publication": (PUBLICATION, "editor"),
}
"""What each service records, and the role that acts in its examples. The ledger records operators' acts only."""
OPERATIONS: Final = with_operations(Core(EventTypes(), {}))

NAMES: Final = {
    "initiative": "019b1c00-0000-7000-8000-000000000001",
    conflict.CATEGORY: "019b1c00-0000-7000-8000-000000000001",
    "signal": "0190a5dd-4c61-8b7e-9f0a-5c3d2e1f0a9b",
    "meeting": "019b1c00-0000-7000-8000-000000000002",
    "person": "019b1c00-0000-7000-8000-000000000003",
    "policy": "2019-03",
    "reference": "2019-03",
    "register": "019b1c00-0000-8000-8000-000000000003",
    CATEGORY: "intake",
    deciding.CATEGORY: "019b1c00-0000-7000-8000-0000000000e1",
}
"""The streams of the examples, by category."""

PERSON: Final = "01890a5d-ac96-774b-bcce-b302099a8057"
SCHEMA, EXAMPLE = ".schema.json", ".example.json"


@dataclass(frozen=True)
class Contracts:
    """What the files should be: texts by file name, and the types whose files stay as they are."""

    texts: Mapping[str, str]
    older: frozenset[str]


def generate() -> Contracts:
    """The contracts of all event types; raises ValueError for a type that two services record."""
    texts: dict[str, str] = {}
    for service, actor, category, cls in _sent():
        if cls.event_type + SCHEMA in texts:
            raise ValueError(f"{cls.event_type} is recorded twice; name what {service} records for itself")
        texts[cls.event_type + SCHEMA] = contracts.text(contracts.schema(cls))
        shown = contracts.example(cls, service, f"{category}-{NAMES[category]}", actor)
        texts[cls.event_type + EXAMPLE] = contracts.text(shown)
    cores = [OPERATIONS, *(core for core, _ in PRODUCERS.values())]
    return Contracts(texts, frozenset(older for core in cores for older in core.types.upcasters))


def _sent() -> Iterator[tuple[str, Actor, str, type[Event]]]:
    """Every event class with the service, the actor and the kind of stream of its example."""
    producers = [*((name, core, role) for name, (core, role) in PRODUCERS.items()), ("intake", OPERATIONS, "operator")]
    for service, core, role in producers:
        for category, cls in _recorded(core):
            yield service, Actor(role, PERSON), category, cls
    for cls in public.TELLS.values():
        yield outlet.NAME, outlet.SPEAKER, "initiative", cls


def _recorded(core: Core) -> Iterator[tuple[str, type[Event]]]:
    """Every event class with the category of its stream: the one whose `evolve` takes it."""
    categories = {cls: category for category, decider in core.deciders.items() for cls in _members(decider.evolve)}
    for cls in core.types.by_type.values():
        if cls not in categories:
            raise ValueError(f"{cls.__name__} is recorded in no stream: no evolve takes it")
        yield categories[cls], cls


def _members(evolve: Any) -> tuple[type[Event], ...]:
    """The event classes that an `evolve(state, event)` is declared to take."""
    hints = get_type_hints(evolve)
    taken = list(hints.values())[1]
    return get_args(taken) if get_origin(taken) in {Union, UnionType} else (taken,)


def check(folder: Path = contracts.FOLDER) -> list[str]:
    """What is wrong with the committed contracts, one sentence each."""
    made = generate()
    return [*_drift(made, folder), *_extra(made, folder)]


def _drift(made: Contracts, folder: Path) -> Iterator[str]:
    for name, text in made.texts.items():
        file = folder / name
        if not file.exists():
            yield f"{name} is missing"
        elif file.read_text(encoding="utf-8") != text:
            yield f"{name} is not what the code says"
            yield from (f"  {why}; that needs a new version" for why in _breaks(file, text))
    for type_ in sorted(made.older):
        yield from (
            f"{type_}{end} of an older version is missing"
            for end in (SCHEMA, EXAMPLE)
            if not (folder / f"{type_}{end}").exists()
        )


def _breaks(file: Path, text: str) -> list[str]:
    return breaks(contracts.read(file), json.loads(text)) if file.name.endswith(SCHEMA) else []


def _extra(made: Contracts, folder: Path) -> list[str]:
    kept = {type_ + end for type_ in made.older for end in (SCHEMA, EXAMPLE)}
    return [f"{name} belongs to no event type" for name in sorted(_files(folder) - set(made.texts) - kept)]


def _files(folder: Path) -> set[str]:
    return {file.name for end in (SCHEMA, EXAMPLE) for file in folder.glob(f"*{end}")}


def write(folder: Path = contracts.FOLDER) -> list[str]:
    """Write the contracts; gives, and then leaves everything as it was, what released types may not become."""
    made = generate()
    released = set(json.loads((folder / "released.json").read_text(encoding="utf-8")))
    refused = [*_refused(made, folder, released)]
    if refused:
        return refused
    for name in _files(folder) - set(made.texts):
        if name.removesuffix(SCHEMA).removesuffix(EXAMPLE) not in made.older:
            (folder / name).unlink()
    for name, text in made.texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return []


def _refused(made: Contracts, folder: Path, released: set[str]) -> Iterator[str]:
    for type_ in sorted(released):
        file = folder / (type_ + SCHEMA)
        if file.name in made.texts:
            yield from (
                f"{type_} is released: {why}; that needs a new version" for why in _breaks(file, made.texts[file.name])
            )
        elif type_ not in made.older:
            yield f"{type_} is released and gone; stored events of it need an upcaster"


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is well, 1 when it is not, 2 when asked for something else."""
    if arguments not in (["check"], ["write"]):
        print("python -m cli.contracts write|check", file=sys.stderr)  # noqa: T201 - a command talks
        return 2
    wrong = check() if arguments == ["check"] else write()
    for sentence in wrong:
        print(sentence, file=sys.stderr)  # noqa: T201
    if wrong and arguments == ["check"]:
        print("The contracts are not what the code says; `make contracts` writes them.", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
