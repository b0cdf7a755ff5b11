"""What may be asked of publication, at random: anything, and roads to an appointment that anything interrupts."""

import datetime as dt
from typing import Any, get_args

from hypothesis import strategies as st

from services.publication import commands, events
from shared.actor import Role
from shared.decider import Act, Command
from shared.event import Kept
from shared.testing.given import act, uuid
from tests.unit.services.publication.koplopers import MEETING, OTHER_MEETING, OTHER_STORY, STORY, SUBMITTER, kept
from tests.unit.services.publication.test_notes import SUBMISSION

THIRD_MEETING = events.MeetingId(uuid(13))
NEWEST = 0
"""Stands for the version of the newest draft when the command comes."""


def acts(role: Role, *people: int) -> st.SearchStrategy[Act]:
    return st.builds(act, st.just(role), st.sampled_from(people or (1,)))


system, editors, vws = acts("system"), acts("editor", 1, 2, 3), acts("ministry-vws", 1)
submitters = acts("submitter", SUBMITTER, SUBMITTER, SUBMITTER, 99)
stories, meetings = (
    st.sampled_from([STORY, STORY, OTHER_STORY]),
    st.sampled_from([MEETING, MEETING, OTHER_MEETING, THIRD_MEETING]),
)
numbers = st.integers(1, 9)
versions, texts = st.sampled_from([1, 1, 1, 2, 3]), st.text(max_size=20)
details: st.SearchStrategy[Kept | None] = st.none() | st.just(kept())
terms = st.builds(
    commands.Terms,
    consent=st.builds(events.Consent, name=st.booleans(), phone=st.just(False), email=st.just(False)),
    published=st.builds(events.PublishedContact, name=details, phone=st.none(), email=st.none()),
)
drafts = st.sampled_from([NEWEST, NEWEST, 4, 5, 8])
regions = st.sampled_from(["Groningen", "Noord-Oost"])
replies: st.SearchStrategy[events.Reply] = st.sampled_from(("accepted", "declined", "next"))
outcomes: st.SearchStrategy[events.Outcome] = st.sampled_from(("met", "met", "not-met"))
POLICY = st.just("2019-03")
DAYS = st.sampled_from([dt.date(2019, 6, 17), dt.date(2019, 9, 2)])

notes: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        commands.NoteSubmission,
        act=system,
        initiative_id=stories,
        submission_version=st.just(1),
        title=texts,
        region=regions,
        themes=st.just(SUBMISSION.themes),
        branches=st.just(SUBMISSION.branches),
        submitter=st.just(SUBMISSION.submitter),
    ),
    st.builds(
        commands.NoteRevision,
        act=system,
        initiative_id=stories,
        submission_version=st.integers(2, 3),
        title=st.none() | texts,
        region=st.none() | regions,
        themes=st.none(),
        branches=st.none(),
    ),
    st.builds(
        commands.NoteAssessment,
        act=system,
        initiative_id=stories,
        submission_version=versions,
        policy_version=POLICY,
        outcome=outcomes,
        source_sequence=numbers,
    ),
    st.builds(
        commands.NoteAssessmentReversal,
        act=system,
        initiative_id=stories,
        submission_version=versions,
        source_sequence=numbers,
    ),
    st.builds(
        commands.NoteClearance,
        act=system,
        initiative_id=stories,
        submission_version=versions,
        policy_version=POLICY,
        source_sequence=numbers,
    ),
    st.builds(
        commands.NoteRefusal,
        act=system,
        initiative_id=stories,
        submission_version=versions,
        policy_version=POLICY,
        source_sequence=numbers,
    ),
    st.builds(
        commands.NoteClearanceReversal,
        act=system,
        initiative_id=stories,
        submission_version=versions,
        outcome=st.sampled_from(get_args(events.Verdict)),
        source_sequence=numbers,
    ),
    st.builds(commands.NoteClearanceLapse, act=system, initiative_id=stories, source_sequence=numbers),
    st.builds(commands.NoteWithdrawal, act=system, initiative_id=stories),
    st.builds(commands.TellAnew, act=system, initiative_id=stories),
)
on_story: st.SearchStrategy[Command] = st.one_of(
    st.builds(commands.DraftArticle, act=editors, initiative_id=stories, title=texts, intro=texts, body=texts),
    st.builds(commands.Approve, act=editors, initiative_id=stories, draft_version=drafts, terms=st.none() | terms),
    st.builds(commands.Approve, act=submitters, initiative_id=stories, draft_version=drafts, terms=st.none() | terms),
    st.builds(commands.Publish, act=editors, initiative_id=stories, draft_version=drafts),
    st.builds(commands.Correct, act=editors, initiative_id=stories, draft_version=drafts),
    st.builds(commands.Withdraw, act=editors, initiative_id=stories, reason=st.just(kept())),
    st.builds(commands.ReverseWithdrawal, act=editors, initiative_id=stories, reason=st.just(kept())),
    st.builds(commands.WithdrawApproval, act=editors | submitters, initiative_id=stories, draft_version=drafts),
    st.builds(
        commands.WithdrawConsent,
        act=submitters,
        initiative_id=stories,
        name=st.booleans(),
        phone=st.booleans(),
        email=st.booleans(),
    ),
    st.builds(
        commands.RecordAppearance,
        act=editors,
        initiative_id=stories,
        kind=st.sampled_from(get_args(events.Podium)),
        title=texts,
        link=st.none(),
        date=DAYS,
    ),
    st.builds(
        commands.RecordAdoption,
        act=editors,
        initiative_id=stories,
        by=texts,
        element=texts,
        form=st.just("adopted"),
        result=st.none() | texts,
    ),
)
toolkits: st.SearchStrategy[Command] = st.builds(
    commands.RecordToolkit,
    act=editors,
    initiative_id=stories,
    edition=st.sampled_from(["2019-1", "2020-1"]),
    how=st.just("email"),
)
channels = st.sampled_from(events.CHANNELS)
on_channel: st.SearchStrategy[Command] = st.one_of(
    st.builds(commands.PlanChannel, act=editors, initiative_id=stories, channel=channels, text=texts),
    st.builds(
        commands.RecordChannelOut,
        act=editors,
        initiative_id=stories,
        channel=channels,
        link=st.none() | st.just("https://example.nl/12"),
    ),
    st.builds(
        commands.RecordChannelFailure, act=editors, initiative_id=stories, channel=channels, reason=st.just(kept())
    ),
    st.builds(commands.RecordChannelWithdrawn, act=editors, initiative_id=stories, channel=channels),
)
at_meeting: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        commands.PlanMeeting,
        act=editors,
        meeting_id=meetings,
        title=texts,
        region=regions,
        date=DAYS,
        place=texts,
        capacity=st.integers(1, 2),
    ),
    st.builds(commands.Invite, act=editors, meeting_id=meetings, initiative_id=stories),
    st.builds(commands.AnswerInvitation, act=submitters, meeting_id=meetings, initiative_id=stories, answer=replies),
    st.builds(commands.Nominate, act=editors, meeting_id=meetings, initiative_id=stories),
    st.builds(commands.Appoint, act=vws, meeting_id=meetings, initiative_id=stories),
    st.builds(
        commands.ReverseNomination, act=editors, meeting_id=meetings, initiative_id=stories, reason=st.just(kept())
    ),
    st.builds(commands.ReverseAppointment, act=vws, meeting_id=meetings, initiative_id=stories, reason=st.just(kept())),
    st.builds(commands.ReleaseSeat, act=system, meeting_id=meetings, initiative_id=stories),
    st.builds(
        commands.MoveMeeting,
        act=editors,
        meeting_id=meetings,
        date=st.none() | DAYS,
        place=st.none() | texts,
        reason=st.just(kept()),
    ),
    st.builds(commands.CallOffMeeting, act=editors, meeting_id=meetings, reason=st.just(kept())),
    st.builds(commands.InviteAnew, act=system, meeting_id=meetings, initiative_id=stories),
)


def _onward(left: events.MeetingId) -> st.SearchStrategy[Command]:
    """Leaving a meeting for any other."""
    others = [each for each in (MEETING, OTHER_MEETING, THIRD_MEETING) if each != left]
    of: dict[str, Any] = {
        "meeting_id": st.just(left),
        "initiative_id": stories,
        "ahead": st.lists(st.sampled_from(others), unique=True).map(tuple),
    }
    return st.one_of(
        st.builds(commands.AnswerInvitation, act=submitters, answer=replies, **of),
        st.builds(commands.RecordAbsence, act=editors, **of),
        st.builds(commands.LeaveCalledOff, act=system, **of),
        st.builds(commands.InviteWaiting, act=system, **of),
    )


onward = meetings.flatmap(_onward)
anything = st.lists(st.one_of(notes, on_story, on_channel, toolkits, at_meeting, onward), max_size=30)


GOING_ON: tuple[tuple[events.Reply, tuple[events.MeetingId, ...]], ...] = (
    ("declined", ()),
    ("accepted", ()),
    ("next", (OTHER_MEETING,)),
)


def written(story: events.InitiativeId, out: type[commands.Publish | commands.Correct]) -> list[Command]:
    """A draft, its author's approval (refused), both approvals, and out with it."""
    editor, contact = act("editor", 2), act("submitter", SUBMITTER)
    consent = commands.Terms(
        consent=events.Consent(name=True, phone=False, email=False), published=events.PublishedContact(name=kept())
    )
    return [
        commands.DraftArticle(act=act("editor", 1), initiative_id=story, title="T", intro="I", body="B"),
        commands.Approve(act=act("editor", 1), initiative_id=story, draft_version=NEWEST),
        commands.Approve(act=editor, initiative_id=story, draft_version=NEWEST),
        commands.Approve(act=contact, initiative_id=story, draft_version=NEWEST, terms=consent),
        out(act=editor, initiative_id=story, draft_version=NEWEST),
    ]


def road(story: events.InitiativeId) -> list[Command]:
    """What brings a story from submission to nomination, so that random commands meet every state of it."""
    editor, contact = act("editor", 2), act("submitter", SUBMITTER)
    return [
        commands.NoteSubmission(
            act=act(),
            initiative_id=story,
            submission_version=1,
            title="Ketenstage",
            region="Groningen",
            themes=SUBMISSION.themes,
            branches=SUBMISSION.branches,
            submitter=SUBMISSION.submitter,
        ),
        commands.NoteClearance(
            act=act(), initiative_id=story, submission_version=1, policy_version="2019-03", source_sequence=1
        ),
        *(step for out in (commands.Publish, commands.Correct) for step in written(story, out)),
        *(
            commands.PlanMeeting(
                act=editor,
                meeting_id=meeting,
                title="Koplopers",
                region="Groningen",
                date=day,
                place="Zwolle",
                capacity=1,
            )
            for meeting, day in ((MEETING, dt.date(2019, 6, 17)), (OTHER_MEETING, dt.date(2019, 9, 2)))
        ),
        commands.Invite(act=editor, meeting_id=MEETING, initiative_id=story),
        *(
            commands.AnswerInvitation(act=contact, meeting_id=MEETING, initiative_id=story, answer=reply, ahead=ahead)
            for reply, ahead in GOING_ON
        ),
        commands.AnswerInvitation(act=contact, meeting_id=OTHER_MEETING, initiative_id=story, answer="accepted"),
        commands.Nominate(act=editor, meeting_id=OTHER_MEETING, initiative_id=story),
        commands.Appoint(act=act("ministry-vws"), meeting_id=OTHER_MEETING, initiative_id=story),
        commands.RecordToolkit(act=editor, initiative_id=story, edition="2019-1", how="post"),
    ]


def undone_and_done_again(story: events.InitiativeId) -> list[Command]:
    """The clearance that a Koploper rests on is taken back and given again, and the article is published anew."""
    return [
        commands.NoteClearanceReversal(
            act=act(), initiative_id=story, submission_version=1, outcome="cleared", source_sequence=10
        ),
        commands.NoteClearance(
            act=act(), initiative_id=story, submission_version=1, policy_version="2019-03", source_sequence=11
        ),
        *written(story, commands.Publish),
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Command]:
    """Roads of both stories, interrupted anywhere by anything."""
    history: list[Command] = []
    for step in [*road(STORY), *undone_and_done_again(STORY), *road(OTHER_STORY)]:
        if draw(st.integers(0, 19)):
            history.append(step)
        if not draw(st.integers(0, 5)):
            history += draw(st.lists(st.one_of(notes, on_story, on_channel, toolkits, at_meeting, onward), max_size=3))
    return history
