"""Check of the read models: are they what their facts make of them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import chain
from typing import Any, Final

from shared.doctor.finding import CannotSay, Fault, first_line
from shared.projection import Change, Projection
from shared.read_model import ReadModel
from shared.rebuild import Difference, Rebuild
from shared.service import Service

BESIDE: Final = "checked"
"""Its rows lie beside those of an operator's rebuild, which may run at the same time."""


async def read_model_differs(service: Service) -> AsyncIterator[Fault]:
    """Read models whose rows are not those that a rebuild gives; raises CannotSay when a fact cannot be read.

    Those that are made of the same facts are rebuilt in one pass over them, and one by one only when something differs.
    """
    for models in _by_source(service.read_models.values()).values():
        together = await _compare(service, _together(models)) if len(models) > 1 else None
        if together is not None and not _differs(together):
            continue
        for model in models:
            found = await _compare(service, model)
            if _differs(found):
                rows = f"{found.added} rows lack, {found.removed} are too many, {found.changed} differ"
                yield model.projection.name, f"{rows} from what {found.events} events say"


def _by_source(models: Iterable[ReadModel[Any]]) -> Mapping[object, list[ReadModel[Any]]]:
    found: dict[object, list[ReadModel[Any]]] = {}
    for model in models:
        found.setdefault(id(model.source), []).append(model)
    return found


def _together(models: list[ReadModel[Any]]) -> ReadModel[Any]:
    """One read model with the tables of all of them."""

    def changes(fact: Any) -> Iterable[Change]:
        return chain.from_iterable(model.projection.changes(fact) for model in models)

    tables = [table for model in models for table in model.projection.tables]
    name = " and ".join(model.projection.name for model in models)
    return ReadModel(Projection(name, tables, changes), models[0].source)


async def _compare(service: Service, model: ReadModel[Any]) -> Difference:
    try:
        return await Rebuild(service.store, model, beside=BESIDE).compare()
    except (KeyError, TypeError, ValueError) as unreadable:
        raise CannotSay(f"{model.projection.name} cannot be rebuilt: {first_line(unreadable)}") from unreadable


def _differs(found: Difference) -> bool:
    return bool(found.added or found.removed or found.changed)
