"""A ledger for the toy, which holds what it is given."""

from collections.abc import Sequence

import orjson

from shared.restored.ledger import PAGE, LedgerAway, Place


class Held:
    """Bodies at positions from 1; `away` is a sentence while it does not answer, `page` how much it tells at once."""

    def __init__(self, *bodies: bytes, page: int = 500) -> None:
        self.held = list(bodies)
        self.page = page
        self.away: str | None = None
        self.counted = self.told = self.most = 0
        """How often it was asked how many it holds, and for some of them; and for how many together."""

    async def after(self, position: int, source: str | None, most: int = PAGE) -> Sequence[Place]:
        self._answers()
        self.told, self.most = self.told + 1, self.most + most
        places = [_place(at, body) for at, body in enumerate(self.held, 1) if at > position]
        return [place for place in places if source in {None, place.source}][: min(self.page, most)]

    async def bodies(self, positions: Sequence[int]) -> list[bytes]:
        self._answers()
        return [self.held[position - 1] for position in positions]

    async def size(self) -> int:
        self._answers()
        self.counted += 1
        return len(self.held)

    def _answers(self) -> None:
        if self.away is not None:
            raise LedgerAway(self.away)


def _place(position: int, body: bytes) -> Place:
    read = orjson.loads(body)
    return Place(position, read["source"], read["stream"], int(read["sequence"]), read["id"], read["type"])
