"""What a witness is started with: a folder of its own, its key, and the logs that it watches."""

import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cli.language import say
from shared.clock import Ids
from shared.notes import key_file, keys
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Malformed


class Wrong(Exception):
    """What the witness was given cannot be used; the sentence says why."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that uses a witness's folder: two would cosign two histories. Raises Wrong, or OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Wrong(
                say(
                    f"Op {folder} draait al een getuige. Deze is niet gestart.",
                    f"Another witness is running on {folder}. This one was not started.",
                )
            ) from held
        yield


def key(file: Path, name: str, ids: Ids) -> Signer:
    """The witness's key, made at its first start; raises Wrong, or OSError."""
    try:
        return key_file.opened(file, name, 4, ids)[0]
    except UnusableKey as wrong:
        raise Wrong(
            say(
                f"De sleutel van de getuige is niet te gebruiken: {wrong}", f"The witness's key cannot be used: {wrong}"
            )
        ) from wrong


def logs(written: Iterable[str]) -> dict[str, Sequence[Verifier]]:
    """The keys of logs by their origins, which are the names of the keys; raises Wrong."""
    found: dict[str, Sequence[Verifier]] = {}
    for line in (line for each in written for line in each.split()):
        try:
            each = keys.verifier(line)
        except Malformed as wrong:
            raise Wrong(
                say(
                    f"{line[:80]} is niet de sleutel van een logboek: {wrong}. Neem die van /events/log/vkey.",
                    f"{line[:80]} is not the key of a log: {wrong}. Take it from /events/log/vkey.",
                )
            ) from wrong
        if each.kind != 1:
            raise Wrong(
                say(
                    f"{line[:80]} is de sleutel van een getuige, niet van een logboek. Neem die van /events/log/vkey.",
                    f"{line[:80]} is the key of a witness, not of a log. Take that from /events/log/vkey.",
                )
            )
        found[each.name] = (*found.get(each.name, ()), each)
    return found
