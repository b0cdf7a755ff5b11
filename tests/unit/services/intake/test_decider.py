"""The rules of a submission: given these facts, when this is asked, then this follows."""

from collections.abc import Sequence
from typing import get_args

import pytest

from services.intake import errors, events, words
from services.intake.commands import InitiativeCommand
from services.intake.decider import CORE
from shared.actor import Role
from shared.decider import Command
from shared.errors import NotYours, RoleMayNot, Unknown
from shared.testing.given import Given, act
from tests.unit.services.intake import ketenstage as k
from tests.unit.services.intake.ketenstage import (
    DESCRIPTION,
    NEW_TITLE,
    QUESTION,
    REVISED,
    SUBMITTED,
    WITHDRAWN,
    answered,
    kept,
    named,
    note,
    note_question,
    noted,
    revise,
    revised,
    submit,
    supply,
    withdraw,
)

PUBLISHED = noted("published")


def given(*facts: events.InitiativeEvent) -> Given:
    return Given(CORE, facts)


class TestSubmitting:
    def test_a_submission_is_the_first_version_of_its_submitter(self) -> None:
        """What is submitted becomes version 1, and belongs to whoever submitted it."""
        given().when(submit()).then([SUBMITTED])

    def test_who_says_nothing_of_it_came_by_itself(self) -> None:
        """Without an origin and without a signal a submission is self-registered."""
        given().when(submit(origin=None)).then([SUBMITTED.model_copy(update={"origin": "self-registered"})])

    @pytest.mark.parametrize("origin", get_args(words.Origin))
    def test_where_it_came_from_is_kept(self, origin: words.Origin) -> None:
        """Each origin stays with the initiative."""
        given().when(submit(origin=origin)).then([SUBMITTED.model_copy(update={"origin": origin})])

    @pytest.mark.parametrize("facts", [[], [REVISED], [PUBLISHED], [WITHDRAWN]])
    def test_already_submitted(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """An initiative is submitted once, whatever became of it."""
        given(SUBMITTED, *facts).when(submit()).refused_with(errors.AlreadySubmitted)


class TestRevising:
    def test_a_revision_holds_only_what_changed_and_the_next_version(self) -> None:
        """Fields that say what was already so are left out of the fact."""
        changes = events.Changes(title="Ketenstage Groningen", region=DESCRIPTION.region, branches=("vvt",))
        expected = revised(events.Changes(title="Ketenstage Groningen", branches=("vvt",)))
        given(SUBMITTED).when(revise(changes)).then([expected])

    def test_each_revision_counts_one_further(self) -> None:
        """The second revision makes version 3."""
        both = revised(events.Changes(title="Ketenstage Groningen", region="Drenthe"), 3)
        expected = both.model_copy(update={"title": None, "changed": ("region",)})
        given(SUBMITTED, REVISED).when(revise(events.Changes(region="Drenthe"))).then([expected])

    def test_a_criterion_may_be_given_up(self) -> None:
        """Criteria are given whole, so that one may disappear."""
        fewer = events.Criteria(samenwerken="Samen.")
        expected = revised(events.Changes(criteria=fewer))
        given(SUBMITTED).when(revise(events.Changes(criteria=fewer))).then([expected])

    def test_what_changed_is_named(self) -> None:
        """Of the criteria those that say something else, given up or told anew."""
        criteria = events.Criteria(samenwerken="Samen.", innoveren="Anders.", veranderen="Blijvend.")
        command = revise(events.Changes(title="Ketenstage Groningen", criteria=criteria), named(9))
        (fact,) = given(SUBMITTED).when(command).facts[command.streams[0]]
        assert isinstance(fact, events.InitiativeRevised)
        assert fact.changed == ("title", "criteria.innoveren", "criteria.veranderen", "criteria.opschalen", "contact")

    def test_another_contact_is_a_change(self) -> None:
        """Naming somebody else is a revision by itself."""
        expected = revised(events.Changes(), contact=kept(9))
        given(SUBMITTED).when(revise(events.Changes(), named(9))).then([expected])

    @pytest.mark.parametrize("changes", [events.Changes(), events.Changes(**dict(DESCRIPTION))])
    def test_nothing_changed(self, changes: events.Changes) -> None:
        """A revision that says nothing new is refused."""
        given(SUBMITTED).when(revise(changes)).refused_with(errors.NothingChanged)

    def test_nothing_changed_since_the_newest_version(self) -> None:
        """What counts as new is measured against the newest version, not the first."""
        given(SUBMITTED, REVISED).when(revise(NEW_TITLE)).refused_with(errors.NothingChanged)

    def test_an_old_text_may_return(self) -> None:
        """Going back to the first title is a change too."""
        expected = revised(events.Changes(title=DESCRIPTION.title), 3)
        given(SUBMITTED, REVISED).when(revise(events.Changes(title=DESCRIPTION.title))).then([expected])

    @pytest.mark.parametrize("outcome", ["met", "not-met", "cleared", "refused"])
    def test_revising_stays_possible_until_published(self, outcome: words.Outcome) -> None:
        """Neither an assessment nor a ministry's verdict ends revising."""
        given(SUBMITTED, noted(outcome, 1)).when(revise(NEW_TITLE)).then([REVISED])

    @pytest.mark.parametrize("outcome", ["published", "nominated"])
    def test_already_published(self, outcome: words.Outcome) -> None:
        """Once the story is known to be out (a nomination says so too) the submission stays as it is."""
        given(SUBMITTED, noted(outcome)).when(revise(NEW_TITLE)).refused_with(errors.AlreadyPublished)

    @pytest.mark.parametrize("because", get_args(words.Undone))
    def test_an_article_that_went_for_a_reversal_reopens_revising(self, because: words.Undone) -> None:
        """The initiative is on its way again, until its story is out anew."""
        back = (SUBMITTED, PUBLISHED, noted("article-withdrawn", number=2, because=because))
        given(*back).when(revise(NEW_TITLE)).then([REVISED])
        given(*back, noted("published", number=3)).when(revise(NEW_TITLE)).refused_with(errors.AlreadyPublished)

    def test_an_article_taken_up_again_reopens_revising(self) -> None:
        """The editors took their withdrawal back: it is written anew, and may be told anew."""
        facts = (SUBMITTED, PUBLISHED, noted("article-withdrawn", number=2))
        given(*facts, noted("article-withdrawal-reversed", number=3)).when(revise(NEW_TITLE)).then([REVISED])

    def test_an_article_taken_back_does_not_reopen_revising(self) -> None:
        """After the article was withdrawn the submission still stays as it is."""
        facts = (SUBMITTED, PUBLISHED, noted("article-withdrawn"))
        given(*facts).when(revise(NEW_TITLE)).refused_with(errors.AlreadyPublished)

    def test_initiative_withdrawn(self) -> None:
        """What was withdrawn is not revised."""
        given(SUBMITTED, WITHDRAWN).when(revise(NEW_TITLE)).refused_with(errors.InitiativeWithdrawn)


class TestWithdrawing:
    @pytest.mark.parametrize(
        "facts", [[], [REVISED], [noted("refused", 1)], [PUBLISHED], [PUBLISHED, noted("nominated")]]
    )
    def test_a_submitter_may_withdraw_at_any_time(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Before and after publication an initiative may be taken back."""
        given(SUBMITTED, *facts).when(withdraw()).then([WITHDRAWN])

    def test_already_withdrawn(self) -> None:
        """It is withdrawn once."""
        given(SUBMITTED, WITHDRAWN).when(withdraw()).refused_with(errors.AlreadyWithdrawn)


class TestAnswering:
    @pytest.mark.parametrize(("facts", "version"), [([], 1), ([REVISED], 2), ([PUBLISHED], 1)])
    def test_an_answer_names_the_version_it_was_given_at(
        self, facts: Sequence[events.InitiativeEvent], version: int
    ) -> None:
        """An answer to an open question is recorded with the newest version, also after publication."""
        given(SUBMITTED, QUESTION, *facts).when(supply()).then([answered(version)])

    @pytest.mark.parametrize("facts", [[], [QUESTION], [PUBLISHED]])
    def test_no_such_question(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Only what was asked can be answered."""
        given(SUBMITTED, *facts).when(supply(k.OTHER)).refused_with(errors.NoSuchQuestion)

    @pytest.mark.parametrize("facts", [[], [PUBLISHED]])
    def test_already_answered(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """A question is answered once."""
        given(SUBMITTED, QUESTION, answered(), *facts).when(supply()).refused_with(errors.AlreadyAnswered)

    def test_initiative_withdrawn(self) -> None:
        """A question about what was withdrawn is not answered."""
        given(SUBMITTED, QUESTION, WITHDRAWN).when(supply()).refused_with(errors.InitiativeWithdrawn)


class TestNoting:
    @pytest.mark.parametrize("facts", [[], [PUBLISHED]])
    def test_a_question_is_noted(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """What assessment asked is there to be answered."""
        given(SUBMITTED, *facts).when(note_question()).then([QUESTION])

    @pytest.mark.parametrize(
        "facts", [[], [SUBMITTED, QUESTION], [SUBMITTED, QUESTION, answered()], [SUBMITTED, WITHDRAWN]]
    )
    def test_a_question_without_a_point_is_let_go(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """Known, answered or unanswerable questions are no facts, and no refusals either."""
        given(*facts).when(note_question()).then([])

    @pytest.mark.parametrize("outcome", get_args(words.Outcome))
    @pytest.mark.parametrize("facts", [[], [noted("met", 7)], [noted("nominated", 7)], [WITHDRAWN]])
    def test_an_outcome_is_noted(self, outcome: words.Outcome, facts: Sequence[events.InitiativeEvent]) -> None:
        """What the others decided is noted in any order, also after a withdrawal."""
        ends = WITHDRAWN not in facts
        given(SUBMITTED, *facts).when(note(outcome, number=2)).then([noted(outcome, number=2, ends=ends)])

    @pytest.mark.parametrize("facts", [[], [WITHDRAWN], [PUBLISHED]])
    def test_an_outcome_is_noted_once(self, facts: Sequence[events.InitiativeEvent]) -> None:
        """The same fact of the same service says nothing new."""
        given(SUBMITTED, noted("met", 1), *facts).when(note("met", 1)).then([])

    def test_what_was_overtaken_is_not_noted(self) -> None:
        """A service's facts come in order, so an earlier one that comes again was noted before."""
        given(SUBMITTED, noted("met", 1), noted("assessment-reversed", 1, 2)).when(note("met", 1)).then([])

    def test_the_outcome_of_a_later_version_is_another(self) -> None:
        """A reassessment of a revision is noted beside the first."""
        given(SUBMITTED, noted("not-met", 1), REVISED).when(note("not-met", 2, 2)).then([noted("not-met", 2, 2)])

    @pytest.mark.parametrize(
        ("outcome", "undone"),
        [("met", "assessment-reversed"), ("not-met", "assessment-reversed"), ("cleared", "clearance-reversed")],
    )
    def test_who_was_told_before_is_told_again(self, outcome: words.Outcome, undone: words.Outcome) -> None:
        """The same outcome of the same version, when the first was reversed, is news to the submitter."""
        reversed_ = (SUBMITTED, noted(outcome, 1), noted(undone, 1, 2))
        given(*reversed_[:2]).when(note(undone, 1, 2)).then([noted(undone, 1, 2)])
        given(*reversed_).when(note(outcome, 1, 3)).then([noted(outcome, 1, 3)])

    def test_facts_without_their_number_were_noted_too(self) -> None:
        """Older facts do not say which of their service they were."""
        given(SUBMITTED, noted("met", 1, None)).when(note("assessment-reversed", 1, 2)).then(
            [noted("assessment-reversed", 1, 2)]
        )

    def test_an_outcome_of_the_unknown_is_let_go(self) -> None:
        """Nothing is noted of what was never submitted here."""
        given().when(note("met", 1)).then([])


SUBMITTERS: list[Command] = [revise(NEW_TITLE), withdraw(), supply()]


class TestWho:
    @pytest.mark.parametrize("command", SUBMITTERS)
    def test_not_found(self, command: Command) -> None:
        """What was never submitted is unknown."""
        given().when(command).refused_with(Unknown)

    @pytest.mark.parametrize("facts", [[], [PUBLISHED], [WITHDRAWN]])
    @pytest.mark.parametrize(
        "command",
        [
            revise(NEW_TITLE, who=k.by(k.SOMEBODY_ELSE)),
            withdraw(k.by(k.SOMEBODY_ELSE)),
            supply(who=k.by(k.SOMEBODY_ELSE)),
        ],
    )
    def test_not_yours(self, command: Command, facts: Sequence[events.InitiativeEvent]) -> None:
        """Another submitter may do nothing with it, and is not told how it stands."""
        given(SUBMITTED, QUESTION, *facts).when(command).refused_with(NotYours)

    @pytest.mark.parametrize("role", ["adviser", "editor", "tipper", "system"])
    def test_role_may_not(self, role: Role) -> None:
        """Only submitters submit."""
        given().when(submit(act(role))).refused_with(RoleMayNot)

    def test_every_command_names_who_may_give_it(self) -> None:
        """People's acts are the submitter's, reactions are the system's; nothing is for both."""
        allowed = {command.__name__: set(command.roles) for command in get_args(InitiativeCommand)}
        people = {
            name: {"submitter"} for name in ("Submit", "Revise", "Withdraw", "SupplyInformation", "AnswerConfirmation")
        }
        itself = {
            name: {"system"}
            for name in ("NoteQuestion", "NoteOutcome", "LapseConfirmations", "NoteReopening", "EndRetention")
        }
        assert allowed == people | itself
