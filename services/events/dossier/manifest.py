"""The list of all that a dossier holds, for programs: facts with their places, streams, policies, each file's hash."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import orjson

from services.events.dossier.gather import Gathered, Proven
from services.events.dossier.packing import File
from shared.envelope import moment, timestamp

NAME: Final = "manifest.json"
FORMAT: Final = "koploper-dossier/1"


def event_path(proven: Proven) -> str:
    """Where an event's exact bytes are."""
    return f"events/{proven.entry.position:012d}.json"


def proof_path(proven: Proven) -> str:
    """Where its proof is."""
    return f"proofs/{proven.entry.position:012d}.tlog-proof"


def manifest(gathered: Gathered, title: str, files: Sequence[File]) -> File:
    """The list itself; `files` are all others, but for the metadata of each."""
    told = {
        "format": FORMAT,
        "initiativeId": gathered.initiative_id,
        "title": title,
        "position": gathered.position,
        "recordedAt": gathered.recorded_at,
        "checkpoint": {"origin": gathered.checkpoint.origin, "size": gathered.checkpoint.size},
        "events": [_event(each) for each in gathered.proven],
        "streams": list(_streams(gathered.proven)),
        "policies": list(gathered.policies),
        "erased": list(gathered.erased),
        "files": [
            {"path": each.path, "bytes": len(each.content), "sha256": sha256(each.content).hexdigest()}
            for each in files
        ],
    }
    return File(NAME, orjson.dumps(told, option=orjson.OPT_INDENT_2), moment(gathered.recorded_at))


def _event(proven: Proven) -> dict[str, Any]:
    envelope = proven.entry.envelope
    return {
        "position": proven.entry.position,
        "recordedAt": proven.entry.recorded_at,
        "file": event_path(proven),
        "proof": proof_path(proven),
        "source": envelope.source,
        "stream": envelope.stream,
        "sequence": envelope.sequence,
        "type": envelope.type,
        "time": timestamp(envelope.time),
    }


def _streams(proven: Sequence[Proven]) -> Iterator[dict[str, Any]]:
    """Which numbers of each stream are here; `whole` where they are 1 to the last without a hole."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for each in proven:
        envelope = each.entry.envelope
        numbers.setdefault((envelope.source, envelope.stream), []).append(envelope.sequence)
    for (source, stream), found in sorted(numbers.items()):
        here = sorted(found)
        whole = here == list(range(1, len(here) + 1))
        yield {"source": source, "stream": stream, "events": len(here), "last": here[-1], "whole": whole}
