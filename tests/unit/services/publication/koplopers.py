"""The words of these tests: who acts, what was noted, what was written, and where people meet."""

import datetime as dt
from typing import Final

from services.publication import commands, events
from services.publication.decider import CORE
from services.publication.decider.heard import RestsOn
from services.publication.decider.notices import NOTICES
from services.publication.digest import article_digest
from shared.actor import Role
from shared.event import Event, Kept
from shared.testing.given import Given, act, uuid

STORY: Final = events.InitiativeId(uuid(1))
OTHER_STORY: Final = events.InitiativeId(uuid(2))
MEETING: Final = events.MeetingId(uuid(11))
OTHER_MEETING: Final = events.MeetingId(uuid(12))
IN_STORY: Final = commands.story_stream(STORY)
IN_OTHER_STORY: Final = commands.story_stream(OTHER_STORY)
AT_MEETING: Final = commands.meeting_stream(MEETING)
SUBMITTER, AUTHOR, EDITOR = 21, 22, 23
DAY: Final = dt.date(2019, 6, 17)


def kept(number: int = 1) -> Kept:
    return Kept(ref=uuid(700 + number), digest=f"{number:064x}")


SUBMITTED: Final = events.SubmissionNotedByPublication(
    submission_version=1,
    title="Ketenstage",
    region="Groningen",
    themes=("leven-lang-ontwikkelen",),
    branches=("vvt", "ziekenhuizen"),
    submitter=events.PersonId(uuid(SUBMITTER)),
)
REVISED: Final = events.RevisionNotedByPublication(submission_version=2, region="Noord-Oost")
WITHDRAWAL: Final = events.WithdrawalNotedByPublication()


# What others decided; `number` is its place in their stream, where that is not the version's.


def assessed(
    version: int = 1, outcome: events.Outcome = "met", number: int | None = None
) -> events.AssessmentNotedByPublication:
    return events.AssessmentNotedByPublication(
        submission_version=version, policy_version="2019-03", outcome=outcome, source_sequence=number or version
    )


def assessment_undone(version: int = 1, number: int = 2) -> events.AssessmentReversalNotedByPublication:
    return events.AssessmentReversalNotedByPublication(submission_version=version, source_sequence=number)


def cleared(version: int = 1, number: int | None = None) -> events.ClearanceNotedByPublication:
    return events.ClearanceNotedByPublication(
        submission_version=version, policy_version="2019-03", source_sequence=number or version
    )


def refused(version: int = 1, number: int | None = None) -> events.RefusalNotedByPublication:
    return events.RefusalNotedByPublication(
        submission_version=version, policy_version="2019-03", source_sequence=number or version
    )


def clearance_undone(
    version: int = 1, outcome: events.Verdict = "cleared", number: int = 2
) -> events.ClearanceReversalNotedByPublication:
    return events.ClearanceReversalNotedByPublication(
        submission_version=version, outcome=outcome, source_sequence=number
    )


def lapsed(number: int = 2) -> events.ClearanceLapseNotedByPublication:
    return events.ClearanceLapseNotedByPublication(source_sequence=number)


def opened(version: int = 1, region: str = "Groningen") -> events.StoryOpened:
    return events.StoryOpened(
        submission_version=version,
        title=SUBMITTED.title,
        region=region,
        themes=SUBMITTED.themes,
        branches=SUBMITTED.branches,
    )


TITLE: Final = "Een keten die leert"


def rests(version: int = 1, digest: str | None = None, policy: str | None = None) -> RestsOn:
    """On the version of the submission that was cleared; older facts tell no digests of it, and of the policy."""
    return RestsOn(submission_version=version, submission_digest=digest, policy_version="2019-03", policy_digest=policy)


def called(title: str = TITLE) -> str:
    """What a draft of these tests is called by."""
    return article_digest(title, "Studenten volgen één cliënt.", "## Wat er anders is")


def drafted(version: int, title: str = TITLE, on: RestsOn | None = None) -> events.ArticleDrafted:
    return events.ArticleDrafted(
        **(on or rests()),
        draft_version=version,
        article_digest=called(title),
        title=title,
        intro="Studenten volgen één cliënt.",
        body="## Wat er anders is",
        author=events.PersonId(uuid(AUTHOR)),
    )


CONSENT: Final = events.Consent(name=True, phone=False, email=True)
CONTACT: Final = events.PublishedContact(name=kept(1), email=kept(2))
TERMS: Final = commands.Terms(consent=CONSENT, published=CONTACT)


def by_editor(draft: int, title: str = TITLE, on: RestsOn | None = None) -> events.ArticleApproved:
    return events.ArticleApproved(
        **(on or rests()),
        draft_version=draft,
        article_digest=called(title),
        by="editor",
        approver=events.PersonId(uuid(EDITOR)),
    )


def by_contact(
    draft: int, contact: events.PublishedContact = CONTACT, title: str = TITLE, on: RestsOn | None = None
) -> events.ArticleApproved:
    return events.ArticleApproved(
        **(on or rests()),
        draft_version=draft,
        article_digest=called(title),
        by="contact",
        approver=events.PersonId(uuid(SUBMITTER)),
        consent=CONSENT,
        published=contact,
        own=True,
    )


def unapproved(draft: int, by: events.Approver, reason: int | None = None) -> events.ApprovalWithdrawn:
    return events.ApprovalWithdrawn(
        draft_version=draft,
        article_digest=called(),
        by=by,
        reason=None if reason is None else kept(reason),
        texts=(kept(1), kept(2)) if by == "contact" else (),
    )


def no_consent(*texts: int, name: bool = False, phone: bool = False, email: bool = False) -> events.ConsentWithdrawn:
    return events.ConsentWithdrawn(name=name, phone=phone, email=email, texts=tuple(kept(each) for each in texts))


def published(draft: int = 5, version: int = 1, on: RestsOn | None = None) -> events.ArticlePublished:
    return events.ArticlePublished(
        **(on or rests()),
        published_version=version,
        draft_version=draft,
        article_digest=called(),
        title="Een keten die leert",
        intro="Studenten volgen één cliënt.",
        body="## Wat er anders is",
        region="Groningen",
        themes=SUBMITTED.themes,
        branches=SUBMITTED.branches,
        contact=CONTACT,
    )


OPEN: Final[list[Event]] = [SUBMITTED, assessed(), cleared(), opened()]
DRAFTED: Final[list[Event]] = [*OPEN, drafted(5)]
AGREED: Final[list[Event]] = [*DRAFTED, by_editor(5), by_contact(5)]
PUBLISHED: Final[list[Event]] = [*AGREED, published()]
TAKEN_BACK: Final = events.ArticleWithdrawn(
    reason="withdrawn-by-editor", notice=NOTICES["withdrawn-by-editor"], motivation=kept(3)
)
TAKEN_UP: Final = events.ArticleWithdrawalReversed(reason=kept(4))


def gone_for(reason: events.WithdrawnBy, replaces: events.WithdrawnBy | None = None) -> events.ArticleWithdrawn:
    return events.ArticleWithdrawn(reason=reason, notice=NOTICES[reason], replaces=replaces)


GONE: Final = events.ArticleWithdrawn(reason="withdrawn-by-submitter", notice=NOTICES["withdrawn-by-submitter"])


def planned(capacity: int = 2) -> events.MeetingPlanned:
    return events.MeetingPlanned(
        title="Koplopers Noord", region="Groningen", date=DAY, place="Zwolle", capacity=capacity
    )


def seat(story: events.InitiativeId = STORY) -> events.SeatReserved:
    return events.SeatReserved(initiative_id=story)


def freed(story: events.InitiativeId = STORY) -> events.SeatReleased:
    return events.SeatReleased(initiative_id=story)


def invited(meeting: events.MeetingId = MEETING) -> events.KoploperInvited:
    return events.KoploperInvited(meeting_id=meeting, title="Koplopers Noord", date=DAY, place="Zwolle")


def answered(answer: events.Reply, meeting: events.MeetingId = MEETING) -> events.InvitationAnswered:
    return events.InvitationAnswered(meeting_id=meeting, answer=answer)


def nominated(meeting: events.MeetingId = MEETING) -> events.KoploperNominated:
    return events.KoploperNominated(
        meeting_id=meeting,
        title="Een keten die leert",
        region="Groningen",
        meeting_title="Koplopers Noord",
        date=DAY,
        place="Zwolle",
    )


def appointed(meeting: events.MeetingId = MEETING) -> events.KoploperAppointed:
    return events.KoploperAppointed(
        meeting_id=meeting,
        title="Een keten die leert",
        region="Groningen",
        meeting_title="Koplopers Noord",
        date=DAY,
        place="Zwolle",
    )


def not_nominated(meeting: events.MeetingId = MEETING, reason: int | None = 6) -> events.NominationReversed:
    return events.NominationReversed(meeting_id=meeting, reason=None if reason is None else kept(reason))


def not_appointed(meeting: events.MeetingId = MEETING) -> events.AppointmentReversed:
    return events.AppointmentReversed(meeting_id=meeting, reason=kept(7))


def draft(body: str = "## Wat er anders is", title: str = "Een keten die leert") -> commands.DraftArticle:
    return commands.DraftArticle(
        act=act("editor", AUTHOR),
        initiative_id=STORY,
        title=title,
        intro="Studenten volgen één cliënt.",
        body=body,
    )


def approve(version: int, editor: int = EDITOR, terms: commands.Terms | None = None) -> commands.Approve:
    return commands.Approve(act=act("editor", editor), initiative_id=STORY, draft_version=version, terms=terms)


def agree(version: int, terms: commands.Terms | None = TERMS, submitter: int = SUBMITTER) -> commands.Approve:
    return commands.Approve(act=act("submitter", submitter), initiative_id=STORY, draft_version=version, terms=terms)


def publish(version: int) -> commands.Publish:
    return commands.Publish(act=act("editor", EDITOR), initiative_id=STORY, draft_version=version)


def correct(version: int) -> commands.Correct:
    return commands.Correct(act=act("editor", EDITOR), initiative_id=STORY, draft_version=version)


def withdraw() -> commands.Withdraw:
    return commands.Withdraw(act=act("editor", EDITOR), initiative_id=STORY, reason=kept(3))


def take_up() -> commands.ReverseWithdrawal:
    return commands.ReverseWithdrawal(act=act("editor", AUTHOR), initiative_id=STORY, reason=kept(4))


def unapprove(version: int, role: Role = "editor", number: int = EDITOR) -> commands.WithdrawApproval:
    reason = kept(5) if role == "editor" else None
    return commands.WithdrawApproval(act=act(role, number), initiative_id=STORY, draft_version=version, reason=reason)


def withhold(
    *, name: bool = False, phone: bool = False, email: bool = False, submitter: int = SUBMITTER
) -> commands.WithdrawConsent:
    return commands.WithdrawConsent(
        act=act("submitter", submitter), initiative_id=STORY, name=name, phone=phone, email=email
    )


def appearance() -> commands.RecordAppearance:
    return commands.RecordAppearance(
        act=act("editor", EDITOR), initiative_id=STORY, kind="podcast", title="Zoemen met", date=DAY
    )


def adoption() -> commands.RecordAdoption:
    return commands.RecordAdoption(
        act=act("editor", EDITOR), initiative_id=STORY, by="Zorgalliantie", element="de keten", form="deepened"
    )


def plan(capacity: int = 2) -> commands.PlanMeeting:
    return commands.PlanMeeting(
        act=act("editor", EDITOR),
        meeting_id=MEETING,
        title="Koplopers Noord",
        region="Groningen",
        date=DAY,
        place="Zwolle",
        capacity=capacity,
    )


def invite() -> commands.Invite:
    return commands.Invite(act=act("editor", EDITOR), meeting_id=MEETING, initiative_id=STORY)


def answer(reply: events.Reply, submitter: int = SUBMITTER) -> commands.AnswerInvitation:
    return commands.AnswerInvitation(
        act=act("submitter", submitter), meeting_id=MEETING, initiative_id=STORY, answer=reply
    )


def nominate() -> commands.Nominate:
    return commands.Nominate(act=act("editor", EDITOR), meeting_id=MEETING, initiative_id=STORY)


def appoint() -> commands.Appoint:
    return commands.Appoint(act=act("ministry-vws"), meeting_id=MEETING, initiative_id=STORY)


def take_nomination_back() -> commands.ReverseNomination:
    return commands.ReverseNomination(
        act=act("editor", AUTHOR), meeting_id=MEETING, initiative_id=STORY, reason=kept(6)
    )


def take_appointment_back() -> commands.ReverseAppointment:
    return commands.ReverseAppointment(act=act("ministry-vws"), meeting_id=MEETING, initiative_id=STORY, reason=kept(7))


def release() -> commands.ReleaseSeat:
    return commands.ReleaseSeat(act=act(), meeting_id=MEETING, initiative_id=STORY)


def story(*facts: Event) -> Given:
    """A story with these facts so far."""
    return Given(CORE, facts)


def both(meeting: list[Event], story: list[Event]) -> Given:
    """A meeting and a story with these facts so far."""
    return Given(CORE, {AT_MEETING: meeting, IN_STORY: story})
