"""Operators' acts as facts."""

from shared.decider import Core
from shared.event import EventTypes
from shared.operations import DECIDER, ParkedEventDiscarded, ParkedEventRetried, with_operations


def test_an_act_on_something_unreadable_reads_back() -> None:
    """What stands in quarantine has no stream: the fact says nothing of it, and comes back from the store so."""
    core = with_operations(Core(EventTypes(), {}))
    for fact in (
        ParkedEventRetried(waiting_id="w", outcome="failed", reason="try"),
        ParkedEventDiscarded(waiting_id="w", source=None, stream=None, sequence=None, reason="noise"),
    ):
        stored = fact.model_dump(mode="json", by_alias=True, exclude_none=True)
        assert "stream" not in stored
        assert core.types.load(fact.event_type, stored) == fact


def test_acts_are_counted() -> None:
    """The operators' stream knows how many acts there were, and nothing else."""
    fact = ParkedEventRetried(waiting_id="w", outcome="handled", reason="try")
    assert DECIDER.evolve(DECIDER.initial, fact) == 1
