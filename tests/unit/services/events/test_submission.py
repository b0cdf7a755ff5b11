"""A version of a submission, put together from the ledger's facts by somebody who is a stranger to intake."""

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.journey import submission
from services.events.ledger.entries import Entry
from services.events.readers import Declared, Readership
from services.intake import commands, events, words
from services.intake.decider import CORE
from shared.envelope import Envelope, open_, seal
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import act, fold, uuid
from tests.unit.services.events.facts import READERSHIP, Facts, entries
from tests.unit.services.intake.ketenstage import named, revise, submit

STREAM: Final = f"initiative-{uuid(1)}"
PUBLIC: Final = Readership({submission.FIRST: Declared("public"), submission.REVISED: Declared("public")})

criteria = st.builds(
    events.Criteria,
    samenwerken=st.none() | st.sampled_from(["Samen.", "Eén, é, 🙂"]),
    innoveren=st.none() | st.sampled_from(["Nieuw.", 'Zo "nieuw"\n\t\\']),
)
changes = st.builds(
    events.Changes,
    title=st.none() | st.sampled_from(["Ketenstage", "Zorg voor élkaar"]),
    region=st.none() | st.sampled_from(["Groningen", "Drenthe"]),
    branches=st.none() | st.sampled_from([("vvt",), ("vvt", "ggz")]),
    criteria=st.none() | criteria,
)
contacts: st.SearchStrategy[Any] = st.none() | st.integers(20, 29).map(named)
others: st.SearchStrategy[Any] = st.none() | st.lists(st.integers(30, 39), max_size=3, unique=True).map(
    lambda numbers: tuple(map(named, numbers))
)
revisions = st.lists(st.builds(revise, changes, contacts, contacts=others), max_size=6)


def told(facts: Sequence[Event]) -> list[Entry]:
    """Entries of intake's stream, as its facts go on the wire."""
    sealed = [
        open_(seal(fact, act("submitter"), id=uuid(1000 + place), service="intake", stream=STREAM, sequence=place))
        for place, fact in enumerate(facts, 1)
    ]
    return entries(*sealed)


def decided(asked: Sequence[commands.InitiativeCommand]) -> list[Event]:
    """What intake makes of a submission and then these; what it refuses leaves no trace."""
    facts: list[Event] = []
    for command in asked:
        try:
            (made,) = CORE.decide(command, [fold(CORE, STREAM, facts)])
        except Refusal:
            continue
        facts.extend(made)
    return facts


@given(revisions)
def test_every_version_is_what_its_digest_says(asked: list[commands.Revise]) -> None:
    """Of whatever was told: the digest that a stranger computes is the one that intake recorded."""
    facts = decided([submit(contacts=(named(2),)), *asked])
    made = [fact for fact in facts if isinstance(fact, events.InitiativeSubmitted | events.InitiativeRevised)]
    for place, fact in enumerate(made, 1):
        found = submission.version(told(facts), fact.submission_version, READERSHIP, "party")
        assert found is not None
        assert found.recorded == found.digest == fact.submission_digest
        assert found.said == reduce(lambda said, each: said | _fields(each), made[:place], dict[str, Any]())
    assert submission.version(told(facts), len(made) + 1, READERSHIP, "party") is None


def _fields(fact: Event) -> dict[str, Any]:
    names = {*submission.DESCRIBED, *submission.SEALED, "reference_version"}
    said: dict[str, Any] = orjson.loads(fact.model_dump_json(by_alias=True, exclude_none=True, include=names))
    return said


def test_the_names_are_those_of_a_description() -> None:
    """What intake adds to one day has to be added here, or no digest would be right."""
    assert submission.DESCRIBED == events.DESCRIBED
    assert words.CONTACTS > 1


class TestWhatIsRead:
    def test_only_what_intake_told(self) -> None:
        """Another service's fact of the same type, and other facts, change nothing; order is the stream's."""
        one = _envelope(1, "initiative-submitted.v1", title="Een", submissionVersion=1)
        two = _envelope(2, "initiative-revised.v1", title="Twee", submissionVersion=2)
        other = _envelope(3, "initiative-revised.v1", service="review", title="Drie", submissionVersion=2)
        withdrawn = _envelope(4, "initiative-withdrawn.v1", title="Vier")
        found = submission.version(entries(withdrawn, other, two, one), 2, READERSHIP, "office")
        assert found is not None
        assert (found.said, found.entry.envelope) == ({"title": "Twee"}, two)

    @pytest.mark.parametrize("sight", ["party", "office"])
    def test_older_facts_record_no_digest(self, sight: Any) -> None:
        """It is computed all the same."""
        one = _envelope(1, "initiative-submitted.v1", title="Een", submissionVersion=1, contact={"ref": "r"})
        found = submission.version(entries(one), 1, READERSHIP, sight)
        assert found is not None
        assert found.recorded is None
        assert len(found.digest) == 64

    def test_what_is_hidden_stays_hidden(self) -> None:
        """A fact that a reader may not see makes no version for them; the digest is of hidden fields too."""
        one = _envelope(1, "initiative-submitted.v1", title="Een", region="Drenthe", submissionVersion=1)
        assert submission.version(entries(one), 1, READERSHIP, "public") is None
        hiding = Readership({submission.FIRST: Declared("public", {"region": "office"})})
        hidden = submission.version(entries(one), 1, hiding, "public")
        whole = submission.version(entries(one), 1, PUBLIC, "public")
        assert hidden is not None
        assert whole is not None
        assert (hidden.said, hidden.digest) == ({"title": "Een"}, whole.digest)

    @pytest.mark.parametrize("contacts", [None, "nobody", [1, None], {"digest": "x"}])
    def test_whatever_a_fact_says(self, contacts: Any) -> None:
        """The ledger takes all types as they come; what makes no sense gives another digest, and no fault."""
        one = _envelope(1, "initiative-submitted.v1", submissionVersion=1, contact=contacts, contacts=contacts)
        found = submission.version(entries(one), 1, READERSHIP, "office")
        assert found is not None
        assert len(found.digest) == 64


def _envelope(sequence: int, type_: str, *, service: str = "intake", **data: Any) -> Envelope:
    made = Facts()(type_, data)
    read = orjson.loads(made.body) | {"sequence": str(sequence), "source": f"urn:nld:koploper:systeem:{service}"}
    return open_(orjson.dumps(read))
