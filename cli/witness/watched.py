"""What a witness is started with: its own key, and the logs that it watches."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from shared.clock import Ids
from shared.notes import key_file, keys
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Malformed


class Wrong(Exception):
    """What the witness was given cannot be used; the sentence says why."""


def key(file: Path, name: str, ids: Ids) -> Signer:
    """The witness's key, made at its first start; raises Wrong, or OSError."""
    try:
        return key_file.opened(file, name, 4, ids)[0]
    except UnusableKey as wrong:
        raise Wrong(str(wrong)) from wrong


def logs(written: Iterable[str]) -> dict[str, Sequence[Verifier]]:
    """The keys of logs by their origins, which are the names of the keys; raises Wrong."""
    found: dict[str, Sequence[Verifier]] = {}
    for line in written:
        try:
            each = keys.verifier(line.strip())
        except Malformed as wrong:
            raise Wrong(f"{line[:80]} is not the key of a log: {wrong}. Take it from /events/log/vkey.") from wrong
        if each.kind != 1:
            raise Wrong(f"{line[:80]} is the key of a witness, not of a log. Take that from /events/log/vkey.")
        found[each.name] = (*found.get(each.name, ()), each)
    return found
