"""Whether what entries say of one another holds: every stream is complete, and what caused each fact is there.

A million entries take some tens of megabytes, however long what they hold is: of each stream where it stands, and of
each id twelve bytes.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from cli.language import say
from cli.verify.findings import Wrong
from cli.verify.words import caused_itself, no_envelope

BUCKETS: Final = 64
LATE: Final = 1_000
"""A cause may be recorded a little behind its effect, of which the last entries cannot tell."""

DIGITS: Final = 19


class Attributes(msgspec.Struct, gc=False):
    """What is read of an envelope; the rest is only looked at as JSON."""

    id: str
    source: str
    stream: str
    sequence: str
    causationid: str
    reaction: str | None = None


_decode: Final = msgspec.json.Decoder(Attributes).decode


class Streams:
    """Is told every entry in order, and tells what does not hold."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._ids: Final = [array("q") for _ in range(BUCKETS)]
        self._places: Final = [array("I") for _ in range(BUCKETS)]
        self._causes: Final = [array("q") for _ in range(BUCKETS)]
        self._effects: Final = [array("q") for _ in range(BUCKETS)]
        self._position = 0
        self.undecided = 0
        """Causes, once all entries were seen, that are not there and may yet come."""

    @property
    def count(self) -> int:
        """How many streams there are."""
        return len(self._last)

    def take(self, body: bytes) -> Wrong | None:
        """Look at the next entry."""
        self._position += 1
        try:
            read = _decode(body)
            sequence = number(read.sequence)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return Wrong("entry", no_envelope(error), self._position)
        known = hash(read.id)
        self._ids[known % BUCKETS].append(known)
        self._places[known % BUCKETS].append(self._position)
        if read.reaction is not None:
            cause = hash(read.causationid)
            if cause == known:
                return Wrong("cause", caused_itself(), self._position)
            self._causes[cause % BUCKETS].append(cause)
            self._effects[cause % BUCKETS].append(self._position)
        key = hash((read.source, read.stream))
        expected = self._last.get(key, 0) + 1
        self._last[key] = max(sequence, expected - 1)
        if sequence == expected:
            return None
        return Wrong("stream", not_next(read.stream, read.source, sequence, expected), self._position)

    def end(self) -> Iterator[Wrong]:
        """What is wrong once all entries were seen: facts whose cause is nowhere, and ids that were given twice."""
        for ids, places, causes, effects in zip(self._ids, self._places, self._causes, self._effects, strict=True):
            there = set(ids)
            if len(there) < len(ids):
                yield from _twice(ids, places)
            for cause, position in zip(causes, effects, strict=True):
                if cause in there:
                    continue
                if position <= self._position - LATE:
                    says = say("wat het veroorzaakte, staat niet in het logboek", "what caused it is not in the ledger")
                    yield Wrong("cause", says, position)
                else:
                    self.undecided += 1


def _twice(ids: Iterable[int], places: Iterable[int]) -> Iterator[Wrong]:
    seen: set[int] = set()
    for each, position in zip(ids, places, strict=True):
        if each in seen:
            says = say("het heeft de id van een feit ervoor", "it has the id of an entry before it")
            yield Wrong("entry", says, position)
        seen.add(each)


def number(sequence: str) -> int:
    """A stream's number, written in the one way to write it; raises ValueError."""
    if len(sequence) > DIGITS or str(found := int(sequence)) != sequence or found < 1:
        raise ValueError(
            say(
                f"{sequence[:DIGITS]!r} is geen nummer in een stroom",
                f"{sequence[:DIGITS]!r} is no number of a stream",
            )
        )
    return found


def not_next(stream: str, source: str, sequence: int, expected: int) -> str:
    """What is wrong with an entry of a stream that is not the `expected` one."""
    service = source.rpartition(":")[2]
    where = say(f"{stream} van {service}", f"{stream} of {service}")
    if sequence <= expected:
        return say(
            f"{where} heeft nummer {sequence} nog eens, waar {expected} hoort te volgen",
            f"{where} has number {sequence} again, where {expected} should follow",
        )
    last = sequence - 1
    if last == expected:
        missing = say(f"nummer {expected} ontbreekt", f"number {expected} lacks")
    else:
        missing = say(f"de nummers {expected} tot en met {last} ontbreken", f"numbers {expected} to {last} lack")
    return say(
        f"{where} gaat verder met nummer {sequence}: {missing} ervoor",
        f"{where} goes on with number {sequence}: {missing} before it",
    )
