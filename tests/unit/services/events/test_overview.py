"""How far a journey is, by all that was said."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from services.events.journey import overview
from shared.envelope import Envelope
from shared.event import Readers
from tests.unit.services.events.facts import MET, NOT_MET, OF_MET, READERSHIP, SUBMITTED, Facts

Said = tuple[str, Mapping[str, Any]] | str


def row(*facts: Envelope, sight: Readers = "office") -> dict[str, Any]:
    """The overview after these facts, as far as `sight` sees them."""
    told: dict[str, Any] = {}
    for fact in facts:
        data = READERSHIP.data(fact, sight)
        told |= {} if data is None else overview.columns(fact, data, sight)
    return told


def told(*types: Said, sight: Readers = "office") -> dict[str, Any]:
    """The overview after facts of these types, a minute apart."""
    facts = Facts()
    return row(*(facts(each) if isinstance(each, str) else facts(*each) for each in types), sight=sight)


SPINE = (
    ("initiative-submitted.v1", SUBMITTED),
    ("criteria-assessed.v1", MET),
    "ministry-cleared.v1",
    "article-published.v1",
    "koploper-nominated.v1",
)


OF_CLEARANCE = ("clearance-reversed.v1", {"outcome": "cleared"})
OF_REFUSAL = ("clearance-reversed.v1", {"outcome": "refused"})


@pytest.mark.parametrize(
    ("length", "stage"), [(1, "submitted"), (2, "assessed"), (3, "cleared"), (4, "published"), (5, "nominated")]
)
def test_the_stage_is_the_furthest_spine_event(length: int, stage: str) -> None:
    """Each spine event brings the journey one stage further, in the minute it happened."""
    reached = told(*SPINE[:length])
    assert overview.stage(reached) == stage
    assert overview.entered_at(reached) == f"2019-04-01T12:0{length}:00.000000Z"


def test_the_stage_does_not_depend_on_the_order_of_arrival() -> None:
    """A clearance that is recorded before its assessment still is the furthest."""
    facts = Facts()
    made = [facts(each) if isinstance(each, str) else facts(*each) for each in SPINE[:3]]
    assert overview.stage(row(*reversed(made))) == "cleared"


@pytest.mark.parametrize(
    ("end", "stage"),
    [
        (("criteria-assessed.v1", NOT_MET), "rejected"),
        ("ministry-refused.v1", "refused"),
        ("article-withdrawn.v1", "withdrawn"),
        ("initiative-withdrawn.v1", "withdrawn"),
    ],
)
def test_an_end_wins(end: tuple[str, Mapping[str, Any]] | str, stage: str) -> None:
    """An end counts before the furthest spine event."""
    ended = told(*SPINE[:4], end)
    assert overview.stage(ended) == stage
    assert overview.entered_at(ended) == "2019-04-01T12:05:00.000000Z"


def test_withdrawn_wins_of_the_other_ends() -> None:
    """Who withdrew is withdrawn, also after a rejection; from the first withdrawal on."""
    ended = told(
        SPINE[0],
        ("criteria-assessed.v1", NOT_MET),
        "ministry-refused.v1",
        "article-withdrawn.v1",
        "initiative-withdrawn.v1",
    )
    assert overview.stage(ended) == "withdrawn"
    assert overview.entered_at(ended) == "2019-04-01T12:04:00.000000Z"


def test_a_reassessment_leaves_rejected() -> None:
    """A rejected initiative that is met after a revision is assessed, since then."""
    again = told(SPINE[0], ("criteria-assessed.v1", NOT_MET), ("criteria-assessed.v1", MET))
    assert overview.stage(again) == "assessed"
    assert overview.entered_at(again) == "2019-04-01T12:03:00.000000Z"


def test_a_stage_that_was_left_for_a_rejection_is_entered_again() -> None:
    """Cleared, rejected on a revision, met again: it is cleared again, since the reassessment."""
    again = told(*SPINE[:3], ("criteria-assessed.v1", NOT_MET), ("criteria-assessed.v1", MET))
    assert overview.stage(again) == "cleared"
    assert overview.entered_at(again) == "2019-04-01T12:05:00.000000Z"


UNDONE: Mapping[str, tuple[Sequence[Said], str]] = {
    "an assessment": ([*SPINE[:2], ("assessment-reversed.v1", OF_MET)], "submitted"),
    "an assessment behind a clearance": ([*SPINE[:3], ("assessment-reversed.v1", OF_MET)], "submitted"),
    "a rejection": (
        [SPINE[0], ("criteria-assessed.v1", NOT_MET), ("assessment-reversed.v1", NOT_MET)],
        "submitted",
    ),
    "a clearance": ([*SPINE[:3], OF_CLEARANCE], "assessed"),
    "a refusal": ([*SPINE[:2], "ministry-refused.v1", OF_REFUSAL], "assessed"),
    "a nomination": ([*SPINE, "nomination-reversed.v1"], "published"),
    "a nomination that lapsed with its invitation": (
        [*SPINE, ("invitation-lapsed.v1", {"because": "absent", "nominated": True})],
        "published",
    ),
    "a nomination that was given again": ([*SPINE, "nomination-reversed.v1", "koploper-nominated.v1"], "nominated"),
    "the clearance of an article that is out": (
        [*SPINE[:4], OF_CLEARANCE, ("article-withdrawn.v1", {"reason": "clearance-reversed"})],
        "assessed",
    ),
    "the assessment of an article that is out": (
        [
            *SPINE[:4],
            ("assessment-reversed.v1", OF_MET),
            ("article-withdrawn.v1", {"reason": "assessment-reversed"}),
            ("criteria-assessed.v1", MET),
        ],
        "cleared",
    ),
    "the clearance of a nominated article": (
        [
            *SPINE,
            OF_CLEARANCE,
            ("article-withdrawn.v1", {"reason": "clearance-reversed"}),
            "ministry-cleared.v1",
        ],
        "cleared",
    ),
    "what a nominated article rests on, published anew": (
        [
            *SPINE,
            OF_CLEARANCE,
            ("article-withdrawn.v1", {"reason": "clearance-reversed"}),
            "ministry-cleared.v1",
            "article-published.v1",
        ],
        "nominated",
    ),
    "the taking back of an article": (
        [*SPINE[:4], "article-withdrawn.v1", "article-withdrawal-reversed.v1"],
        "cleared",
    ),
    "a rejection behind a refusal": (
        [
            *SPINE[:2],
            "ministry-refused.v1",
            ("criteria-assessed.v1", NOT_MET),
            ("assessment-reversed.v1", NOT_MET),
        ],
        "refused",
    ),
}


@pytest.mark.parametrize(("facts", "stage"), UNDONE.values(), ids=UNDONE)
def test_a_reversal_leaves_the_stage_again(facts: Sequence[Said], stage: str) -> None:
    """The journey is where it was before what was undone, since the last of what undid it or did it again."""
    undone = told(*facts)
    assert overview.stage(undone) == stage
    assert overview.entered_at(undone) == f"2019-04-01T12:{len(facts):02}:00.000000Z"


def test_an_end_that_stands_is_not_left() -> None:
    """Who was refused stays refused since then, also when the assessment before it is taken back."""
    refused = told(*SPINE[:2], "ministry-refused.v1", ("assessment-reversed.v1", OF_MET), ("criteria-assessed.v1", MET))
    assert overview.stage(refused) == "refused"
    assert overview.entered_at(refused) == "2019-04-01T12:03:00.000000Z"


def test_the_public_reads_a_notice_until_the_article_is_out_anew() -> None:
    """For them it is withdrawn, for whatever reason; what they do not see moves nothing."""
    back: list[Said] = [
        *SPINE[:4],
        OF_CLEARANCE,
        ("article-withdrawn.v1", {"reason": "clearance-reversed"}),
        "ministry-cleared.v1",
    ]
    assert overview.stage(told(*back, sight="public")) == "withdrawn"
    assert overview.stage(told(*back, "article-published.v1", sight="public")) == "published"


@pytest.mark.parametrize("sight", ["public", "party", "office"])
def test_another_notice_of_an_article_that_went_moves_nothing(sight: Readers) -> None:
    """It went when it went: the journey is where it was, and since then."""
    gone: list[Said] = [*SPINE[:4], OF_CLEARANCE, ("article-withdrawn.v1", {"reason": "clearance-reversed"})]
    now = told(*gone, sight=sight)
    for reason in ("not-met", "withdrawn-by-submitter"):
        then = told(*gone, ("article-withdrawn.v1", {"reason": reason, "replaces": "clearance-reversed"}), sight=sight)
        assert overview.standing(then) == overview.standing(now)


def test_the_party_hears_of_a_refusal_and_its_reversal_by_what_intake_noted() -> None:
    """The facts themselves are the office's."""
    refused: list[Said] = [*SPINE[:2], "ministry-refused.v1", ("outcome-noted.v1", {"outcome": "refused"})]
    undone: list[Said] = [OF_REFUSAL, ("outcome-noted.v1", {"outcome": "refusal-reversed"})]
    assert overview.stage(told(*refused, undone[0], sight="party")) == "refused"
    again = told(*refused, *undone, sight="party")
    assert (overview.stage(again), overview.entered_at(again)) == ("assessed", "2019-04-01T12:06:00.000000Z")


def test_the_party_hears_likewise_that_a_clearance_was_taken_back() -> None:
    """Which ministry did is the office's; cleared again, the journey is there since that clearance."""
    cleared: list[Said] = [*SPINE[:3], ("outcome-noted.v1", {"outcome": "cleared"})]
    undone: list[Said] = [*cleared, OF_CLEARANCE, ("outcome-noted.v1", {"outcome": "clearance-reversed"})]
    again: list[Said] = [*undone, "ministry-cleared.v1", ("outcome-noted.v1", {"outcome": "cleared"})]
    assert overview.stage(told(*undone[:-1], sight="party")) == "cleared"
    back = told(*undone, sight="party")
    assert (overview.stage(back), overview.entered_at(back)) == ("assessed", "2019-04-01T12:06:00.000000Z")
    anew = told(*again, sight="party")
    assert (overview.stage(anew), overview.entered_at(anew)) == ("cleared", "2019-04-01T12:07:00.000000Z")


def test_a_revision_renames() -> None:
    """What a revision says anew replaces what was said; the rest stays."""
    revised = told(SPINE[0], ("initiative-revised.v1", {"title": "Ketenstage Groningen"}))
    assert overview.title(revised) == "Ketenstage Groningen"
    assert (revised["region"], revised["themes"], revised["origin"]) == ("Groningen", ["gezond-werken"], "approached")


def test_the_article_names_it_where_nothing_else_does() -> None:
    """Whoever sees only the publication reads the article's title; the submitter's goes before it."""
    article = ("article-published.v1", {"title": "Eén cliënt, vier huizen"})
    assert overview.title(told(article)) == "Eén cliënt, vier huizen"
    assert overview.title(told(SPINE[0], article)) == "Ketenstage"


def test_the_policy_is_the_dossiers() -> None:
    """The policy that an initiative is judged under is known from its dossier on."""
    facts = Facts()
    opened = row(facts("dossier-opened.v1", policyversion="2019-03"))
    assert opened == {"policy_version": "2019-03"}
    assert overview.stage(opened) is None
    assert overview.entered_at(opened) is None


@pytest.mark.parametrize("type_", ["criterion-judged.v1", "initiative-submitted.v2", "elsewhere.v1"])
def test_other_types_and_versions_say_nothing(type_: str) -> None:
    """What is not known here is kept in the ledger, and moves no card."""
    assert told((type_, SUBMITTED)) == {}


def test_values_of_other_kinds_are_passed_over() -> None:
    """The ledger takes everything; a title that is no text, or themes that are no list, are not shown."""
    odd = told(("initiative-submitted.v1", {"title": 3, "region": None, "themes": [1], "origin": {}}))
    assert set(odd) == {"submitted_at"}
