"""The hash of a version: the same for the same, another for anything else, and for a stranger to recompute."""

import hashlib
import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from services.intake import events
from services.intake.decider import CORE
from services.intake.decider.digest import canonical, submission_digest
from shared.envelope import open_, seal
from shared.event import Event, Kept
from shared.testing.given import Given, act, uuid
from tests.unit.services.intake import ketenstage as k
from tests.unit.services.intake.ketenstage import DESCRIPTION, kept, named, revise, submit

texts = st.text(min_size=1, max_size=40).map(lambda told: f"x{told}")
names = st.text(min_size=1, max_size=20).map(lambda told: f"x{told}")
organisations = st.builds(
    events.Organisation.model_construct,
    name=names,
    sector=st.sampled_from(["zorg", "overig"]),
    role=st.none() | names,
)
criteria = st.builds(events.Criteria.model_construct, samenwerken=st.none() | texts, innoveren=st.none() | texts)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": texts,
    "summary": texts,
    "novelty": texts,
    "result": texts,
    "effects": st.permutations(["overig", "meer-uren"]).map(tuple),
    "organisations": st.lists(organisations, min_size=1, max_size=3).map(tuple),
    "region": texts,
    "themes": st.sampled_from([("gezond-werken",), ("meer-uren-werken",)]),
    "branches": st.sampled_from([("vvt",), ("ggz",), ("vvt", "ggz"), ("ggz", "vvt")]),
    "criteria": criteria,
}
descriptions = st.fixed_dictionaries(FIELDS).map(lambda said: events.Description.model_construct(**said))
sealed = st.lists(st.builds(kept, st.integers(0, 5)), min_size=1, max_size=3)


def test_a_fixed_vector() -> None:
    """The bytes are these, in this order, and the digest is theirs; both are what was given out before."""
    told = DESCRIPTION.model_copy(update={"summary": 'Eén "cliënt"\n\u007f 🙂'})
    assert canonical(told, [kept(1), kept(2)]).decode() == (
        '{"branches":["vvt","ziekenhuizen"],'
        '"contacts":["0000000000000000000000000000000000000000000000000000000000000001",'
        '"0000000000000000000000000000000000000000000000000000000000000002"],'
        '"criteria":{"innoveren":"Nieuw.","opschalen":"Overal.","samenwerken":"Samen."},'
        '"effects":["beter-opgeleid"],'
        '"novelty":"Met de cliënt mee in plaats van 20 weken op één plek.",'
        '"organisations":[{"name":"Zorggroep","role":"stageplaats","sector":"zorg"},'
        '{"name":"College","sector":"onderwijs"}],'
        '"region":"Groningen","result":"Studenten kennen de keten.",'
        '"summary":"Eén \\"cliënt\\"\\n\u007f 🙂","themes":["leven-lang-ontwikkelen"],"title":"Ketenstage"}'
    )
    assert (
        submission_digest(told, [kept(1), kept(2)])
        == "843ecdc70639c521b0c2eb77a13368a4a05f99bd250e1d5a351ad20e0d1ca122"
    )


@given(descriptions, sealed)
def test_the_same_description_has_the_same_digest(told: events.Description, contacts: list[Kept]) -> None:
    """However it was come by: read back from the store, or with contacts under another reference."""
    stored = told.model_dump_json(by_alias=True, exclude_none=True)
    again = events.Description.model_construct(**told.model_copy(deep=True).__dict__)
    elsewhere = [each.model_copy(update={"ref": uuid(999)}) for each in contacts]
    assert submission_digest(again, elsewhere) == submission_digest(told, contacts)
    assert json.loads(canonical(told, contacts)) == json.loads(stored) | {
        "contacts": [each.digest for each in contacts]
    }


@given(descriptions, st.data())
def test_any_changed_field_has_another_digest(told: events.Description, data: st.DataObject) -> None:
    """One field told otherwise, in wording, order or number, and it is another version."""
    field = data.draw(st.sampled_from(sorted(FIELDS)))
    other = told.model_copy(update={field: data.draw(FIELDS[field])})
    assume(other != told)
    assert submission_digest(other, [kept()]) != submission_digest(told, [kept()])


@given(descriptions, sealed, sealed)
def test_other_contacts_have_another_digest(told: events.Description, these: list[Kept], those: list[Kept]) -> None:
    """Somebody else to call, one more or one fewer, or another order, is another version."""
    assume(these != those)
    assert submission_digest(told, these) != submission_digest(told, those)


CHANGES = [
    events.Changes(title="KeTJA"),
    events.Changes(criteria=events.Criteria(samenwerken="Samen.")),
    events.Changes(effects=("overig",), organisations=DESCRIPTION.organisations[:1]),
]


def test_a_stranger_recomputes_it_from_the_wire() -> None:
    """Who has nothing but the facts as they are sent gets the digest that each of them names."""
    stream: list[Event] = []
    for command in [submit(), *(revise(changes) for changes in CHANGES), revise(events.Changes(), named(9))]:
        decided = Given(CORE, stream).when(command)
        stream += decided.facts[command.streams[0]]
    told: dict[str, Any] = {}
    for number, fact in enumerate(stream, 1):
        data = sent(fact, number)
        told |= {name: data[name] for name in SAID if name in data}
        text = json.dumps(
            {name: told[name] for name in SAID if name != "contact"} | {"contacts": [told["contact"]["digest"]]},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        assert data["submissionDigest"] == hashlib.sha256(text.encode()).hexdigest()
    assert len(stream) == len(CHANGES) + 2


SAID = [*FIELDS, "contact"]


def sent(fact: Event, number: int) -> dict[str, Any]:
    return open_(
        seal(fact, act("submitter"), id=uuid(number), service="intake", stream=f"initiative-{k.ID}", sequence=number)
    ).data
