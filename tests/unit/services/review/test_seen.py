"""What was seen is what was found on: version, policy, and what both are called by; and what is refused for it."""

from dataclasses import replace
from typing import Any, Final

import pytest

from services.review import commands, events
from services.review.decider import CORE
from shared.decider import Command
from shared.errors import DigestNotKnown, OutcomeOfOlderVersion, SeenOlderVersion, VersionNotHereYet
from shared.event import Event
from shared.testing.given import Given
from shared.versions import Seen
from tests.unit.services.review.clearances import (
    INITIATIVE,
    OCW,
    POLICY,
    STREAM,
    SZW,
    VWS,
    advise,
    assessed,
    check,
    checked,
    cleared,
    close,
    correct_advice,
    correct_check,
    digest,
    due,
    found,
    given,
    note_assessment,
    note_policy,
    note_revision,
    note_submission,
    open_round,
    policy_noted,
    request,
    requested,
    revised,
    submitted,
    take_back,
    verdict,
)

SEEN: Final = {"submission_digest": digest(1), "policy_digest": digest(POLICY)}
OLD: Final = Seen(version=1)


def told(fact: Event, **digests: Any) -> Event:
    """The fact with what versions are called by."""
    return fact.model_copy(update=digests or SEEN)


ROUND: Final = [
    told(submitted(), submission_digest=digest(1)),
    told(assessed()),
    due(),
    told(requested()),
    told(checked()),
]
SECOND: Final = told(revised(2), submission_digest=digest(2), changed=("title", "criteria.opschalen"))
ON_VERSION: Final = (check(), correct_check(), verdict(OCW), advise(), correct_advice(), close())


def test_what_is_heard_of_a_version_is_noted() -> None:
    """Of the submission, of a revision with what it told anew, and of what was assessed."""
    given().when(note_submission(digest(1))).then([told(submitted(), submission_digest=digest(1))])
    second = note_revision(2, None, digest(2), ("title", "criteria.opschalen"))
    given(submitted()).when(second).then([SECOND])
    heard = note_assessment(digests=(digest(1), digest(POLICY)))
    given().when(heard).then([told(assessed())])


def test_what_is_heard_of_a_policy_is_noted() -> None:
    """It is called by what assessment calls it."""
    noted = policy_noted().model_copy(update={"policy_digest": digest(POLICY)})
    Given(CORE, {}).when(note_policy(digest=digest(POLICY))).then([noted])


def test_a_round_is_about_what_was_assessed() -> None:
    """The digests come from intake, and from assessment; the policy's else from what the policy itself told."""
    given(ROUND[:3]).when(request()).then([told(requested())])
    untold = [ROUND[0], assessed(), due()]
    policy = policy_noted().model_copy(update={"policy_digest": digest(POLICY)})
    Given(CORE, {STREAM: untold, f"policy-{POLICY}": [policy]}).when(request()).then([told(requested())])


def test_a_version_may_be_called_by_what_assessment_heard() -> None:
    """The submission itself was heard before digests were told."""
    given(submitted(), ROUND[1], due()).when(request()).then([told(requested())])


def test_what_is_found_says_what_it_was_found_on() -> None:
    """A check, each verdict, the outcome, and what takes it back."""
    given(ROUND[:4]).when(check()).then([told(checked())])
    given(ROUND).when(verdict(OCW, version=1, digest=digest(1))).then([told(found(OCW))])
    two = [told(found(VWS)), told(found(OCW))]
    given(ROUND, two).when(verdict(SZW)).then([told(found(SZW)), told(cleared())])
    done = [*ROUND, *two, told(found(SZW)), told(cleared())]
    facts = given(done).when(take_back(OCW)).facts[STREAM]
    assert [type(each) for each in facts] == [events.ClearanceReversed]
    assert {name: getattr(facts[0], name) for name in SEEN} == SEEN


@pytest.mark.parametrize("command", ON_VERSION, ids=lambda each: type(each).__name__)
def test_what_was_found_on_an_older_version_is_refused(command: commands.OnVersion) -> None:
    """With what changed, rather than with what holds the newer one up."""
    said = given(ROUND, SECOND).when(replace(command, seen=OLD)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert said.told == {
        "newest": 2,
        "changed": ["title", "criteria.opschalen"],
        "differences": f"/intake/v1/initiatives/{INITIATIVE}/versions/2?since=1",
    }
    assert "the title and the criterion opschalen changed" in said.sentence


@pytest.mark.parametrize("command", ON_VERSION, ids=lambda each: type(each).__name__)
def test_another_text_is_refused(command: commands.OnVersion) -> None:
    """And a version that has not arrived, and a digest that nothing can be compared with."""
    given(ROUND).when(replace(command, seen=Seen(1, digest(7)))).refused_with(SeenOlderVersion)
    given(ROUND).when(replace(command, seen=Seen(2))).refused_with(VersionNotHereYet)
    given(open_round()).when(replace(command, seen=Seen(1, digest(1)))).refused_with(DigestNotKnown)


def test_without_digests_a_finding_has_none() -> None:
    """Facts of before digests were told load, and are decided on."""
    given(open_round()).when(check()).then([checked()])
    given(open_round(), checked(), found(VWS), found(OCW)).when(verdict(SZW)).then([found(SZW), cleared()])


def test_a_revision_that_does_not_tell_what_changed() -> None:
    """Then it is said where that is read."""
    said = given(ROUND, revised(2)).when(verdict(OCW, version=1)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert said.told.keys() == {"newest", "differences"}


def test_what_a_round_was_about_is_what_is_taken_back() -> None:
    """Not a newer version that is heard of; the verdicts are on what was asked."""
    done = [*ROUND, *(told(found(each)) for each in (VWS, OCW, SZW)), told(cleared())]
    for seen in (Seen(1), Seen(1, digest(1)), Seen(digest=digest(1))):
        (fact,) = given(done, SECOND).when(replace(take_back(OCW), seen=seen)).facts[STREAM]
        assert isinstance(fact, events.ClearanceReversed)
        assert (fact.submission_version, fact.submission_digest) == (1, digest(1))
    given(done, SECOND).when(replace(take_back(OCW), seen=Seen(2))).refused_with(OutcomeOfOlderVersion)
    given(done, SECOND).when(replace(take_back(OCW), seen=Seen(digest=digest(2)))).refused_with(OutcomeOfOlderVersion)
    given(done, SECOND).when(replace(take_back(OCW), seen=Seen(1, digest(2)))).refused_with(SeenOlderVersion)
    given(done).when(replace(take_back(OCW), seen=Seen(2))).refused_with(VersionNotHereYet)


def test_an_outcome_of_a_newer_round_was_not_seen() -> None:
    """Who read the first version does not take back what was found of the second."""
    asked = [SECOND, assessed(2), due(2), requested(2), checked(version=2)]
    done = [*ROUND, *asked, *(found(each, version=2) for each in (VWS, OCW, SZW)), cleared(2)]
    said = given(done).when(replace(take_back(OCW), seen=OLD)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert said.told["newest"] == 2


def test_the_same_act_is_asked_of_every_finding() -> None:
    """All that people ask takes what was seen."""
    everything = (*commands.InitiativeCommand.__args__, *commands.AcrossCommand.__args__)
    asked: set[type[Command]] = {each for each in everything if each.roles != commands.SYSTEM}
    assert {type(each) for each in (*ON_VERSION, take_back(OCW))} == asked
    assert all(issubclass(each, commands.OnVersion) for each in asked)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("title", "the title"),
        ("criteria.opschalen", "the criterion opschalen"),
        ("contact", "the contact person"),
        ("contacts", "the other contact persons"),
    ],
)
def test_what_changed_is_called_as_people_call_it(name: str, called: str) -> None:
    """A part of a submission, by the name that intake gives it."""
    newer = told(revised(2), submission_digest=digest(2), changed=(name,))
    said = given(ROUND, newer).when(verdict(OCW, version=1)).refusal
    assert isinstance(said, SeenOlderVersion)
    assert f"since then {called} changed, up to version 2" in said.sentence
