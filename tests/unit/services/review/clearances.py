"""Facts and commands about one initiative, as short as the tests want to read them."""

from collections.abc import Sequence
from typing import Final

from services.review import commands, events
from services.review.decider import CORE
from shared.actor import Role
from shared.envelope import timestamp
from shared.event import Event, Kept
from shared.testing.given import NOON, Given, act, uuid
from shared.versions import Seen

INITIATIVE: Final = commands.InitiativeId(uuid(100))
CONFLICTS: Final = f"conflict-{INITIATIVE}"
STREAM: Final = f"initiative-{INITIATIVE}"
VWS: Final = "ministry-vws"
OCW: Final = "ministry-ocw"
SZW: Final = "ministry-szw"
ALL: Final[tuple[events.Ministry, ...]] = (VWS, OCW, SZW)
POLICY: Final = events.PolicyVersion("2019-03")
LATER_POLICY: Final = events.PolicyVersion("2021-01")
ASKED: Final[dict[events.PolicyVersion, tuple[events.Ministry, ...]]] = {POLICY: ALL, LATER_POLICY: (VWS, OCW)}

Facts = list[Event]


def given(*facts: Event | Facts) -> Given:
    """These facts in the stream of the initiative, and policy 2019-03 known; lists may stand among the facts."""
    flat = [fact for part in facts for fact in (part if isinstance(part, list) else [part])]
    return Given(CORE, {STREAM: flat, f"policy-{POLICY}": [policy_noted()]})


def kept(number: int = 1) -> Kept:
    return Kept(ref=uuid(500 + number), digest=f"{number:064x}")


# What others announced, and what follows from it: reactions.


def note_policy(policy: events.PolicyVersion = POLICY, digest: str | None = None) -> commands.NotePolicy:
    return commands.NotePolicy(
        act=act(),
        policy_version=policy,
        required_ministries=ASKED[policy],
        reminder_days=(7, 14),
        escalation_days=28,
        policy_digest=digest,
    )


def note_submission(digest: str | None = None) -> commands.NoteSubmission:
    return commands.NoteSubmission(
        act=act(),
        initiative_id=INITIATIVE,
        submission_version=1,
        title="Ketenstage",
        region="Groningen",
        submission_digest=digest,
    )


def note_revision(
    version: int = 2, title: str | None = None, digest: str | None = None, changed: tuple[str, ...] | None = None
) -> commands.NoteRevision:
    return commands.NoteRevision(
        act=act(),
        initiative_id=INITIATIVE,
        submission_version=version,
        title=title,
        submission_digest=digest,
        changed=changed,
    )


def note_assessment(
    version: int = 1,
    outcome: events.Outcome = "met",
    policy: events.PolicyVersion = POLICY,
    number: int | None = None,
    digests: tuple[str | None, str | None] = (None, None),
) -> commands.NoteAssessment:
    """`number` is its place in assessment's stream, where that is not the version's; of `digests`, the second is the
    policy's.
    """
    return commands.NoteAssessment(
        act=act(),
        initiative_id=INITIATIVE,
        policy_version=policy,
        submission_version=version,
        outcome=outcome,
        source_sequence=number or version,
        submission_digest=digests[0],
        policy_digest=digests[1],
    )


def digest(of: int | str) -> str:
    """What a version of the submission, or of the policy, is called by."""
    return f"{of}".replace("-", "").rjust(64, "0")


def note_reversal(version: int = 1, number: int = 2) -> commands.NoteAssessmentReversal:
    return commands.NoteAssessmentReversal(
        act=act(), initiative_id=INITIATIVE, submission_version=version, source_sequence=number
    )


def note_withdrawal() -> commands.NoteWithdrawal:
    return commands.NoteWithdrawal(act=act(), initiative_id=INITIATIVE)


def request(policy: events.PolicyVersion = POLICY) -> commands.RequestClearance:
    return commands.RequestClearance(act=act(), initiative_id=INITIATIVE, policy_version=policy)


def remind(day: int = 7, version: int = 1) -> commands.Remind:
    return commands.Remind(
        act=act(), initiative_id=INITIATIVE, submission_version=version, requested_at=timestamp(NOON), day=day
    )


def escalate(version: int = 1) -> commands.Escalate:
    return commands.Escalate(
        act=act(), initiative_id=INITIATIVE, submission_version=version, requested_at=timestamp(NOON), day=28
    )


def note_conflict(number: int = 1, *, stands: bool = True) -> commands.NoteConflict:
    return commands.NoteConflict(act=act(), initiative_id=INITIATIVE, person=person(number), stands=stands)


# What people ask.


def check(*, clear: bool = True) -> commands.CheckInspectorate:
    return commands.CheckInspectorate(act=act(VWS), initiative_id=INITIATIVE, clear=clear, motivation=kept())


def verdict(
    ministry: events.Ministry,
    verdict: events.Verdict = "cleared",
    *,
    version: int | None = None,
    digest: str | None = None,
    by: Role | None = None,
) -> commands.GiveVerdict:
    """By the ministry itself, unless it says by whom."""
    return commands.GiveVerdict(
        act=act(by or ministry),
        initiative_id=INITIATIVE,
        ministry=ministry,
        verdict=verdict,
        motivation=kept(2),
        seen=Seen(version, digest),
    )


def correct_check(*, clear: bool = False) -> commands.CorrectInspectorateCheck:
    return commands.CorrectInspectorateCheck(act=act(VWS), initiative_id=INITIATIVE, clear=clear, motivation=kept(5))


def correct_advice(number: int = 1) -> commands.CorrectAdvice:
    """Another number is another person."""
    return commands.CorrectAdvice(
        act=act("employers", number), initiative_id=INITIATIVE, advice="negative", text=kept(6)
    )


def take_back(role: Role) -> commands.Reverse:
    return commands.Reverse(act=act(role), initiative_id=INITIATIVE, reason=kept(7))


def advise() -> commands.Advise:
    return commands.Advise(act=act("employers"), initiative_id=INITIATIVE, advice="positive", text=kept(3))


def close() -> commands.CloseRound:
    return commands.CloseRound(act=act("adviser"), initiative_id=INITIATIVE, reason=kept(4))


# What happened.


def policy_noted(policy: events.PolicyVersion = POLICY) -> events.PolicyNotedByReview:
    return events.PolicyNotedByReview(
        policy_version=policy, required_ministries=ASKED[policy], reminder_days=(7, 14), escalation_days=28
    )


def submitted() -> events.SubmissionNotedByReview:
    return events.SubmissionNotedByReview(submission_version=1, title="Ketenstage", region="Groningen")


def revised(
    version: int = 2, title: str | None = None, *, changed: tuple[str, ...] | None = None
) -> events.RevisionNotedByReview:
    return events.RevisionNotedByReview(submission_version=version, title=title, changed=changed)


def assessed(
    version: int = 1,
    outcome: events.Outcome = "met",
    policy: events.PolicyVersion = POLICY,
    number: int | None = None,
) -> events.AssessmentNotedByReview:
    return events.AssessmentNotedByReview(
        policy_version=policy, submission_version=version, outcome=outcome, source_sequence=number or version
    )


def reversal_noted(version: int = 1, number: int = 2) -> events.AssessmentReversalNotedByReview:
    return events.AssessmentReversalNotedByReview(submission_version=version, source_sequence=number)


def withdrawn() -> events.WithdrawalNotedByReview:
    return events.WithdrawalNotedByReview()


def due(version: int = 1, policy: events.PolicyVersion = POLICY) -> events.ClearanceBecameDue:
    return events.ClearanceBecameDue(policy_version=policy, submission_version=version)


def requested(
    version: int = 1,
    policy: events.PolicyVersion = POLICY,
    title: str = "Ketenstage",
    *,
    check_stands: bool = False,
    suspended: bool = False,
) -> events.ClearanceRequested:
    return events.ClearanceRequested(
        check_stands=check_stands,
        suspended=suspended,
        policy_version=policy,
        submission_version=version,
        title=title,
        required_ministries=ASKED[policy],
        reminder_days=(7, 14),
        escalation_days=28,
    )


def person(number: int) -> events.PersonId:
    return events.PersonId(uuid(number))


def checked(*, clear: bool = True, version: int = 1, by: int = 1) -> events.InspectorateChecked:
    return events.InspectorateChecked(
        policy_version=POLICY, submission_version=version, clear=clear, motivation=kept(), by=person(by)
    )


def found(
    ministry: events.Ministry, verdict: events.Verdict = "cleared", version: int = 1, by: int = 1
) -> events.MinistryVerdictGiven:
    return events.MinistryVerdictGiven(
        policy_version=POLICY,
        submission_version=version,
        ministry=ministry,
        verdict=verdict,
        motivation=kept(2),
        by=person(by),
    )


def advised(by: int | None = 1) -> events.EmployersAdvised:
    return events.EmployersAdvised(
        policy_version=POLICY,
        submission_version=1,
        advice="positive",
        text=kept(3),
        by=None if by is None else events.PersonId(uuid(by)),
    )


def advice_corrected() -> events.EmployersAdviceCorrected:
    return events.EmployersAdviceCorrected(
        policy_version=POLICY, submission_version=1, by=events.PersonId(uuid(1)), advice="negative", text=kept(6)
    )


def check_corrected(*lapsed: events.Ministry, clear: bool = False) -> events.InspectorateCheckCorrected:
    return events.InspectorateCheckCorrected(
        policy_version=POLICY, submission_version=1, clear=clear, motivation=kept(5), lapsed=lapsed, by=person(1)
    )


def conflict_noted(number: int = 1, *, stands: bool = True) -> events.ConflictNotedByReview:
    return events.ConflictNotedByReview(initiative_id=INITIATIVE, person=person(number), stands=stands)


def set_aside(*ministries: events.Ministry, check: bool = False) -> events.FindingsSetAside:
    return events.FindingsSetAside(policy_version=POLICY, submission_version=1, ministries=ministries, check=check)


def reminded(*ministries: events.Ministry, day: int = 7, further: tuple[int, ...] = (14,)) -> events.ReminderSent:
    return events.ReminderSent(
        policy_version=POLICY,
        submission_version=1,
        requested_at=timestamp(NOON),
        day=day,
        ministries=ministries or ALL,
        further_days=further,
    )


def escalated(*ministries: events.Ministry) -> events.ClearanceEscalated:
    return events.ClearanceEscalated(
        policy_version=POLICY,
        submission_version=1,
        requested_at=timestamp(NOON),
        day=28,
        ministries=ministries or ALL,
    )


def round_closed() -> events.RoundClosed:
    return events.RoundClosed(policy_version=POLICY, submission_version=1, reason=kept(4))


def cleared(version: int = 1) -> events.MinistryCleared:
    return events.MinistryCleared(policy_version=POLICY, submission_version=version, ministries=ALL)


def refused(*ministries: events.Ministry) -> events.MinistryRefused:
    return events.MinistryRefused(policy_version=POLICY, submission_version=1, refused_by=ministries)


def taken_back(
    ministry: events.Ministry | None,
    *unanswered: events.Ministry,
    outcome: events.Verdict = "cleared",
    reminding: bool = True,
) -> events.ClearanceReversed:
    """At noon; `unanswered` where others than that ministry have still to answer."""
    own = (ministry,) if ministry else ()
    return events.ClearanceReversed(
        policy_version=POLICY,
        submission_version=1,
        outcome=outcome,
        ministry=ministry,
        reason=kept(7),
        ministries=unanswered or own,
        since=timestamp(NOON),
        reminder_days=(7, 14) if reminding else None,
        escalation_days=28 if reminding else None,
    )


def resumed_round(*unanswered: events.Ministry) -> events.ClearanceResumed:
    return events.ClearanceResumed(
        policy_version=POLICY,
        submission_version=1,
        ministries=unanswered or ALL,
        since=timestamp(NOON),
        reminder_days=(7, 14),
        escalation_days=28,
    )


def closed_by_withdrawal() -> events.ClearanceClosed:
    return events.ClearanceClosed(reason="withdrawn")


def closed_by_rejection() -> events.ClearanceClosed:
    return events.ClearanceClosed(reason="rejected")


# How far a journey has come.


def open_round() -> Facts:
    return [submitted(), assessed(), due(), requested()]


def checked_round(*, clear: bool = True) -> Facts:
    return [*open_round(), checked(clear=clear)]


def cleared_round() -> Facts:
    return [*checked_round(), *(found(ministry) for ministry in ALL), cleared()]


def refused_round() -> Facts:
    return [*checked_round(), found(VWS), found(OCW), found(SZW, "refused"), refused(SZW)]


def closed_round() -> Facts:
    """An adviser ended it with the verdict of one ministry in."""
    return [*checked_round(), found(VWS), round_closed(), refused()]


def rejected_round() -> Facts:
    """Open for version 1, then closed because version 2 does not meet the criteria."""
    return [*open_round(), revised(), assessed(2, "not-met"), closed_by_rejection()]


def human_acts() -> Sequence[commands.InitiativeCommand]:
    """One of each act that people do in a round."""
    return [
        check(),
        correct_check(),
        verdict(OCW),
        advise(),
        correct_advice(),
        close(),
    ]
