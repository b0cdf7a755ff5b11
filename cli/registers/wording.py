"""Which words of a register are none of the themes and branches that hold: they stay, and are told of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cli.client import Client
from cli.operate import OPERATOR
from cli.registers.columns import plain
from cli.registers.rows import Read

REFERENCE_DATA: Final = "/intake/v1/reference-data"
KINDS: Final = ("themes", "branches")


async def in_force(client: Client) -> Mapping[str, Any]:
    """The themes and branches that hold now; raises SaysNo or NotReachable."""
    known = await client.all(REFERENCE_DATA, OPERATOR)
    return next(each for each in known if each["active"])


def of_its_own(rows: Sequence[Read], reference: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of themes and of branches that are none of `reference`, in the order of the rows; none where all are.

    A word is one of those by its name or by what it is called in Dutch or English, whatever its capitals.
    """
    return {kind: found for kind in KINDS if (found := _of_its_own(kind, rows, reference[kind]))}


def _of_its_own(kind: str, rows: Sequence[Read], terms: Sequence[Mapping[str, str]]) -> list[str]:
    known = {plain(called) for term in terms for called in term.values()}
    words = dict.fromkeys(word for row in rows for word in row.body.get(kind, ()))
    return [word for word in words if plain(word) not in known]
