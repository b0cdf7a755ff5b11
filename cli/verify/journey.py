"""What the facts of a dossier say of one another: no holes in what is whole, and what caused what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from cli.verify.findings import Findings, Wrong
from cli.verify.listing import Event, Listing
from cli.verify.streams import not_next, number

OWN: Final = ("initiative", "conflict")
"""Streams that are of one initiative."""
POLICY: Final = "policy-"
WHOLE: Final = (*OWN, "policy")
"""Streams that a dossier has from their first fact on; of a meeting or a signal it has what is about the initiative."""
BESIDE: Final = ("policy", "signal")
"""Streams that are here for what another fact says, also where their own do not name the initiative."""


class _Told(msgspec.Struct, frozen=True):
    """What is read of an envelope."""

    id: str
    source: str
    type: str
    stream: str
    sequence: str
    causationid: str
    initiativeid: str | None = None
    policyversion: str | None = None
    reaction: str | None = None


@dataclass(slots=True)
class _Stream:
    """Where a stream begins here, and how far it was seen."""

    first: int
    last: int = 0
    about: bool = False


_decode: Final = msgspec.json.Decoder(_Told).decode


class Facts:
    """Is told every fact in order, and tells what does not hold."""

    def __init__(self, listed: Listing) -> None:
        self._initiative: Final = listed.initiative_id
        self._until: Final = listed.position
        self._streams: dict[tuple[str, str], _Stream] = {}
        self._ids: set[str] = set()
        self._causes: list[str] = []
        self._policies: set[str] = set()

    def take(self, listed: Event, body: bytes) -> Iterator[Wrong]:
        """Look at the next fact."""
        try:
            read = _decode(body)
            sequence = number(read.sequence)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            yield Wrong("entry", f"it is no envelope: {error}", listed.position)
            return
        told = (listed.source, listed.stream, listed.sequence, listed.type)
        if told != (read.source, read.stream, sequence, read.type):
            yield Wrong("entry", "the manifest says other things of it than it does itself", listed.position)
        if listed.position > self._until:
            yield Wrong("entry", f"it came after position {self._until}, where this dossier ends", listed.position)
        if read.id in self._ids:
            yield Wrong("entry", "it is here twice", listed.position)
        self._ids.add(read.id)
        if read.reaction is not None and read.causationid == read.id:
            yield Wrong("cause", "it says that it caused itself", listed.position)
        elif read.reaction is not None:
            self._causes.append(read.causationid)
        yield from self._in_stream(read, sequence, listed.position)

    def _in_stream(self, read: _Told, sequence: int, position: int) -> Iterator[Wrong]:
        stream = self._streams.setdefault((read.source, read.stream), _Stream(position))
        category, _, name = read.stream.partition("-")
        about = read.initiativeid == self._initiative or (category in OWN and name == self._initiative)
        stream.about |= about
        if about and read.policyversion is not None:
            self._policies.add(read.policyversion)
        if not about and category not in BESIDE:
            yield Wrong("entry", f"it is not about initiative {self._initiative}", position)
        if category in WHOLE and sequence != stream.last + 1:
            yield Wrong("stream", not_next(read.stream, read.source, sequence, stream.last + 1), position)
        elif sequence <= stream.last:
            yield Wrong("stream", f"{read.stream} has number {sequence} behind {stream.last}", position)
        stream.last = max(sequence, stream.last)

    def end(self, found: Findings) -> None:
        """What is to be said once all were seen."""
        for wrong in self._strange():
            found.add(wrong)
        parts = sum(name.partition("-")[0] not in WHOLE for _, name in self._streams)
        found.checked.append(
            f"{len(self._streams) - parts} streams were looked at for holes, from their first fact on."
        )
        if parts:
            found.unknown.append(
                f"Of streams of meetings and signals ({parts} here) a dossier has only what is about this initiative: "
                "nothing is said of holes in them."
            )
        inside = sum(cause in self._ids for cause in self._causes)
        found.checked.append(f"{inside} of {len(self._causes)} facts that follow from another have that one here.")
        if outside := len(self._causes) - inside:
            found.unknown.append(f"{outside} facts follow from one that is not about this initiative.")
        here = {name.removeprefix(POLICY) for _, name in self._streams if name.startswith(POLICY)}
        if lacking := sorted(self._policies - here):
            found.unknown.append(f"It was decided under {', '.join(lacking)}, and what that policy said is not here.")

    def _strange(self) -> Iterator[Wrong]:
        """Streams that have nothing to do with the initiative, by their first fact."""
        if not any(stream.about for stream in self._streams.values()):
            yield Wrong("stream", f"no fact in it is about initiative {self._initiative}")
        for (_, name), stream in self._streams.items():
            if name.startswith(POLICY):
                if name.removeprefix(POLICY) not in self._policies:
                    yield Wrong("stream", f"nothing in it was decided under {name}", stream.first)
            elif not stream.about:
                yield Wrong("stream", f"{name} is not about initiative {self._initiative}", stream.first)
