"""What a witness answers (C2SP tlog-witness): a cosignature, or why not. It never cosigns two histories of one log."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from cli.witness import asking
from cli.witness.asking import Asked
from cli.witness.record import Record, name_of
from shared.clock import Clock
from shared.merkle import verifying
from shared.merkle.hashing import EMPTY
from shared.notes import checkpoint, keys
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Malformed, Note

TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status of HTTP, and what comes with it."""

    status: int
    body: str
    media_type: str = TEXT


class Witness:
    """One key, the logs that it watches (`origin` to the keys they sign with), and what it saw of them."""

    def __init__(self, signer: Signer, logs: Mapping[str, Sequence[Verifier]], record: Record, clock: Clock) -> None:
        self.signer: Final = signer
        self._logs: Final = logs
        self._record: Final = record
        self._clock: Final = clock
        self._one_at_a_time: Final = threading.Lock()
        """Between looking at what was seen and keeping what is seen now nobody else may do either."""

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one request; raises OSError where it cannot be remembered: then nobody gets a cosignature."""
        try:
            asked = asking.read(body)
        except Malformed as wrong:
            return Answer(400, f"{wrong}\n")
        told = asked.checkpoint
        trusted = self._logs.get(told.origin)
        if trusted is None:
            return Answer(404, f"this witness does not watch {told.origin}\n")
        try:
            signed = keys.signed_by(asked.signed, trusted)
        except (keys.Unsigned, keys.Forged) as wrong:
            return Answer(403, f"{wrong}\n")
        if asked.old > told.size:
            return Answer(400, f"the proof leads from {asked.old}, which is more than the {told.size} it is for\n")
        own = Note(asked.signed.text, tuple(each for _, each in signed))
        with self._one_at_a_time:
            return self._seen(asked, told, own)

    def newest(self, origin_hash: str) -> str | None:
        """The newest checkpoint that it cosigned of a log, by the hash of its origin; None where there is none."""
        origin = next((each for each in self._logs if name_of(each) == origin_hash), None)
        found = None if origin is None else self._record.of(origin)
        return None if found is None else found.written.decode()

    def _seen(self, asked: Asked, told: Checkpoint, own: Note) -> Answer:
        before = self._record.of(told.origin)
        last = Checkpoint(told.origin, 0, EMPTY) if before is None else checkpoint.read(before.text)
        if before is not None and told.size == last.size and told.root != last.root:
            self._shout(told, before, own)
        if asked.old != last.size:
            return Answer(409, f"{last.size}\n", SIZE)
        try:
            verifying.consistency(last.size, told.size, asked.proof, last.root, told.root)
        except verifying.Unproven as wrong:
            if before is not None and told.size > last.size:
                self._doubt(told, before, own, wrong)
            return Answer(422, f"{wrong}\n")
        seen = self.signer.sign(own.text, int(self._clock.now().timestamp()))
        self._record.keep(told.origin, own.and_([seen]))
        return Answer(200, seen.line)

    def _shout(self, told: Checkpoint, before: Note, own: Note) -> None:
        """A log signed two trees of one size: it rewrote its history, and both notes together prove it to anybody."""
        where = self._record.accuse(told, "forked", before, own)
        log.critical("a log signed two histories", origin=told.origin, size=told.size, kept=str(where))

    def _doubt(self, told: Checkpoint, before: Note, own: Note, wrong: verifying.Unproven) -> None:
        """What a log signed does not follow by the proof that came: its history was rewritten, or the proof is rubbish.

        Anybody can send such a proof for what an honest log signed, so that this alone accuses nobody.
        """
        where = self._record.accuse(told, "unproven", before, own)
        log.error(
            "a log signed what is not shown to follow from what this witness saw; if no proof of it ever comes, "
            "its history was rewritten",
            origin=told.origin,
            size=told.size,
            found=str(wrong),
            kept=str(where),
        )
