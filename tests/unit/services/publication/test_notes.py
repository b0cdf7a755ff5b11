"""What a story makes of facts it hears: it waits, opens once, and never after a withdrawal."""

from services.publication import commands, events
from shared.event import Event
from shared.testing.given import act
from tests.unit.services.publication.koplopers import (
    GONE,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTED,
    TAKEN_BACK,
    WITHDRAWAL,
    assessed,
    clearance_undone,
    cleared,
    opened,
    refused,
    story,
)

SUBMISSION = commands.NoteSubmission(
    act=act(),
    initiative_id=STORY,
    submission_version=1,
    title=SUBMITTED.title,
    region=SUBMITTED.region,
    themes=SUBMITTED.themes,
    branches=SUBMITTED.branches,
    submitter=SUBMITTED.submitter,
)
REVISION = commands.NoteRevision(act=act(), initiative_id=STORY, submission_version=2, region="Noord-Oost")
LATER_REVISION = commands.NoteRevision(act=act(), initiative_id=STORY, submission_version=3, title="Ketens")
WITHDRAW = commands.NoteWithdrawal(act=act(), initiative_id=STORY)
TELL_ANEW = commands.TellAnew(act=act(), initiative_id=STORY)


# `number` is its place in the other's stream, where that is not the version's.


def assessment(version: int = 1, outcome: events.Outcome = "met", number: int | None = None) -> commands.NoteAssessment:
    return commands.NoteAssessment(
        act=act(),
        initiative_id=STORY,
        submission_version=version,
        policy_version="2019-03",
        outcome=outcome,
        source_sequence=number or version,
    )


def assessment_reversal(version: int = 1, number: int = 2) -> commands.NoteAssessmentReversal:
    return commands.NoteAssessmentReversal(
        act=act(), initiative_id=STORY, submission_version=version, source_sequence=number
    )


def clearance(version: int = 1, number: int | None = None) -> commands.NoteClearance:
    return commands.NoteClearance(
        act=act(),
        initiative_id=STORY,
        submission_version=version,
        policy_version="2019-03",
        source_sequence=number or version,
    )


def refusal(version: int = 1, number: int | None = None) -> commands.NoteRefusal:
    return commands.NoteRefusal(
        act=act(),
        initiative_id=STORY,
        submission_version=version,
        policy_version="2019-03",
        source_sequence=number or version,
    )


def clearance_reversal(
    version: int = 1, outcome: events.Verdict = "cleared", number: int = 2
) -> commands.NoteClearanceReversal:
    return commands.NoteClearanceReversal(
        act=act(), initiative_id=STORY, submission_version=version, outcome=outcome, source_sequence=number
    )


def lapse(number: int = 2) -> commands.NoteClearanceLapse:
    return commands.NoteClearanceLapse(act=act(), initiative_id=STORY, source_sequence=number)


ALL_NOTES: list[commands.StoryCommand] = [
    SUBMISSION,
    REVISION,
    assessment(),
    assessment_reversal(),
    clearance(),
    refusal(),
    clearance_reversal(),
    lapse(),
]


def test_submitted_and_then_cleared_opens_the_story() -> None:
    """A clearance of the newest version known opens the story with its content."""
    story(SUBMITTED, assessed()).when(clearance()).then([cleared(), opened()])


def test_cleared_and_then_submitted_opens_the_story() -> None:
    """A clearance that came first waits for the submission."""
    story(cleared()).when(SUBMISSION).then([SUBMITTED, opened()])


def test_an_assessment_alone_opens_nothing() -> None:
    """An assessment is noted, and the story waits for the ministries."""
    story(SUBMITTED).when(assessment()).then([assessed()])


def test_a_clearance_of_an_older_version_opens_nothing() -> None:
    """A revision that is known already must be cleared itself."""
    story(SUBMITTED, REVISED, assessed()).when(clearance()).then([cleared()])


def test_a_clearance_of_the_revision_opens_the_story_as_revised() -> None:
    """The story opens with what the revision changed and the rest as it was submitted."""
    story(SUBMITTED, REVISED, assessed(2)).when(clearance(2)).then([cleared(2), opened(2, "Noord-Oost")])


def test_a_clearance_waits_for_the_revision_it_is_about() -> None:
    """A cleared version whose content is still under way opens the story when the content arrives."""
    story(SUBMITTED, assessed(), assessed(2)).when(clearance(2)).then([cleared(2)])
    story(SUBMITTED, cleared(2)).when(REVISION).then([REVISED, opened(2, "Noord-Oost")])


def test_a_revision_waits_for_the_one_before() -> None:
    """Content with a version missing in between is not complete, and opens nothing."""
    later = events.RevisionNotedByPublication(submission_version=3, title="Ketens")
    story(SUBMITTED, cleared(3)).when(LATER_REVISION).then([later])


def test_a_revision_before_the_submission_is_kept() -> None:
    """A revision can come before its submission, which then opens the story as revised."""
    story().when(REVISION).then([REVISED])
    story(REVISED, cleared(2)).when(SUBMISSION).then([SUBMITTED, opened(2, "Noord-Oost")])


def test_an_open_story_opens_once() -> None:
    """A later revision and its clearance are noted without opening again."""
    story(*OPEN).when(REVISION).then([REVISED])
    story(*OPEN, REVISED, assessed(2)).when(clearance(2)).then([cleared(2)])


def test_a_published_story_still_hears() -> None:
    """What the others say after publication is noted as before it."""
    story(*PUBLISHED).when(REVISION).then([REVISED])


def test_a_refusal_opens_nothing() -> None:
    """A refused version leaves the story waiting."""
    story(SUBMITTED, assessed()).when(refusal()).then([refused()])


def test_the_newest_of_what_the_ministries_said_counts() -> None:
    """A refusal that came first and was taken back opens nothing; the clearance that follows does."""
    story(SUBMITTED, refused()).when(clearance_reversal(1, "refused")).then([clearance_undone(1, "refused")])
    back = [SUBMITTED, refused(), clearance_undone(1, "refused")]
    story(*back).when(clearance(1, 3)).then([cleared(1, 3), opened()])
    story(SUBMITTED, cleared(1, 3)).when(refusal()).then([])


def test_what_was_heard_is_not_said_twice() -> None:
    """A note that adds nothing, or is older than what is known of its service, leaves no fact."""
    facts: list[Event] = [SUBMITTED, REVISED, assessed(2), cleared(2), refused(2, 3)]
    for note in [*ALL_NOTES, assessment(2), clearance(2), refusal(2, 3)]:
        story(*facts).when(note).then([])


def test_facts_without_their_number_were_heard_too() -> None:
    """Older facts do not say which of their service they were; the next one counts."""
    old = [each.model_copy(update={"source_sequence": None}) for each in (assessed(), cleared())]
    story(SUBMITTED, *old, opened()).when(clearance_reversal()).then([clearance_undone()])
    story(SUBMITTED, *old, opened(), clearance_undone()).when(clearance(1, 3)).then([cleared(1, 3)])


def test_a_withdrawal_binds_before_anything_else_is_known() -> None:
    """A withdrawal that comes first is noted, and every later note is void."""
    story().when(WITHDRAW).then([WITHDRAWAL])
    for note in ALL_NOTES:
        story(WITHDRAWAL).when(note).then([])


def test_a_withdrawal_ends_an_open_story() -> None:
    """A story in writing is withdrawn without a notice: nothing was out."""
    story(*OPEN).when(WITHDRAW).then([WITHDRAWAL])


def test_a_withdrawal_takes_back_what_is_published() -> None:
    """A publication that won the race is followed by ArticleWithdrawn at once."""
    story(*PUBLISHED).when(WITHDRAW).then([WITHDRAWAL, GONE])


def test_a_withdrawal_is_noted_once() -> None:
    """A second withdrawal leaves no fact."""
    story(*PUBLISHED, WITHDRAWAL, GONE).when(WITHDRAW).then([])


def test_a_withdrawal_after_the_editors_adds_no_second_notice() -> None:
    """An article taken back by the editor has its notice; the submitter's withdrawal is noted only."""
    story(*PUBLISHED, TAKEN_BACK).when(WITHDRAW).then([WITHDRAWAL])


def test_what_others_say_of_an_article_taken_back_is_kept() -> None:
    """In case the editors take it up again; nothing follows from it."""
    story(*PUBLISHED, TAKEN_BACK).when(REVISION).then([REVISED])
    story(*PUBLISHED, TAKEN_BACK).when(clearance_reversal()).then([clearance_undone()])
