"""Whatever is asked of an initiative, in whatever order: only refusals, and what must hold keeps holding."""

from collections import Counter
from typing import cast, get_args

from hypothesis import given
from hypothesis import strategies as st

from services.intake import commands, events, words
from services.intake.decider import CORE
from services.intake.decider.contacts import waiting
from services.intake.decider.state import NotSubmitted, State
from shared.actor import Role
from shared.decider import Act, Command
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import act, fold
from tests.unit.services.intake.ketenstage import DESCRIPTION, ID, REFERENCE, kept, named

STREAM = f"initiative-{ID}"
titles = st.sampled_from(["Ketenstage", "KeTJA", "Sparkcentres"])
requests = st.sampled_from([words.RequestId(f"request-{number}") for number in range(3)])
outcomes: st.SearchStrategy[words.Outcome] = st.sampled_from(get_args(words.Outcome))
versions = st.none() | st.integers(1, 3)
criteria = st.builds(events.Criteria, samenwerken=st.none() | titles)
changes = st.builds(
    events.Changes,
    title=st.none() | titles,
    region=st.none() | titles,
    criteria=st.none() | criteria,
    effects=st.sampled_from([None, ("meer-uren",), ("meer-uren", "overig")]),
)
contacts = st.builds(kept, st.integers(0, 3))
people_named = st.builds(named, st.integers(0, 5), own=st.booleans())
further = st.lists(people_named, max_size=3).map(tuple)
refs = contacts.map(lambda each: words.ContactRef(each.ref))
agreements: st.SearchStrategy[words.Agreement] = st.sampled_from(("confirmed", "declined"))


def acts(*roles: Role) -> st.SearchStrategy[Act]:
    return st.builds(act, st.sampled_from(roles), st.sampled_from([1, 1, 1, 2]))


people, system, ids = acts("submitter", "submitter", "submitter", "adviser"), acts("system"), st.just(ID)
others = st.builds(act, st.just("submitter"), st.integers(1, 3), minutes=st.integers(0, 30 * 24 * 60))
later = st.builds(act, minutes=st.integers(0, 30 * 24 * 60))
descriptions, references = st.just(DESCRIPTION), st.just(REFERENCE)
asked: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        commands.Submit,
        act=people,
        initiative_id=ids,
        description=descriptions,
        reference=references,
        contact=people_named,
        contacts=further,
    ),
    st.builds(
        commands.Revise,
        act=people,
        initiative_id=ids,
        changes=changes,
        reference=references,
        contact=st.none() | people_named,
        contacts=st.none() | further,
    ),
    st.builds(commands.AnswerConfirmation, act=people | others, initiative_id=ids, contact=refs, answer=agreements),
    st.builds(commands.LapseConfirmations, act=later, initiative_id=ids),
    st.builds(commands.SupplyInformation, act=people, initiative_id=ids, request_id=requests, text=contacts),
    st.builds(commands.NoteQuestion, act=system, initiative_id=ids, request_id=requests, question=contacts),
    st.builds(
        commands.NoteOutcome,
        act=system,
        initiative_id=ids,
        outcome=outcomes,
        submission_version=versions,
        source_sequence=st.integers(1, 9),
        because=st.none() | st.sampled_from(get_args(words.Undone)),
    ),
    st.builds(commands.Withdraw, act=people, initiative_id=ids, reason=contacts),
)
histories = st.lists(asked, max_size=40)
submission = commands.Submit(
    act=act("submitter"), initiative_id=ID, description=DESCRIPTION, reference=REFERENCE, contact=named()
)


def play(history: list[Command]) -> tuple[State, list[events.InitiativeEvent]]:
    """The state and the facts after all of `history`, refusals passed over."""
    decider = CORE.decider(STREAM)
    state: State = decider.initial
    facts: list[events.InitiativeEvent] = []
    for command in history:
        try:
            decided = cast(list[events.InitiativeEvent], CORE.decide(command, [state])[0])
        except Refusal:
            assert command.act.actor.role != "system", "a reaction never refuses"
            continue
        assert decided or command.act.actor.role == "system", "a person's act is a fact or a refusal"
        for fact in decided:
            state = decider.evolve(state, fact)
            facts.append(fact)
    return state, facts


@given(histories.map(lambda history: [submission, *history]) | histories)
def test_any_commands_in_any_order(history: list[Command]) -> None:
    """Versions count up by one, a withdrawal is the last word, and each asked question is answered at most once."""
    state, facts = play(history)
    versions_counted(facts)
    withdrawal_is_last(facts)
    answers_follow_questions(facts)
    once_each(facts)
    who_agrees_was_asked(facts)
    if not isinstance(state, NotSubmitted):
        assert planned(facts) == min(waiting(state.contacts).values(), default=None)
    assert fold(CORE, STREAM, facts) == state
    assert fold(CORE, STREAM, [stored(fact) for fact in facts]) == state


def versions_counted(facts: list[events.InitiativeEvent]) -> None:
    counted = [
        fact.submission_version
        for fact in facts
        if isinstance(fact, events.InitiativeSubmitted | events.InitiativeRevised)
    ]
    assert counted == list(range(1, len(counted) + 1))
    assert not facts or isinstance(facts[0], events.InitiativeSubmitted)


def withdrawal_is_last(facts: list[events.InitiativeEvent]) -> None:
    kinds = [type(fact) for fact in facts]
    if events.InitiativeWithdrawn in kinds:
        after = kinds[kinds.index(events.InitiativeWithdrawn) + 1 :]
        assert set(after) <= {events.OutcomeNoted, events.ContactRemoved}


def who_agrees_was_asked(facts: list[events.InitiativeEvent]) -> None:
    """One who is asked agrees once, and goes once; one who was not asked does neither."""
    asked: set[str] = set()
    agreed: set[str] = set()
    for fact in facts:
        match fact:
            case events.ContactConfirmationAsked(contact=ref):
                assert ref not in asked
                asked.add(ref)
            case events.ContactConfirmed(contact=ref):
                assert ref in asked - agreed
                agreed.add(ref)
            case events.ContactRemoved(contact=ref):
                asked.remove(ref)
                agreed.discard(ref)
            case _:
                continue


def planned(facts: list[events.InitiativeEvent]) -> str | None:
    """When the schedule rings, as the last fact about a contact says."""
    said = [fact.next_deadline for fact in facts if isinstance(fact, events.ContactEvent)]
    return said[-1] if said else None


def answers_follow_questions(facts: list[events.InitiativeEvent]) -> None:
    open_questions: set[str] = set()
    for fact in facts:
        if isinstance(fact, events.QuestionReceived):
            open_questions.add(fact.request_id)
        if isinstance(fact, events.InformationSupplied):
            open_questions.remove(fact.request_id)


def once_each(facts: list[events.InitiativeEvent]) -> None:
    """A question that was answered is not asked again, nor is an outcome noted twice."""
    heard = Counter(
        fact.model_dump_json(exclude={"question"})
        for fact in facts
        if isinstance(fact, events.QuestionReceived | events.OutcomeNoted)
    )
    assert set(heard.values()) <= {1}


def stored(fact: events.InitiativeEvent) -> Event:
    """The fact as it comes back from its stored form."""
    return events.TYPES.load(fact.event_type, fact.model_dump(mode="json", by_alias=True, exclude_none=True))
