"""Counting: who entered, who stands, who went on, and how long it took."""

from typing import Final

from services.events.figures.counting import STAGES
from services.events.figures.days import DAY_LONG
from services.events.figures.spread import Spread, spread
from tests.unit.services.events.figures.stories import Step, counted, life, of

A: Final = life(
    ("04-16 09:00", "submitted", {"themes": ["gezond-werken", "arbeidsinnovatie"]}),
    ("04-17 09:00", "information-requested"),
    ("04-23 09:00", "information-supplied", {"requestId": "00000000-0000-7000-8000-0000000003ea"}),
    ("04-24 09:00", "met"),
    ("05-02 09:00", "cleared"),
)
B: Final = life(("04-19 18:00", "submitted"), ("04-23 12:00", "not-met"))
C: Final = life(("04-29 12:00", "submitted", {"themes": ["arbeidsinnovatie"]}), ("05-03 12:00", "met"))
D: Final = life(("04-27 10:00", "submitted"), ("04-29 06:00", "withdrawn"))
E: Final = life(("05-02 12:00", "submitted", {"themes": ["meer-uren-werken"]}))
EVERY: Final = (A, B, C, D, E)


def one(days: float) -> Spread:
    """The spread of one lead time."""
    return Spread(1, days, days, days, days, days)


def test_the_example_by_hand() -> None:
    """The table at the end of docs/figures.md."""
    april = counted(EVERY, "04-01", "04-30")
    submitted, assessed, cleared = (of(april, stage) for stage in ("submitted", "assessed", "cleared"))
    assert (submitted.entered, submitted.standing, submitted.reached, submitted.waiting) == (4, 1, 2, 0)
    assert (submitted.conversion, submitted.lead_time, submitted.since_submission) == (0.5, None, None)
    assert (assessed.entered, assessed.standing, assessed.reached, assessed.waiting) == (1, 1, 1, 0)
    assert (assessed.conversion, assessed.lead_time) == (1, one(2))
    assert (cleared.entered, cleared.standing, cleared.conversion, cleared.lead_time) == (0, 1, None, None)
    for stage, took in (("rejected", 0.75), ("withdrawn", 0.25)):
        end = of(april, stage)  # type: ignore[arg-type]  # one of them
        assert (end.entered, end.standing, end.reached, end.lead_time) == (1, 1, None, one(took))
    ever = counted(EVERY, by="theme")
    assert of(ever, "assessed").lead_time == Spread(2, 3, 3, 4, 2, 4)
    assert of(ever, "cleared").lead_time == one(6)
    assert {name: of(ever, "submitted", name).entered for name in ever.groups} == {
        "arbeidsinnovatie": 2,
        "gezond-werken": 3,
        "meer-uren-werken": 1,
    }
    assert of(ever, "submitted").entered == 5


def test_every_way_of_coming_is_in_every_figure() -> None:
    """Of all three origins each stage tells how many entered it, of none as none; and by origin each is a group."""
    nominated, alone = (
        life(("04-16 09:00", "submitted", {"origin": origin}), ("04-24 09:00", "met"))
        for origin in ("nominated-by-other", "self-registered")
    )
    found = counted((A, B, nominated, alone), "04-01", "04-30")
    assert of(found, "submitted").entered_by_origin == {"self-registered": 1, "nominated-by-other": 1, "approached": 2}
    assert of(found, "rejected").entered_by_origin == {"self-registered": 0, "nominated-by-other": 0, "approached": 1}
    grouped = counted((A,), by="origin")
    assert {name: of(grouped, "submitted", name).entered for name in grouped.groups} == {
        "approached": 1,
        "nominated-by-other": 0,
        "self-registered": 0,
    }


def test_every_stage_is_told() -> None:
    """In the order of the spine, then the ends; also of nobody."""
    assert [each.stage for each in counted(()).total] == list(STAGES)
    assert {each.entered for each in counted(()).total} == {0}


def test_a_period_includes_its_first_and_last_day() -> None:
    """By the clock of Amsterdam, to the minute."""
    edges = [life((when, "submitted")) for when in ("03-31 23:59", "04-01 00:00", "04-30 23:59", "05-01 00:00")]
    assert of(counted(edges, "04-01", "04-30"), "submitted").entered == 2
    assert of(counted(edges, first="04-01"), "submitted").entered == 3
    assert of(counted(edges, last="04-30"), "submitted").entered == 3


def test_a_cohort_is_followed_beyond_its_period() -> None:
    """Who entered in April and went on in May has gone on; who may still go on is waiting."""
    waiting = life(("04-30 12:00", "submitted"))
    april = of(counted((A, C, waiting), "04-01", "04-30"), "submitted")
    assert (april.entered, april.reached, april.waiting, april.conversion) == (3, 2, 1, 0.6667)


def test_further_on_is_gone_on_too() -> None:
    """A stage that was skipped is passed; its lead time is nobody's."""
    skipped = life(("04-16 09:00", "submitted"), ("04-24 09:00", "cleared"))
    found = counted([skipped])
    assert (of(found, "submitted").reached, of(found, "assessed").entered) == (1, 0)
    assert (of(found, "cleared").lead_time, of(found, "cleared").since_submission) == (None, one(5))


TAKEN_BACK: Final[tuple[Step, ...]] = (
    ("04-01 09:00", "submitted"),
    ("04-02 09:00", "met"),
    ("04-03 09:00", "assessment-reversed", {"outcome": "met"}),
)


def test_a_decision_that_was_taken_back_is_no_conversion() -> None:
    """It did enter the stage; it stands where it was before, and has not gone on until it does again."""
    found = counted([life(*TAKEN_BACK)])
    submitted, assessed = of(found, "submitted"), of(found, "assessed")
    assert (submitted.entered, submitted.standing, submitted.reached, submitted.waiting) == (1, 1, 0, 1)
    assert (assessed.entered, assessed.standing) == (1, 0)


def test_who_enters_twice_counts_once_and_with_the_last_time() -> None:
    """Counted in each period that it entered in, timed in that of the last; since the submission from the first on."""
    again = life(*TAKEN_BACK, ("05-03 09:00", "met"))
    both = of(counted([again]), "assessed")
    assert (both.entered, both.lead_time, both.since_submission) == (1, one(21), one(23))
    april, may = counted([again], "04-01", "04-30"), counted([again], "05-01", "05-31")
    assert (of(april, "assessed").entered, of(april, "assessed").lead_time) == (1, None)
    assert (of(may, "assessed").entered, of(may, "assessed").lead_time) == (1, one(21))
    assert of(april, "submitted").reached == 1


def test_a_reassessment_leaves_rejected() -> None:
    """Rejected once and met later: it entered both, and stands where it is."""
    found = counted([life(("04-01 09:00", "submitted"), ("04-02 09:00", "not-met"), ("04-05 09:00", "met"))])
    assert [of(found, stage).standing for stage in ("rejected", "assessed")] == [0, 1]
    assert [of(found, stage).entered for stage in ("rejected", "assessed")] == [1, 1]
    assert (of(found, "submitted").reached, of(found, "assessed").lead_time) == (1, one(4))


def test_filters() -> None:
    """Only who is all that was asked for counts, in the total too."""
    found = counted(EVERY, only={"theme": "arbeidsinnovatie"}, by="theme")
    assert of(found, "submitted").entered == 2
    assert list(found.groups) == ["arbeidsinnovatie", "gezond-werken"]
    assert of(counted(EVERY, only={"theme": "arbeidsinnovatie", "region": "Zeeland"}), "submitted").entered == 0


def test_who_has_no_value_has_a_group() -> None:
    """Last, under no name."""
    known = life(("04-01 09:00", "submitted"), ("04-02 09:00", "dossier-opened", {}))
    assert list(counted([known], by="policy").groups) == [None]
    assert list(counted([known], by="theme").groups) == ["gezond-werken"]


def test_the_nearest_rank() -> None:
    """Of ten, nine took no longer than the ninth; the median of an even number lies between."""
    tenth = [number * DAY_LONG for number in range(10, 0, -1)]
    assert spread(tenth) == Spread(10, 5.5, 5.5, 9, 1, 10)
    assert spread(tenth[:1]) == one(10)
    assert spread([*tenth, 11 * DAY_LONG]) == Spread(11, 6, 6, 10, 1, 11)
    assert spread([]) is None
