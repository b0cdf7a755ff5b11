"""Telling a journey from its entries."""

from services.events.journey import overview
from services.events.journey.telling import Lived, tell
from tests.unit.services.events.facts import MET, NOT_MET, READERSHIP, SUBMITTED, Facts, entries, types


def minute(number: int) -> str:
    return f"2019-04-01T12:0{number}:00.000000Z"


def test_stages_follow_one_another() -> None:
    """Each stage is left when the next is entered; the last is where the journey is."""
    facts = Facts()
    told = tell(
        entries(
            facts("initiative-submitted.v1", SUBMITTED),
            facts("criteria-assessed.v1", MET),
            facts("ministry-cleared.v1"),
        ),
        READERSHIP,
        "office",
    )
    assert told is not None
    assert told.stages == [
        Lived("submitted", minute(1), minute(2)),
        Lived("assessed", minute(2), minute(3)),
        Lived("cleared", minute(3), None),
    ]


def test_a_stage_that_arrived_late_is_told_in_its_place() -> None:
    """A clearance that was recorded before its assessment comes after it in the stages."""
    facts = Facts()
    submitted, assessed = facts("initiative-submitted.v1", SUBMITTED), facts("criteria-assessed.v1", MET)
    cleared = facts("ministry-cleared.v1", causationid=assessed.id)
    told = tell(entries(submitted, cleared, assessed), READERSHIP, "office")
    assert told is not None
    assert [each.stage for each in told.stages] == ["submitted", "assessed", "cleared"]


def test_a_rejection_and_its_reassessment_are_both_told() -> None:
    """A rejection stays in the stages after it was left."""
    facts = Facts()
    told = tell(
        entries(
            facts("initiative-submitted.v1", SUBMITTED),
            facts("criteria-assessed.v1", NOT_MET),
            facts("criteria-assessed.v1", MET),
        ),
        READERSHIP,
        "office",
    )
    assert told is not None
    assert [(each.stage, each.left_at) for each in told.stages] == [
        ("submitted", minute(2)),
        ("rejected", minute(3)),
        ("assessed", None),
    ]


def test_what_a_reader_may_not_see_is_left_out() -> None:
    """A submitter sees neither a refusal nor the motivations; the journey stands where they may know it stands."""
    facts = Facts()
    made = entries(
        facts("initiative-submitted.v1", SUBMITTED),
        facts("criteria-assessed.v1", MET),
        facts("ministry-refused.v1"),
    )
    party, office = tell(made, READERSHIP, "party"), tell(made, READERSHIP, "office")
    assert party is not None
    assert office is not None
    assert overview.stage(party.row) == "assessed"
    assert overview.stage(office.row) == "refused"
    assert types(step.entry for step in party.steps) == ["initiative-submitted", "criteria-assessed"]
    assert "criteria" not in party.steps[1].data


def test_the_public_sees_a_journey_from_its_publication_on() -> None:
    """Before it, nothing of the initiative is known to the public; after it, the article and what follows."""
    facts = Facts()
    made = entries(
        facts("initiative-submitted.v1", SUBMITTED),
        facts("article-published.v1", {"title": "Het verhaal"}),
        facts("koploper-nominated.v1"),
    )
    assert tell(made[:1], READERSHIP, "public") is None
    told = tell(made, READERSHIP, "public")
    assert told is not None
    assert overview.title(told.row) == "Het verhaal"
    assert "origin" not in told.row
    assert [each.stage for each in told.stages] == ["published", "nominated"]
