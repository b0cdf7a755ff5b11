"""Whatever is asked of a signal and of the initiative from it, in whatever order: refusals, and what must hold."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.intake import events, words
from services.intake.decider import CORE
from shared.decider import Command
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import fold
from tests.unit.services.intake import finds as f
from tests.unit.services.intake import ketenstage

tippers = st.sampled_from([None, words.Tipper("tipper;id=1"), words.Tipper("partner;id=2")])
origins: st.SearchStrategy[words.Origin | None] = st.sampled_from(
    (None, "self-registered", "approached", "nominated-by-other")
)
asked: st.SearchStrategy[Command] = st.one_of(
    st.just(f.record()),
    st.builds(f.tip, tippers),
    st.sampled_from([f.approach(), f.set_aside(), f.reopen(), f.reopen(ketenstage.ID), f.take_up()]),
    st.builds(f.submit, origins),
    st.sampled_from([ketenstage.submit(), ketenstage.withdraw(), f.end_term(), f.set_term()]),
)


def play(history: list[Command]) -> dict[str, list[Event]]:
    """The facts of both streams after all of `history`, refusals passed over."""
    facts: dict[str, list[Event]] = {f.AT_SIGNAL: [], f.AT_INITIATIVE: [], f.AT_CONFLICT: []}
    for command in history:
        states = [fold(CORE, stream, facts[stream]) for stream in command.streams]
        try:
            decided = CORE.decide(command, states)
        except Refusal:
            continue
        for stream, made in zip(command.streams, decided, strict=True):
            facts[stream] += made
    return facts


@given(st.lists(asked, max_size=30))
def test_any_commands_in_any_order(history: list[Command]) -> None:
    """A signal begins once, each tipper tips once until that is forgotten, which it is only while it is set aside.

    It is taken up by one initiative, whose origin says how.
    """
    facts = play(history)
    signal, initiative = facts[f.AT_SIGNAL], facts[f.AT_INITIATIVE]
    assert not signal or isinstance(signal[0], events.SignalRecorded | events.InitiativeTipped)
    assert sum(isinstance(fact, events.SignalRecorded) for fact in signal) <= 1
    for known in until_forgotten(signal):
        tipped = Counter(fact.tipper for fact in known if isinstance(fact, events.InitiativeTipped) and fact.tipper)
        assert set(tipped.values()) <= {1}
    ends = [fact for fact in signal if isinstance(fact, events.SignalSetAside | events.SignalTakenUp)]
    assert sum(isinstance(fact, events.SignalReopened) for fact in signal) in {len(ends), len(ends) - 1}
    freed = any(isinstance(one, events.SignalTakenUp) and one.because == "submitted" for one, _ in pairwise(ends))
    assert not freed or any(isinstance(fact, events.InitiativeWithdrawn) for fact in initiative)
    origin_follows(signal, initiative)


def until_forgotten(signal: list[Event]) -> list[list[Event]]:
    """The facts of a signal in parts: each ends with its persons forgotten, once for each time it was set aside."""
    parts: list[list[Event]] = [[]]
    for fact in signal:
        if isinstance(fact, events.SignalTermEnded):
            assert isinstance(parts[-1][-1], events.SignalSetAside)
            parts.append([])
        else:
            parts[-1].append(fact)
    return parts


def origin_follows(signal: list[Event], initiative: list[Event]) -> None:
    """What was submitted from a signal and that it was taken up are there together, or neither is."""
    taken = [fact for fact in signal if isinstance(fact, events.SignalTakenUp) and fact.because == "submitted"]
    found = [fact for fact in initiative if isinstance(fact, events.InitiativeSubmitted) and fact.signal_id]
    assert len(taken) == len(found) <= 1
    if found:
        before = signal[: signal.index(taken[0])]
        kinds = {type(fact) for fact in before}
        tipped = events.InitiativeTipped in kinds
        by_tip = isinstance(before[0], events.InitiativeTipped)
        expected = "approached" if events.OrganisationApproached in kinds and not by_tip else "self-registered"
        assert found[0].origin == ("nominated-by-other" if tipped and expected != "approached" else expected)
