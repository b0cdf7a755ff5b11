"""What the facts of a dossier say of one another: no holes in what is whole, and what caused what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.listing import Event, Listing
from cli.verify.streams import not_next, number
from cli.verify.words import caused_itself, many, no_envelope

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
            yield Wrong("entry", no_envelope(error), listed.position)
            return
        told = (listed.source, listed.stream, listed.sequence, listed.type)
        if told != (read.source, read.stream, sequence, read.type):
            says = say(
                "het manifest zegt er iets anders van dan het zelf doet",
                "the manifest says other things of it than it does itself",
            )
            yield Wrong("entry", says, listed.position)
        if listed.position > self._until:
            says = say(
                f"het kwam na positie {self._until}, waar dit dossier eindigt",
                f"it came after position {self._until}, where this dossier ends",
            )
            yield Wrong("entry", says, listed.position)
        if read.id in self._ids:
            yield Wrong("entry", say("het staat hier twee keer", "it is here twice"), listed.position)
        self._ids.add(read.id)
        if read.reaction is not None and read.causationid == read.id:
            yield Wrong("cause", caused_itself(), listed.position)
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
            yield Wrong("entry", self._not_about(say("het", "it")), position)
        if category in WHOLE and sequence != stream.last + 1:
            yield Wrong("stream", not_next(read.stream, read.source, sequence, stream.last + 1), position)
        elif sequence <= stream.last:
            says = say(
                f"{read.stream} heeft nummer {sequence} na {stream.last}",
                f"{read.stream} has number {sequence} behind {stream.last}",
            )
            yield Wrong("stream", says, position)
        stream.last = max(sequence, stream.last)

    def end(self, found: Findings) -> None:
        """What is to be said once all were seen."""
        for wrong in self._strange():
            found.add(wrong)
        parts = sum(name.partition("-")[0] not in WHOLE for _, name in self._streams)
        whole = len(self._streams) - parts
        found.checked.append(
            say(
                f"Op gaten bekeken, vanaf hun eerste feit: {many(whole, 'stroom', 'stromen')}.",
                f"Looked at for holes, from their first fact on: {many(whole, 'stream', 'streams')}.",
            )
        )
        if parts:
            found.unknown.append(
                say(
                    f"Van stromen van bijeenkomsten en signalen ({parts} hier) heeft een dossier alleen wat over dit "
                    "initiatief gaat: over gaten daarin is niets gezegd.",
                    f"Of streams of meetings and signals ({parts} here) a dossier has only what is about this "
                    "initiative: nothing is said of holes in them.",
                )
            )
        inside, follow = sum(cause in self._ids for cause in self._causes), len(self._causes)
        found.checked.append(
            say(
                f"Feiten die uit een ander volgen: {follow}; van {inside} daarvan is dat andere hier.",
                f"Facts that follow from another: {follow}; of {inside} of them that one is here.",
            )
        )
        if outside := follow - inside:
            found.unknown.append(
                say(
                    f"{many(outside, 'feit volgt', 'feiten volgen')} uit een dat niet over dit initiatief gaat.",
                    f"{many(outside, 'fact follows', 'facts follow')} from one that is not about this initiative.",
                )
            )
        here = {name.removeprefix(POLICY) for _, name in self._streams if name.startswith(POLICY)}
        if lacking := ", ".join(sorted(self._policies - here)):
            found.unknown.append(
                say(
                    f"Er is beslist onder {lacking}, en wat dat beleid zei, is hier niet.",
                    f"It was decided under {lacking}, and what that policy said is not here.",
                )
            )

    def _strange(self) -> Iterator[Wrong]:
        """Streams that have nothing to do with the initiative, by their first fact."""
        if not any(stream.about for stream in self._streams.values()):
            says = say(
                f"geen feit erin gaat over initiatief {self._initiative}",
                f"no fact in it is about initiative {self._initiative}",
            )
            yield Wrong("stream", says)
        for (_, name), stream in self._streams.items():
            if name.startswith(POLICY):
                if name.removeprefix(POLICY) not in self._policies:
                    says = say(f"niets erin is beslist onder {name}", f"nothing in it was decided under {name}")
                    yield Wrong("stream", says, stream.first)
            elif not stream.about:
                yield Wrong("stream", self._not_about(name), stream.first)

    def _not_about(self, what: str) -> str:
        return say(
            f"{what} gaat niet over initiatief {self._initiative}", f"{what} is not about initiative {self._initiative}"
        )
