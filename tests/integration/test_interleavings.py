"""Whatever the order in which streams are heard, twice, ahead of their turn or in batches, the ends are equal.

Real reactions, inbox and store; what others say is as in their contracts. Order holds within a stream only.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.publication.decider import story
from services.review.decider import state as state_of_review
from shared.bus.protocol import Delivery
from shared.testing.given import uuid
from shared.testing.running import Builder
from tests.integration import builders
from tests.integration.hearing import Hearing, Place, Stage, fact

INITIATIVES: Final = [uuid(100), uuid(200)]
STREAMS: Final = ("initiative", "conflict")
PERSONS: Final = (uuid(31), uuid(32))
POLICIES: Final = ("2019-03", "2021-01")
REGIONS: Final = ("Groningen", "Drenthe", "Zeeland")
MOST: Final = 4
"""Facts in a batch."""
EXAMPLES: Final = settings().max_examples // 6
"""Fewer than elsewhere: each is two runs on new stores."""

MET, NOT_MET = ("criteria-assessed.v1", "met"), ("criteria-assessed.v1", "not-met")
NOT_AFTER_ALL, AFTER_ALL = ("assessment-reversed.v1", "met"), ("assessment-reversed.v1", "not-met")
DECIDED: Final = (
    (),
    (MET,),
    (NOT_MET,),
    (MET, NOT_AFTER_ALL),
    (MET, NOT_AFTER_ALL, MET),
    (MET, NOT_AFTER_ALL, NOT_MET),
    (NOT_MET, AFTER_ALL, MET),
    (MET, NOT_AFTER_ALL, NOT_MET, AFTER_ALL, MET),
)
"""What assessment may say of one version, in order."""

CLEARED, REFUSED, CLOSED = ("ministry-cleared.v1", None), ("ministry-refused.v1", None), ("clearance-closed.v1", None)
NOT_CLEARED, NOT_REFUSED = ("clearance-reversed.v1", "cleared"), ("clearance-reversed.v1", "refused")
CONCLUDED: Final = (
    (),
    (CLEARED,),
    (REFUSED,),
    (CLEARED, NOT_CLEARED),
    (CLEARED, NOT_CLEARED, CLEARED),
    (CLEARED, NOT_CLEARED, REFUSED),
    (REFUSED, NOT_REFUSED, CLEARED),
    (CLEARED, CLOSED),
    (CLEARED, NOT_CLEARED, CLOSED),
)
"""What review may say of one version, in order."""

Told = dict[Place, list[Delivery]]
Draw = Callable[[st.SearchStrategy[Any]], Any]


def of_intake(draw: Draw, stream: str) -> list[Delivery]:
    """A submission, its revisions, perhaps a withdrawal."""
    facts = [fact("intake", stream, 1, "initiative-submitted.v1", submissionVersion=1)]
    for version in range(2, 2 + draw(st.integers(0, 2))):
        region = draw(st.sampled_from(REGIONS))
        facts.append(fact("intake", stream, version, "initiative-revised.v1", submissionVersion=version, region=region))
    last = ["initiative-withdrawn.v1"]
    facts += [
        fact("intake", stream, len(facts) + 1, kind) for kind in draw(st.lists(st.sampled_from(last), max_size=1))
    ]
    return facts


def of_assessment(draw: Draw, stream: str, versions: int) -> tuple[list[Delivery], list[int]]:
    """What was decided of some versions of a submission, some of it taken back; and which met the criteria."""
    facts: list[Delivery] = []
    met = []
    for version in range(1, versions + 1):
        about = {"submissionVersion": version, "policyVersion": draw(st.sampled_from(POLICIES))}
        for kind, outcome in draw(st.sampled_from(DECIDED)):
            facts.append(fact("assessment", stream, len(facts) + 1, kind, outcome=outcome, **about))
            met += [version] * (outcome == "met" and version not in met)
    return facts, met


def of_conflicts(draw: Draw, stream: str) -> list[Delivery]:
    """Who declared a conflict of interest, and for whom that was withdrawn."""
    facts: list[Delivery] = []
    for person in draw(st.lists(st.sampled_from(PERSONS), max_size=4)):
        withdrawn = sum(person.encode() in each.body for each in facts) % 2
        kind = "conflict-declaration-withdrawn.v1" if withdrawn else "conflict-declared.v1"
        facts.append(fact("assessment", stream, len(facts) + 1, kind, person=person))
    return facts


def of_review(draw: Draw, stream: str, met: Sequence[int]) -> list[Delivery]:
    """How the ministries concluded on versions that met the criteria, and what of it was taken back or lapsed."""
    facts: list[Delivery] = []
    for version in met:
        for kind, outcome in draw(st.sampled_from(CONCLUDED)):
            about = {"reason": "rejected"} if kind == CLOSED[0] else {"submissionVersion": version}
            of = {} if outcome is None else {"outcome": outcome}
            facts.append(fact("review", stream, len(facts) + 1, kind, **about, **of))
    return facts


@st.composite
def journeys(draw: Draw) -> Told:
    """What intake, assessment and review say of some initiatives, and which policies there are."""
    told: Told = {}
    for policy in draw(st.lists(st.sampled_from(POLICIES), unique=True)):
        stream = f"policy-{policy}"
        told["assessment", stream] = [fact("assessment", stream, 1, "policy-activated.v1", policyVersion=policy)]
    for stream in (f"initiative-{each}" for each in INITIATIVES):
        told["intake", stream] = of_intake(draw, stream)
        versions = sum(b"initiative-withdrawn" not in each.body for each in told["intake", stream])
        told["assessment", stream], met = of_assessment(draw, stream, versions)
        told["review", stream] = of_review(draw, stream, met)
    for stream in (f"conflict-{each}" for each in INITIATIVES):
        told["assessment", stream] = of_conflicts(draw, stream)
    return told


def in_turn(hearing: Hearing) -> None:
    """One stream after the other, fact by fact."""
    while hearing.ahead:
        hearing.hear(hearing.next_of(hearing.ahead[0]))


def anyhow(hearing: Hearing, draw: Draw) -> None:
    """In any order between streams, in batches, some again, some before those that go before them."""
    while hearing.ahead:
        batch: list[Delivery] = []
        for _ in range(draw(st.integers(1, MOST))):
            if not hearing.ahead:
                break
            place = draw(st.sampled_from(hearing.ahead))
            match draw(st.sampled_from(["next", "next", "next", "again", "ahead"])):
                case "again" if hearing.heard:
                    batch.append(draw(st.sampled_from(hearing.heard)))
                case "ahead":
                    batch.append(hearing.queues[place][-1])
                case _:
                    batch.append(hearing.next_of(place))
        hearing.hear(*batch)


def meaning(state: Any) -> Any:
    """What counts of a state: not how many facts it took, nor whether a story that may not go on had once opened, nor
    since when ministries are asked."""
    match state:
        case state_of_review.Open(heard, round_):
            return heard, replace(round_, since=None)
        case story.Waiting(heard=heard):
            return heard, False
        case story.Open(heard=heard, desk=desk):
            return heard, heard.cleared_content is not None and desk
        case story.Withdrawn():
            return replace(state, version=0)
        case _:
            return state


@pytest.fixture(scope="module", params=["assessment", "review", "publication"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A service that reacts to others."""
    builder: Builder = getattr(builders, request.param)
    return Stage(Path(tmp_path_factory.mktemp(request.param)), request.param, builder)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(told=journeys(), data=st.data())
def test_every_interleaving_ends_the_same(stage: Stage, told: Told, data: st.DataObject) -> None:
    """Each fact is handled once, nothing waits in the end, and every initiative stands where it stands in turn."""
    ends = []
    for listen in (in_turn, lambda hearing: anyhow(hearing, data.draw)):
        with stage.hearing(told) as hearing:
            listen(hearing)
            assert hearing.complete()
            ends.append([meaning(hearing.state(f"{of}-{each}")) for of in STREAMS for each in INITIATIVES])
    assert ends[0] == ends[1]
