"""Facts and commands about one initiative, as short as the tests want to read them."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from services.assessment import commands, decider, events
from services.assessment.decider.states import DecidedOn
from services.assessment.policy import Criterion, Policy
from shared.actor import Role
from shared.event import Event, Kept
from shared.testing.given import NOON, Given, act, actor, uuid
from shared.versions import NEWEST, Seen

POLICIES: Final = Path(decider.__file__).parents[1] / "policies"
POLICY: Final = Policy.model_validate_json((POLICIES / "2019-03.json").read_bytes())
INITIATIVE: Final = commands.InitiativeId(uuid(100))
SUBMITTER: Final = events.SubmitterId(actor("submitter").id)
DOSSIER: Final = f"initiative-{INITIATIVE}"
DECLARATIONS: Final = f"conflict-{INITIATIVE}"
CRITERIA: Final[tuple[Criterion, ...]] = POLICY.criteria
FIRST_REQUEST: Final = events.RequestId(uuid(301))
SECOND_REQUEST: Final = events.RequestId(uuid(302))

Facts = list[Event]


def given(*facts: Event | Facts) -> Given:
    """These facts in the stream of the initiative; journeys of several facts may stand among them."""
    flat = [fact for part in facts for fact in (part if isinstance(part, list) else [part])]
    return Given(decider.CORE, flat)


def known(facts: Sequence[Event], declarations: Sequence[Event]) -> Given:
    """These facts in the stream of the initiative, and these in that of what was declared about it."""
    return Given(decider.CORE, {DOSSIER: facts, DECLARATIONS: declarations})


def kept(number: int = 1) -> Kept:
    return Kept(ref=uuid(500 + number), digest=f"{number:064x}")


# What others announced: reactions.


def open_dossier(
    version: int = 1, policy: Policy = POLICY, submission_digest: str | None = None
) -> commands.OpenDossier:
    return commands.OpenDossier(
        act=act(),
        initiative_id=INITIATIVE,
        policy=policy,
        submission_version=version,
        title="Ketenstage",
        submitter=SUBMITTER,
        submission_digest=submission_digest,
    )


def note_revision(version: int = 2, title: str | None = None, **told: Any) -> commands.NoteRevision:
    """`told` are organisations and region, where they changed, the digest and what changed."""
    return commands.NoteRevision(act=act(), initiative_id=INITIATIVE, submission_version=version, title=title, **told)


def note_withdrawal() -> commands.NoteWithdrawal:
    return commands.NoteWithdrawal(act=act(), initiative_id=INITIATIVE)


def note_answer(request: events.RequestId = FIRST_REQUEST) -> commands.NoteAnswer:
    return commands.NoteAnswer(act=act(), initiative_id=INITIATIVE, request_id=request)


# What advisers ask; another number is another adviser.


def assign(adviser: int = 1) -> commands.Assign:
    """By adviser 1."""
    return commands.Assign(act=act("adviser"), initiative_id=INITIATIVE, adviser=_adviser(adviser))


def judge(
    criterion: Criterion = "innoveren", *, met: bool = True, version: int | None = None, digest: str | None = None
) -> commands.JudgeCriterion:
    return commands.JudgeCriterion(
        act=act("adviser"),
        initiative_id=INITIATIVE,
        criterion=criterion,
        met=met,
        motivation=kept(),
        seen=Seen(version, digest),
    )


def ask(*, seen: Seen = NEWEST) -> commands.RequestInformation:
    return commands.RequestInformation(act=act("adviser"), initiative_id=INITIATIVE, question=kept(2), seen=seen)


def assess(adviser: int = 1, seen: Seen = NEWEST) -> commands.Assess:
    return commands.Assess(act=act("adviser", adviser), initiative_id=INITIATIVE, seen=seen)


def confirm(adviser: int = 2, seen: Seen = NEWEST) -> commands.Confirm:
    return commands.Confirm(
        act=act("adviser", adviser), initiative_id=INITIATIVE, confirmed=True, motivation=kept(3), seen=seen
    )


def contest(adviser: int = 2) -> commands.Confirm:
    return commands.Confirm(act=act("adviser", adviser), initiative_id=INITIATIVE, confirmed=False, motivation=kept(3))


TODAY: Final = NOON.date()
LATER: Final = TODAY + timedelta(days=150)


def defer(until: date = LATER, seen: Seen = NEWEST) -> commands.Defer:
    return commands.Defer(act=act("adviser"), initiative_id=INITIATIVE, until=until, motivation=kept(4), seen=seen)


def resume() -> commands.Resume:
    return commands.Resume(act=act("adviser"), initiative_id=INITIATIVE)


def come_back(until: date = LATER) -> commands.ComeBack:
    return commands.ComeBack(act=act(), initiative_id=INITIATIVE, until=until)


def reverse(adviser: int = 3, seen: Seen = NEWEST) -> commands.Reverse:
    """By an adviser who need not have decided it."""
    return commands.Reverse(act=act("adviser", adviser), initiative_id=INITIATIVE, reason=kept(5), seen=seen)


# What anybody of the office says about oneself, and an adviser about others.


def declare_conflict(number: int = 1, role: Role = "adviser") -> commands.DeclareConflict:
    return commands.DeclareConflict(act=act(role, number), initiative_id=INITIATIVE, reason=kept(5))


def declare_no_conflict(number: int = 1, role: Role = "adviser") -> commands.DeclareNoConflict:
    return commands.DeclareNoConflict(act=act(role, number), initiative_id=INITIATIVE)


def withdraw_declaration(person: int = 1, adviser: int = 2) -> commands.WithdrawDeclaration:
    """By `adviser`."""
    return commands.WithdrawDeclaration(
        act=act("adviser", adviser), initiative_id=INITIATIVE, person=_person(person), reason=kept(6)
    )


# What happened.


def declared(number: int = 1) -> events.ConflictDeclared:
    return events.ConflictDeclared(initiative_id=INITIATIVE, person=_person(number), reason=kept(5))


def declared_none(number: int = 1) -> events.NoConflictDeclared:
    return events.NoConflictDeclared(initiative_id=INITIATIVE, person=_person(number))


def declaration_withdrawn(number: int = 1) -> events.ConflictDeclarationWithdrawn:
    return events.ConflictDeclarationWithdrawn(initiative_id=INITIATIVE, person=_person(number), reason=kept(6))


def _person(number: int) -> events.PersonId:
    return events.PersonId(actor("adviser", number).id)


def listed(*organisations: tuple[str, str]) -> tuple[events.Organisation, ...]:
    """Names and sectors."""
    return tuple(events.Organisation(name=name, sector=sector) for name, sector in organisations)


def opened(version: int = 1, policy: Policy = POLICY, **told: Any) -> events.DossierOpened:
    """`told` are organisations, region and digest."""
    return events.DossierOpened(
        policy_version=policy.policy_version,
        policy_digest=policy.digest,
        submission_version=version,
        title="Ketenstage",
        submitter=SUBMITTER,
        criteria=policy.criteria,
        threshold=policy.threshold,
        declaration_required=policy.declaration_required or None,
        **told,
    )


def revised(version: int = 2, title: str | None = None, **told: Any) -> events.DossierRevised:
    return events.DossierRevised(submission_version=version, title=title, **told)


def reopened(version: int = 2, **told: Any) -> events.DossierReopened:
    return events.DossierReopened(submission_version=version, **told)


def closed() -> events.DossierClosed:
    return events.DossierClosed(reason="withdrawn")


def asked(version: int = 1) -> events.InformationRequested:
    return events.InformationRequested(**on(version), question=kept(2))


def answered(request: events.RequestId = FIRST_REQUEST) -> events.InformationReceived:
    return events.InformationReceived(request_id=request)


def digest(version: int) -> str:
    """What a version is called by."""
    return f"{version:064x}"


def on(version: int = 1, submission_digest: str | None = None) -> DecidedOn:
    """What is decided under the policy of these tests."""
    return DecidedOn(
        submission_version=version,
        submission_digest=submission_digest,
        policy_version=POLICY.policy_version,
        policy_digest=POLICY.digest,
    )


def deferred(until: date = LATER, version: int = 1) -> events.AssessmentDeferred:
    return events.AssessmentDeferred(**on(version), until=until, motivation=kept(4))


def resumed(because: Literal["date-reached", "resumed-by-adviser"] = "date-reached") -> events.AssessmentResumed:
    return events.AssessmentResumed(because=because)


def assigned(adviser: int = 1) -> events.AdviserAssigned:
    return events.AdviserAssigned(adviser=_adviser(adviser))


def _adviser(number: int) -> events.AdviserId:
    return events.AdviserId(actor("adviser", number).id)


def judged(
    criterion: Criterion, *, met: bool = True, version: int = 1, proposed: bool | None = None, adviser: int = 1
) -> events.CriterionJudged:
    return events.CriterionJudged(
        **on(version),
        criterion=criterion,
        met=met,
        motivation=kept(),
        proposed=proposed,
        judged_by=_adviser(adviser),
    )


def all_judged(*, met: int, version: int = 1, adviser: int = 1) -> Facts:
    """All four judged, the first `met` of them met."""
    return [
        judged(criterion, met=place < met, version=version, adviser=adviser) for place, criterion in enumerate(CRITERIA)
    ]


def verdicts(met: int) -> dict[Criterion, events.Judged]:
    return {criterion: events.Judged(met=place < met, motivation=kept()) for place, criterion in enumerate(CRITERIA)}


def assessed(outcome: events.Outcome, *, met: int, version: int = 1) -> events.CriteriaAssessed:
    return events.CriteriaAssessed(**on(version), outcome=outcome, criteria=verdicts(met))


def proposed(*, met: int = 2, version: int = 1, adviser: int = 1) -> events.RejectionProposed:
    return events.RejectionProposed(
        **on(version),
        criteria=verdicts(met),
        proposed_by=events.AdviserId(actor("adviser", adviser).id),
    )


def reversed_(outcome: events.Outcome, version: int = 1) -> events.AssessmentReversed:
    return events.AssessmentReversed(**on(version), outcome=outcome, reason=kept(5))


def confirmed(version: int = 1) -> events.RejectionConfirmed:
    return events.RejectionConfirmed(**on(version), motivation=kept(3))


def contested(version: int = 1) -> events.RejectionContested:
    return events.RejectionContested(**on(version), motivation=kept(3))


# How far a journey has come.


def met_dossier() -> Facts:
    return [opened(), *all_judged(met=3), assessed("met", met=3)]


def proposed_dossier() -> Facts:
    """Opened, judged, and its rejection proposed by adviser 1."""
    return [opened(), *all_judged(met=2), proposed()]


def rejected_dossier() -> Facts:
    return [*proposed_dossier(), confirmed(), assessed("not-met", met=2)]


def rejected_again() -> Facts:
    """Rejected, reopened by a revision, and rejected once more."""
    second = [*all_judged(met=2, version=2), proposed(version=2), confirmed(2), assessed("not-met", met=2, version=2)]
    return [*rejected_dossier(), reopened(), *second]
