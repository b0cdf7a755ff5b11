"""Check of the read models: are they what their facts make of them."""

from collections.abc import AsyncIterator
from typing import Final

from shared.doctor.finding import CannotSay, Fault, first_line
from shared.rebuild import Rebuild
from shared.service import Service

BESIDE: Final = "checked"
"""Its rows lie beside those of an operator's rebuild, which may run at the same time."""


async def read_model_differs(service: Service) -> AsyncIterator[Fault]:
    """Read models whose rows are not those that a rebuild gives; raises CannotSay when a fact cannot be read."""
    for name, model in service.read_models.items():
        try:
            found = await Rebuild(service.store, model, beside=BESIDE).compare()
        except (KeyError, TypeError, ValueError) as unreadable:
            raise CannotSay(f"{name} cannot be rebuilt: {first_line(unreadable)}") from unreadable
        if found.added or found.removed or found.changed:
            rows = f"{found.added} rows lack, {found.removed} are too many, {found.changed} differ"
            yield name, f"{rows} from what {found.events} events say"
