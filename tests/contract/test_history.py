"""What was written once is read for ever: every shape that a type of fact ever had loads."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import orjson
import pytest

from cli import contracts as command
from services.publication.public import events as public
from services.publication.public import outlet
from shared import envelope
from tests.contract import counting, history
from tests.contract.services import NAMES, part

FILES: Final = history.kept()
NOWHERE: Final = {
    "nl.koploper.clearance-became-due.v1.json": "is told to others; no decision depends on it",
    "nl.koploper.dossier-reopened.v1.json": "no example is an outcome that is not met",
    "nl.koploper.judgements-set-aside.v1.json": "no example judges the criterion that this one names",
    "nl.koploper.meeting-moved.v1.json": "the example moves a meeting to the day and place that it has",
    "nl.koploper.rejection-confirmed.v1.json": "says why; the outcome comes right behind it",
    "nl.koploper.retention-ended.v1.json": "names whom the vault knows no more; no decision depends on it",
}
"""Old facts that change no state that other old facts come to, and why."""
PUBLIC: Final = {str(cls.event_type): cls for cls in public.TELLS.values()}


def test_every_type_has_its_file() -> None:
    """A new type, version or field is kept from its first day on: `make contracts` adds it."""
    assert list(history.lacking()) == []


def test_no_file_was_changed() -> None:
    """Bytes that were committed stay as they are, for they are in stores."""
    assert history.wrong() == []


@pytest.mark.parametrize("name", FILES)
def test_an_old_fact_loads(name: str) -> None:
    """Its owner reads it, its stream goes on from it, and its read models take it in; so does the ledger."""
    body = FILES[name]
    written = envelope.open_(body)
    assert written.type == history.type_of(name)
    if written.service == outlet.NAME:
        PUBLIC[written.type].model_validate(written.data)
        return
    model = part(written.service).service.model
    fact = model.load(body)
    decider = model.core.decider(fact.stream)
    decider.evolve(decider.initial, fact.event)
    for projection in model.projections:
        assert all(change.key for change in projection.changes(fact))
    _taken_by_the_ledger(body)


def test_an_old_fact_counts() -> None:
    """It changes what is decided, in some state that other old facts come to; those that do so nowhere are known."""
    own = {name: body for name, body in FILES.items() if envelope.open_(body).service != outlet.NAME}
    assert counting.nowhere(own) == sorted(NOWHERE)


def _taken_by_the_ledger(body: bytes) -> None:
    from services.events.ledger.entries import Entry

    entry = Entry(1, "2026-01-01T00:00:00.000000Z", envelope.open_(body))
    for read_model in part("events").service.more_read_models.values():
        list(read_model.projection.changes(entry))


def test_an_operators_act_loads_in_every_service() -> None:
    """Each service writes them on a stream of its own, and reads its own again."""
    for cls in command.OPERATIONS.types.by_type.values():
        body = FILES[f"{cls.event_type}.json"]
        for name in NAMES:
            assert part(name).service.model.load(body).event.event_type == cls.event_type


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy that may be spoiled."""
    return copytree(history.FOLDER, tmp_path / "history")


TYPE: Final = "nl.koploper.initiative-withdrawn.v1"


def test_a_file_that_was_changed_removed_or_slipped_in_is_named(corpus: Path) -> None:
    """One byte is enough; and nothing is added before that is mended."""
    changed, gone = "nl.koploper.projection-rebuilt.v1.json", "nl.koploper.events-republished.v1.json"
    (corpus / changed).write_bytes((corpus / changed).read_bytes().replace(b"dossiers", b"dossierz"))
    (corpus / gone).unlink()
    (corpus / "nl.koploper.never.v1.json").write_text("{}")
    sentences = history.wrong(corpus)
    assert [sentence.split()[0] for sentence in sentences] == [changed, gone, "nl.koploper.never.v1.json"]
    with pytest.raises(ValueError, match="was changed; put it back"):
        history.add(corpus)


def test_a_type_without_a_file_gets_one(corpus: Path) -> None:
    """With the bytes of its contract's example, which are listed from then on."""
    before = (corpus / f"{TYPE}.json").read_bytes()
    _never_kept(corpus, TYPE)
    assert list(history.lacking(corpus)) == [f"{TYPE}.json"]
    assert history.add(corpus) == [f"{TYPE}.json"]
    assert (corpus / f"{TYPE}.json").read_bytes() == before
    assert history.wrong(corpus) == []
    assert history.add(corpus) == []


def test_a_type_that_got_a_field_gets_a_second_file(corpus: Path) -> None:
    """The shape of before stays beside it: facts without the field are in stores, too."""
    without = json.loads((corpus / f"{TYPE}.json").read_bytes())
    field = next(iter(without["data"]))
    del without["data"][field]
    _never_kept(corpus, TYPE)
    _kept(corpus, f"{TYPE}.json", orjson.dumps(without))
    assert history.add(corpus) == [f"{TYPE}.2.json"]
    assert history.wrong(corpus) == []
    assert json.loads((corpus / f"{TYPE}.json").read_bytes()) == without


def _never_kept(corpus: Path, type_: str) -> None:
    listed: dict[str, Any] = history.digests(corpus)
    for name in [name for name in listed if history.type_of(name) == type_]:
        (corpus / name).unlink()
        del listed[name]
    (corpus / history.DIGESTS).write_text(json.dumps(listed))


def _kept(corpus: Path, name: str, body: bytes) -> None:
    (corpus / name).write_bytes(body)
    listed = history.digests(corpus) | {name: history._digest(body)}
    (corpus / history.DIGESTS).write_text(json.dumps(listed))


def test_a_file_is_of_the_type_that_it_is_named_for() -> None:
    """Whichever of its shapes it is."""
    assert history.type_of("nl.koploper.thing.v1.json") == "nl.koploper.thing.v1"
    assert history.type_of("nl.koploper.thing.v12.3.json") == "nl.koploper.thing.v12"


def test_the_corpus_shows_every_field_of_a_schema() -> None:
    """Of every type, at every level: what may be absent is shown once, or a new field could come without a file."""
    assert history.unseen() == []


def test_a_field_that_no_file_shows_is_named(corpus: Path) -> None:
    """Also one that lies in another, and that no example has."""
    type_ = "nl.koploper.article-published.v1"
    without = json.loads(FILES[f"{type_}.json"])
    del without["data"]["contact"]
    _never_kept(corpus, type_)
    _kept(corpus, f"{type_}.json", orjson.dumps(without))
    named = [sentence for sentence in history.unseen(corpus) if "contact.phone.ref" in sentence]
    assert named == [
        f"{type_}: no file shows .contact.phone.ref; give it in the example, and then add it with the command"
    ]
