"""What was seen is what was decided on: which version, which digest, which policy; and what is refused for it."""

from typing import Final

import pytest

from services.assessment import commands, errors, events
from shared.decider import Command
from shared.errors import DigestNotKnown, OutcomeOfOlderVersion, Refusal, SeenOlderVersion, VersionNotHereYet
from shared.event import Event
from shared.versions import Seen
from tests.unit.services.assessment.dossiers import (
    INITIATIVE,
    all_judged,
    ask,
    asked,
    assess,
    confirm,
    confirmed,
    contest,
    contested,
    defer,
    deferred,
    digest,
    given,
    judge,
    judged,
    kept,
    note_revision,
    on,
    open_dossier,
    opened,
    proposed,
    proposed_dossier,
    rejected_again,
    rejected_dossier,
    reopened,
    reverse,
    reversed_,
    revised,
    verdicts,
)

FIRST: Final = opened(submission_digest=digest(1))
SECOND: Final = revised(2, submission_digest=digest(2), changed=("title", "criteria.innoveren"))
THIRD: Final = revised(3, submission_digest=digest(3), changed=("title", "contact"))
OLD: Final = Seen(version=1)
ON_NO_VERSION: Final[frozenset[type[Command]]] = frozenset(
    {
        commands.Assign,
        commands.Resume,
        commands.DeclareConflict,
        commands.DeclareNoConflict,
        commands.WithdrawDeclaration,
    }
)
"""Who sees to it, when it goes on, and who has a stake."""
ACTS: Final = (judge(version=1), ask(seen=OLD), assess(seen=OLD), confirm(seen=OLD), defer(seen=OLD))


def refusal(*facts: Event | list[Event], command: Command) -> Refusal:
    """What is said no with."""
    said = given(*facts).when(command).refusal
    assert said is not None
    return said


def test_what_is_heard_of_a_version_is_noted() -> None:
    """What it is called by, and what it told anew."""
    given().when(open_dossier(submission_digest=digest(1))).then([FIRST])
    told = note_revision(2, submission_digest=digest(2), changed=("title",))
    given(FIRST).when(told).then([revised(2, submission_digest=digest(2), changed=("title",))])
    again = reopened(2, submission_digest=digest(2), changed=("title",))
    given(rejected_dossier()).when(told).then([again])


def test_what_is_heard_before_the_submission_is_told_with_it() -> None:
    """A revision that came first is called by its own digest, not by the submission's."""
    noted = events.RevisionNotedByAssessment(submission_version=2, submission_digest=digest(2), changed=("title",))
    told = revised(2, submission_digest=digest(2), changed=("title",))
    given(noted).when(open_dossier(submission_digest=digest(1))).then([FIRST, told])
    given(noted, FIRST, told).when(judge(version=1)).refused_with(SeenOlderVersion)


def test_a_judgement_says_what_it_was_made_on() -> None:
    """The version and its digest, the policy and its digest."""
    made = judged("innoveren", version=2).model_copy(update=dict(on(2, digest(2))))
    given(FIRST, SECOND).when(judge()).then([made])
    given(FIRST, SECOND).when(judge(version=2, digest=digest(2))).then([made])
    given(FIRST, SECOND).when(judge(digest=digest(2))).then([made])


def test_a_question_says_what_it_was_asked_on() -> None:
    """Also when it is asked while it waits for a date, or for a second adviser."""
    told = asked().model_copy(update=dict(on(2, digest(2))))
    for later in ([], [deferred(version=2)]):
        given(FIRST, SECOND, *later).when(ask()).then([told])
        given(FIRST, SECOND, *later).when(ask(seen=Seen(2, digest(2)))).then([told])
    waiting = [*all_judged(met=2), proposed()]
    given(FIRST, *waiting).when(ask()).then([asked().model_copy(update=dict(on(1, digest(1))))])


def test_an_outcome_says_what_it_was_made_on() -> None:
    """And so does what leads to it, and what takes it back."""
    seen = dict(on(1, digest(1)))
    judgements = [FIRST, *all_judged(met=2)]
    rejection = proposed().model_copy(update=seen)
    given(judgements).when(assess()).then([rejection])
    outcome = events.CriteriaAssessed(**on(1, digest(1)), outcome="not-met", criteria=verdicts(2))
    agreed = confirmed().model_copy(update=seen)
    given(judgements, rejection).when(confirm()).then([agreed, outcome])
    given(judgements, rejection).when(contest()).then([contested().model_copy(update=seen)])
    taken_back = reversed_("not-met").model_copy(update=seen)
    given(judgements, rejection, agreed, outcome).when(reverse()).then([taken_back])
    given(judgements).when(defer()).then([deferred().model_copy(update=seen)])


def test_a_rejection_taken_back_is_of_the_version_that_was_rejected() -> None:
    """And what was noted since then is judged under its own digest."""
    noted = events.RevisionNotedByAssessment(submission_version=3, submission_digest=digest(3), changed=("title",))
    newest = revised(3, submission_digest=digest(3), changed=("title",))
    given(rejected_again(), noted).when(reverse()).then([reversed_("not-met", 2), newest])


@pytest.mark.parametrize("command", ACTS, ids=lambda each: type(each).__name__)
def test_what_was_decided_on_an_older_version_is_refused(command: Command) -> None:
    """Whatever it was, also where the proposal that it was about is gone; and what changed is said, by its names."""
    said = refusal(FIRST, *proposed_dossier()[1:], SECOND, THIRD, command=command)
    assert isinstance(said, SeenOlderVersion)
    compared = f"/intake/v1/initiatives/{INITIATIVE}/versions/3?since=1"
    assert said.told == {
        "newest": 3,
        "changed": ["title", "criteria.innoveren", "contact"],
        "differences": compared,
    }
    assert said.sentence == (
        "You decided on version 1, and since then the title, the criterion innoveren and the contact person changed, "
        f"up to version 3. Nothing was recorded; read the difference at {compared} and decide on version 3."
    )


def test_what_changed_is_what_changed_since_the_version_that_was_seen() -> None:
    """Not what an earlier one told anew; and other contact persons are called so."""
    other = revised(3, submission_digest=digest(3), changed=("contacts",))
    said = refusal(FIRST, SECOND, other, command=judge(version=2))
    assert said.told["changed"] == ["contacts"]
    assert "since then the other contact persons changed" in said.sentence


def test_an_older_version_is_known_by_its_digest_too() -> None:
    """Who names only the digest of an older one is told what changed since."""
    assert refusal(FIRST, SECOND, command=judge(digest=digest(1))).told["changed"] == ["title", "criteria.innoveren"]


def test_another_text_than_the_newest_versions_is_refused() -> None:
    """The digest is not of the version that is named."""
    said = refusal(FIRST, SECOND, command=judge(version=2, digest=digest(9)))
    assert isinstance(said, SeenOlderVersion)
    assert said.told == {"newest": 2}
    assert digest(2) in said.sentence


def test_a_version_that_is_not_here_yet() -> None:
    """Its digest does not matter then; a digest alone may be that of one."""
    given(FIRST, SECOND).when(judge(digest=digest(9))).refused_with(DigestNotKnown)
    given(FIRST).when(judge(version=2, digest=digest(1))).refused_with(VersionNotHereYet)


class TestOlderFacts:
    """Facts of before digests were told load, and are decided on."""

    def test_without_digests_a_decision_has_none(self) -> None:
        """Only which version and policy it was."""
        before = events.DossierOpened.model_validate(opened().model_dump(exclude={"policy_digest"}))
        made = judged("innoveren").model_copy(update={"policy_digest": None})
        given(before).when(judge()).then([made])

    def test_what_changed_may_not_be_known(self) -> None:
        """Then it is only said that there is a newer one, and where the difference is read."""
        said = refusal(opened(), revised(2), SECOND, THIRD, command=judge(version=1))
        assert isinstance(said, SeenOlderVersion)
        assert said.told["newest"] == 3
        assert refusal(opened(), revised(2), command=judge(version=1)).told.keys() == {"newest", "differences"}

    def test_a_digest_cannot_be_compared_with_none(self) -> None:
        """It is not taken as if it had been."""
        given(opened()).when(judge(version=1, digest=digest(1))).refused_with(DigestNotKnown)
        given(opened()).when(judge(digest=digest(1))).refused_with(DigestNotKnown)

    def test_the_policy_is_known_by_its_version(self) -> None:
        """A judgement of before this names no policy, and counts."""
        older = events.CriterionJudged.model_validate(
            judged("innoveren").model_dump(exclude={"policy_version", "policy_digest", "submission_digest"})
        )
        others = [each for each in all_judged(met=4) if each != judged("innoveren")]
        outcome = events.CriteriaAssessed(**on(1, digest(1)), outcome="met", criteria=verdicts(4))
        given(FIRST, older, others).when(assess()).then([outcome])


def test_an_outcome_is_taken_back_as_what_it_was_decided_on() -> None:
    """Who saw another version than that is told so, also where a newer one was noted since."""
    noted = events.RevisionNotedByAssessment(submission_version=3, submission_digest=digest(3), changed=("title",))
    told = reopened(2, submission_digest=digest(2), changed=("title",))
    again = [each.model_copy(update=dict(on(2, digest(2)))) for each in all_judged(met=0)]
    outcome = events.CriteriaAssessed(**on(2, digest(2)), outcome="not-met", criteria=verdicts(0))
    rejected = [FIRST, *rejected_dossier()[1:], told, *again, *rejected_again()[-3:-1], outcome, noted]
    back = reversed_("not-met", 2).model_copy(update={"submission_digest": digest(2)})
    newest = revised(3, submission_digest=digest(3), changed=("title",))
    for seen in (Seen(2), Seen(2, digest(2)), Seen(digest=digest(2))):
        given(rejected).when(reverse(seen=seen)).then([back, newest])
    given(rejected).when(reverse(seen=OLD)).refused_with(SeenOlderVersion)
    given(rejected).when(reverse(seen=Seen(2, digest(3)))).refused_with(SeenOlderVersion)
    given(rejected).when(reverse(seen=Seen(3))).refused_with(OutcomeOfOlderVersion)
    given(rejected).when(reverse(seen=Seen(4))).refused_with(VersionNotHereYet)


def test_an_outcome_that_stands_for_a_newer_version_was_not_seen() -> None:
    """Met, revised, and met anew: who read the first does not take back the second."""
    first = [
        FIRST,
        *all_judged(met=4),
        events.CriteriaAssessed(**on(1, digest(1)), outcome="met", criteria=verdicts(4)),
    ]
    second = events.CriteriaAssessed(**on(2, digest(2)), outcome="met", criteria=verdicts(4))
    facts = [*first, SECOND, *all_judged(met=4), second]
    given(facts).when(reverse(seen=OLD)).refused_with(SeenOlderVersion)
    back = reversed_("met", 2).model_copy(update={"submission_digest": digest(2)})
    given(facts).when(reverse(seen=Seen(2))).then([back])


def test_an_older_question_names_no_version() -> None:
    """It loads, and is waited for as any other."""
    given(FIRST, events.InformationRequested(question=kept(2)), all_judged(met=4)).when(assess()).refused_with(
        errors.QuestionOpen
    )


def test_the_same_act_is_asked_of_every_decision() -> None:
    """All that people ask takes what was seen of it, but for what decides nothing about the text."""
    everything = (*commands.InitiativeCommand.__args__, *commands.AcrossCommand.__args__)
    asked = {each for each in everything if each.roles != commands.SYSTEM}
    assert {type(each) for each in (*ACTS, reverse())} == asked - ON_NO_VERSION
    assert {each for each in asked if issubclass(each, commands.OnVersion)} == asked - ON_NO_VERSION
