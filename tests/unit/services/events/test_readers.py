"""Who may see what."""

from pathlib import Path

import orjson
import pytest

from services.events import readers
from services.events.readers import NO_TIES, Onlooker, Ties
from shared.actor import OFFICE, Role
from shared.contracts import FOLDER
from shared.event import Readers
from shared.testing.given import actor
from tests.unit.services.events.facts import ID, MET, OTHER, READERSHIP, SUBMITTED, Facts


@pytest.mark.parametrize(
    ("sight", "seen"),
    [
        ("public", [False, False, False, True]),
        ("party", [True, True, False, True]),
        ("office", [True, True, True, True]),
    ],
)
def test_events_are_shown_by_their_readers(sight: Readers, seen: list[bool]) -> None:
    """The public sees public events, the initiative's people what is theirs as well, the office all."""
    facts = Facts()
    shown = [
        facts("initiative-submitted.v1", SUBMITTED),
        facts("criteria-assessed.v1", MET),
        facts("ministry-refused.v1"),
        facts("article-published.v1"),
    ]
    assert [READERSHIP.data(each, sight) is not None for each in shown] == seen
    assert [READERSHIP.body(each, sight) is not None for each in shown] == seen


def test_a_hidden_field_is_absent() -> None:
    """What fewer people may read is not there for the others, and there for those."""
    fact = Facts()("criteria-assessed.v1", MET)
    seen = READERSHIP.body(fact, "party")
    assert seen is not None
    assert orjson.loads(seen)["data"] == {"outcome": "met", "submissionVersion": 1}
    assert orjson.loads(seen) | {"data": dict(MET)} == orjson.loads(fact.body)


def test_what_an_article_rests_on_is_for_its_own_people() -> None:
    """Everybody reads the article, and not which submission and policy it was decided on."""
    rests_on = {
        "submissionVersion": 1,
        "submissionDigest": "a" * 64,
        "policyVersion": "2019-03",
        "policyDigest": "d" * 64,
    }
    declared = readers.load(FOLDER)
    for kind in ("article-published.v1", "article-corrected.v1"):
        fact = Facts()(kind, {"title": "T"} | rests_on)
        assert declared.data(fact, "public") == {"title": "T"}
        assert declared.data(fact, "party") == {"title": "T"} | rests_on


def test_who_sees_all_gets_the_exact_bytes() -> None:
    """When nothing is hidden, the envelope is shown as it was sent, byte for byte."""
    fact = Facts()("criteria-assessed.v1", MET)
    assert READERSHIP.body(fact, "office") is fact.body


@pytest.mark.parametrize(("sight", "seen"), [("public", None), ("party", None), ("office", {"a": 1})])
def test_unknown_types_are_the_offices(sight: Readers, seen: dict[str, int] | None) -> None:
    """A type without a contract is shown to the office only."""
    assert READERSHIP.data(Facts()("elsewhere.v1", {"a": 1}), sight) == seen


def contract(folder: Path, **schema: object) -> None:
    (folder / "nl.koploper.some.v1.schema.json").write_bytes(orjson.dumps(schema))


def test_contracts_are_read_from_their_files(tmp_path: Path) -> None:
    """Readers stand in the schema of the type, and of a field where fewer may read it."""
    contract(tmp_path, **{"x-readers": "public", "properties": {"a": {"x-readers": "office"}, "b": {}}})
    assert readers.load(tmp_path).declared == {"nl.koploper.some.v1": readers.Declared("public", {"a": "office"})}


def test_a_contract_without_readers_is_the_offices(tmp_path: Path) -> None:
    """What names no readers is for the office."""
    contract(tmp_path, properties={})
    assert readers.load(tmp_path).declared["nl.koploper.some.v1"].event == "office"


def test_readers_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    """A contract with a typing error shows nothing to anybody: the ledger does not start with it."""
    contract(tmp_path, **{"x-readers": "publick"})
    with pytest.raises(ValueError, match="publick"):
        readers.load(tmp_path)


def test_the_contracts_say_what_the_design_says() -> None:
    """The public reads what the design names, and nothing of the journey before publication."""
    named = (
        "policy-activated reference-activated meeting-planned article-published article-corrected article-withdrawn "
        "koploper-nominated nomination-reversed koploper-appointed appointment-reversed "
        "podium-appearance-recorded element-adopted channel-published meeting-moved meeting-called-off "
        "public-article-published public-article-corrected public-article-withdrawn public-koploper-nominated "
        "public-nomination-reversed"
    )
    assert readers.load(FOLDER).types("public") == sorted(f"nl.koploper.{name}.v1" for name in named.split())


def test_people_read_more_of_their_own() -> None:
    """A submitter sees their own initiatives as a party, and others' as the public does."""
    onlooker, ties = Onlooker.of(actor("submitter")), Ties(own=frozenset({ID}))
    assert (onlooker.sight_of(ID, ties), onlooker.sight_of(OTHER, ties)) == ("party", "public")
    assert onlooker.sight_of(None, ties) == "public"


@pytest.mark.parametrize(("role", "sight"), [("auditor", "office"), ("adviser", "office"), ("partner", "public")])
def test_all_other_roles_read_as_the_office_but_partners(role: Role, sight: Readers) -> None:
    """The office reads all of every initiative; a partner reads what everybody reads."""
    onlooker = Onlooker.of(actor(role))
    assert onlooker.sight_of(ID, Ties(own=frozenset({ID}))) == sight


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_what_is_shut_to_somebody_they_read_as_the_public(role: Role) -> None:
    """In whatever role of the office; everything else they read as before."""
    onlooker, ties = Onlooker.of(actor(role)), Ties(shut=frozenset({ID}))
    assert (onlooker.sight_of(ID, ties), onlooker.sight_of(OTHER, ties)) == ("public", "office")
    assert onlooker.sight_of(None, ties) == "office"
    found = Ties(shut=frozenset({ID}), found=frozenset({"signal-a"}))
    assert [onlooker.sight_of(None, found, stream) for stream in ("signal-a", "signal-b")] == ["public", "office"]


def test_ties_follow_what_is_told() -> None:
    """An initiative becomes somebody's own, is shut to them, and is open to them again."""
    tied = NO_TIES.after(ID, "own").after(OTHER, "shut").after(ID, "shut")
    assert tied == Ties(own=frozenset({ID}), shut=frozenset({ID, OTHER}))
    assert tied.after(OTHER, "open") == Ties(own=frozenset({ID}), shut=frozenset({ID}))


def test_a_conflict_is_the_officers_and_an_initiative_the_submitters() -> None:
    """Who submits does not lose sight of the own because of a conflict they declared for the office."""
    submitter, adviser = Onlooker.of(actor("submitter")), Onlooker.of(actor("adviser"))
    person = actor("adviser").id
    assert [submitter.changes(person, "own"), submitter.changes(person, "shut")] == [True, False]
    assert [adviser.changes(person, "own"), adviser.changes(person, "shut")] == [False, True]
    assert not adviser.changes(actor("adviser", 2).id, "shut")


def test_nobody_reads_as_the_public() -> None:
    """Who names no actor sees what is public."""
    assert Onlooker.of(None) == Onlooker("public", None)
