"""The files of a dossier, in the order in which somebody opens them."""

from collections.abc import Iterator, Sequence

from services.events.dossier import metadata
from services.events.dossier.gather import Gathered
from services.events.dossier.manifest import event_path, manifest, proof_path
from services.events.dossier.packing import File
from services.events.dossier.page import page
from services.events.dossier.reading import reading
from services.events.dossier.words import Language
from services.events.journey import overview
from shared.envelope import moment
from shared.notes.keys import Verifier


def files(gathered: Gathered, keys: Sequence[Verifier], language: Language) -> Iterator[File]:
    """All of them; of `keys`, those of the ledger, it tells the ones that this checkpoint was signed with."""
    title = overview.title(gathered.journey.row) or gathered.initiative_id
    at = moment(gathered.recorded_at)
    content = [
        *reading(gathered),
        page(gathered, title, language),
        File("checkpoint", gathered.signed.written, at),
        File("vkey", _signed_with(gathered, keys), at),
        *_facts(gathered),
    ]
    content.insert(0, manifest(gathered, title, content))
    yield from content
    yield metadata.of_dossier(gathered, title, content, language)
    for each in content:
        yield metadata.of_file(gathered, title, each)


def _facts(gathered: Gathered) -> Iterator[File]:
    for each in gathered.proven:
        at = moment(each.entry.recorded_at)
        yield File(event_path(each), each.entry.envelope.body, at)
        yield File(proof_path(each), each.proof.written, at)


def _signed_with(gathered: Gathered, keys: Sequence[Verifier]) -> bytes:
    """Not those that sign by now: what a dossier of then holds does not change with them."""
    used = (key for key in keys if any(map(key.claims, gathered.signed.signatures)))
    return "".join(f"{each}\n" for each in used).encode()
