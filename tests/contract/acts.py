"""Every command of every service in a state in which somebody may give it: the rows of the table role × act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from services.assessment.decider import CORE as ASSESSMENT
from services.intake import commands as intake_commands
from services.intake import events as intake_events
from services.intake.decider import CORE as INTAKE
from services.publication import commands as publication_commands
from services.publication.decider import CORE as PUBLICATION
from services.review.decider import CORE as REVIEW
from shared import operations
from shared.actor import ROLES, Role
from shared.decider import Command, Core
from shared.erasure import deciding
from shared.errors import Refusal
from shared.event import Event, EventTypes
from shared.operations import with_operations
from shared.testing.given import Given, act, uuid
from shared.web.problems import STATUS
from tests.unit.services.assessment import dossiers, test_policy
from tests.unit.services.intake import finds, ketenstage, kopgroep, test_erasing, test_reference, test_retention
from tests.unit.services.intake import test_conflicts as intake_conflicts
from tests.unit.services.publication import halls, koplopers, test_forgotten
from tests.unit.services.publication import test_channels as channels
from tests.unit.services.review import clearances

Verdict = Literal["allowed", "403", "409"]
Facts = Sequence[Event] | Mapping[str, Sequence[Event]]


@dataclass(frozen=True)
class Case:
    """A command in a state; `person` is the number of the person who gives it, in whatever role."""

    service: str
    core: Core
    facts: Facts
    command: Command
    person: int = 1
    which: str = ""

    @property
    def name(self) -> str:
        return f"{type(self.command).__name__} {self.which}".strip()

    def verdict(self, role: Role) -> Verdict:
        """What becomes of the command when somebody in this role gives it."""
        given = replace(self.command, act=act(role, self.person))
        refusal = Given(self.core, self.facts).when(given).refusal
        if refusal is None:
            return "allowed"
        status = next(status for kind, status in STATUS if isinstance(refusal, kind))
        return "403" if status == 403 else "409" if status == 409 else _neither(refusal)


def _neither(refusal: Refusal) -> Verdict:
    raise AssertionError(f"this state gives another refusal than 403 or 409: {refusal!r}")


def row(case: Case) -> dict[Role, Verdict]:
    return {role: case.verdict(role) for role in ROLES}


def intake() -> Iterator[Case]:
    submitted: list[Event] = [ketenstage.SUBMITTED]
    asked = [*submitted, ketenstage.QUESTION]
    change = intake_events.Changes(title="Ketenstage Groningen")
    for facts, command in (
        ([], ketenstage.submit()),
        (submitted, ketenstage.revise(change)),
        (submitted, ketenstage.withdraw()),
        (asked, ketenstage.supply()),
        ([*submitted, ketenstage.asked(1)], ketenstage.lapse()),
        (submitted, ketenstage.note_question()),
        (submitted, ketenstage.note("met", 1)),
        ([*submitted, ketenstage.WITHDRAWN], intake_commands.EndRetention(act=act(), initiative_id=ketenstage.ID)),
        ([*submitted, ketenstage.noted("not-met")], test_retention.note_reopening()),
        ([], test_retention.note_policy()),
    ):
        yield Case("intake", INTAKE, facts, command, ketenstage.SUBMITTER)
    yield Case("intake", INTAKE, [], intake_conflicts.note())
    to_confirm = [*submitted, ketenstage.asked(1)]
    yield Case("intake", INTAKE, to_confirm, ketenstage.agree(), ketenstage.SOMEBODY_ELSE, "(with the link)")
    yield Case("intake", INTAKE, to_confirm, ketenstage.agree(), ketenstage.SUBMITTER, "(who named them)")
    yield Case("intake", INTAKE, [], kopgroep.bring_in())
    yield Case("intake", INTAKE, [], test_reference.activate())
    yield from signals()
    yield from persons()


def signals() -> Iterator[Case]:
    f, recorded = finds, [finds.RECORDED]
    both: Facts = {f.AT_SIGNAL: [f.RECORDED, f.APPROACHED], f.AT_INITIATIVE: [ketenstage.SUBMITTED]}
    cases: list[tuple[Facts, Command, str]] = [
        ([], f.record(), ""),
        ([], f.tip(), ""),
        (recorded, f.tip(), "(on what is known)"),
        (recorded, f.approach(), ""),
        (recorded, f.set_aside(), ""),
        ([f.RECORDED, f.SET_ASIDE], f.reopen(), ""),
        ([f.RECORDED, f.OF_OLD], f.set_term(), ""),
        ([f.RECORDED, f.SET_ASIDE], f.end_term(), ""),
        (both, f.take_up(), ""),
        ({f.AT_SIGNAL: recorded}, f.submit(), ""),
    ]
    for facts, command, which in cases:
        yield Case("intake", INTAKE, facts, command, 1, which)


def persons() -> Iterator[Case]:
    e = test_erasing
    yield Case("intake", INTAKE, [], e.ask(reason=5), ketenstage.SUBMITTER, "(of oneself)")
    yield Case("intake", INTAKE, [], e.ask(reason=5), ketenstage.SOMEBODY_ELSE, "(of somebody else)")
    oneself: Facts = {e.AT: [e.asked()]}
    operator: Facts = {e.AT: [e.asked("operator", e.OPERATOR)]}
    yield Case("intake", e.WITH_ERASURES, oneself, e.confirm(), ketenstage.SUBMITTER, "(asked by oneself)")
    yield Case("intake", e.WITH_ERASURES, operator, e.confirm(), e.OPERATOR, "(asked by an operator)")


def assessment() -> Iterator[Case]:
    opened: list[Event] = [dossiers.opened()]
    judged = [*opened, *dossiers.all_judged(met=3)]
    for facts, command, person in (
        ([], test_policy.activate(), 1),
        ([], dossiers.open_dossier(), 1),
        (opened, dossiers.note_revision(), 1),
        (opened, dossiers.note_withdrawal(), 1),
        ([*opened, dossiers.asked()], dossiers.note_answer(), 1),
        (opened, dossiers.assign(), 1),
        (opened, dossiers.judge(), 1),
        (opened, dossiers.ask(), 1),
        (judged, dossiers.assess(), 1),
        (opened, dossiers.defer(), 1),
        ([*opened, dossiers.deferred()], dossiers.resume(), 1),
        ([*opened, dossiers.deferred()], dossiers.come_back(), 1),
        (dossiers.proposed_dossier(), dossiers.confirm(), 2),
        (dossiers.met_dossier(), dossiers.reverse(), 2),
    ):
        yield Case("assessment", ASSESSMENT, facts, command, person)
    yield Case(
        "assessment", ASSESSMENT, dossiers.proposed_dossier(), dossiers.confirm(), 1, "(the adviser who proposed)"
    )
    yield Case("assessment", ASSESSMENT, opened, dossiers.declare_conflict())
    yield Case("assessment", ASSESSMENT, opened, dossiers.declare_no_conflict())
    shut: Facts = {dossiers.DOSSIER: opened, dossiers.DECLARATIONS: [dossiers.declared(3)]}
    yield Case("assessment", ASSESSMENT, shut, dossiers.withdraw_declaration(3), 2)
    yield Case("assessment", ASSESSMENT, shut, dossiers.judge(), 3, "(with a conflict of interest)")


def review() -> Iterator[Case]:
    def there(*facts: Event) -> Facts:
        return {clearances.STREAM: facts, f"policy-{clearances.POLICY}": [clearances.policy_noted()]}

    heard = (clearances.submitted(), clearances.assessed(), clearances.due())
    asked = (*heard, clearances.requested())
    checked = (*asked, clearances.checked())
    yield Case("review", REVIEW, {}, clearances.note_policy())
    for facts, command in (
        (there(), clearances.note_submission()),
        (there(clearances.submitted()), clearances.note_revision()),
        (there(clearances.submitted()), clearances.note_assessment()),
        (there(clearances.submitted()), clearances.note_reversal()),
        (there(clearances.submitted()), clearances.note_withdrawal()),
        (there(*heard), clearances.request()),
        (there(*asked), clearances.check()),
        (there(*checked), clearances.correct_check()),
        (there(*asked), clearances.advise()),
        (there(*asked, clearances.advised()), clearances.correct_advice()),
        (there(*checked), clearances.close()),
        (there(*asked), clearances.remind()),
        (there(*asked), clearances.escalate()),
        (there(*checked), clearances.note_conflict()),
    ):
        yield Case("review", REVIEW, facts, command)
    for ministry in clearances.ALL:
        yield Case("review", REVIEW, there(*checked), clearances.verdict(ministry), which=f"of {ministry}")
    taken_back = clearances.take_back("adviser")
    yield Case("review", REVIEW, there(*clearances.cleared_round()), taken_back, which="(of what ministries cleared)")
    yield Case("review", REVIEW, there(*clearances.closed_round()), taken_back, which="(of what an adviser closed)")


def publication() -> Iterator[Case]:
    k, c = koplopers, publication_commands
    story: dict[str, Any] = {"act": act(), "initiative_id": k.STORY}
    seat: dict[str, Any] = {"act": act(), "meeting_id": k.MEETING, "initiative_id": k.STORY}

    def meeting(*in_story: Event, seats: Sequence[Event] = ()) -> Facts:
        return {k.AT_MEETING: [k.planned(), *seats], k.IN_STORY: [*k.PUBLISHED, *in_story]}

    note: dict[str, Any] = {"submission_version": 1, "policy_version": "2019-03", "source_sequence": 1}
    submission = dict(k.SUBMITTED)
    cases: list[tuple[Facts, Command, int]] = [
        ([], c.NoteSubmission(**story, **submission), 1),
        ([k.SUBMITTED], c.NoteRevision(**story, submission_version=2, title="Nieuw"), 1),
        ([k.SUBMITTED], c.NoteAssessment(**story, **note, outcome="met"), 1),
        ([k.SUBMITTED], c.NoteClearance(**story, **note), 1),
        ([k.SUBMITTED], c.NoteRefusal(**story, **note), 1),
        ([k.SUBMITTED], c.NoteAssessmentReversal(**story, submission_version=1, source_sequence=2), 1),
        (
            [k.SUBMITTED],
            c.NoteClearanceReversal(**story, submission_version=1, outcome="cleared", source_sequence=2),
            1,
        ),
        ([k.SUBMITTED], c.NoteClearanceLapse(**story, source_sequence=2), 1),
        ([k.SUBMITTED], c.NoteWithdrawal(**story), 1),
        ([*k.PUBLISHED, k.lapsed(), k.gone_for("clearance-reversed")], c.TellAnew(**story), 1),
        ([k.SUBMITTED], c.NoteConflict(**story, person=k.SUBMITTED.submitter, stands=True), 1),
        (k.OPEN, c.DraftArticle(**story, title="T", intro="I", body="B"), k.AUTHOR),
        (k.AGREED, c.Publish(**story, draft_version=5), k.EDITOR),
        (
            [*k.PUBLISHED, k.drafted(9), k.by_editor(9), k.by_contact(9)],
            c.Correct(**story, draft_version=9),
            k.EDITOR,
        ),
        (k.PUBLISHED, c.Withdraw(**story, reason=k.kept()), k.EDITOR),
        ([*k.PUBLISHED, k.TAKEN_BACK], c.ReverseWithdrawal(**story, reason=k.kept()), k.EDITOR),
        (k.PUBLISHED, c.WithdrawConsent(**story, name=True, phone=False, email=False), k.SUBMITTER),
        (k.PUBLISHED, c.ForgetContact(**story, erasure=uuid(70), texts=()), 1),
        ([*k.PUBLISHED, test_forgotten.erased()], c.CheckForNames(**story), k.EDITOR),
        (k.PUBLISHED, c.RecordAppearance(**story, kind="podcast", title="Zoemen met", date=k.DAY), k.EDITOR),
        (k.PUBLISHED, c.RecordAdoption(**story, by="Zorggroep", element="stage", form="broadened"), k.EDITOR),
        (
            [],
            c.PlanMeeting(act=act(), meeting_id=k.MEETING, title="M", region="R", date=k.DAY, place="P", capacity=2),
            k.EDITOR,
        ),
        (meeting(), c.Invite(**seat), k.EDITOR),
        (meeting(k.invited(), seats=[k.seat()]), c.AnswerInvitation(**seat, answer="accepted"), k.SUBMITTER),
        (meeting(k.invited(), seats=[k.seat()]), c.Nominate(**seat), k.EDITOR),
        (
            meeting(k.invited(), k.nominated(), seats=[k.seat()]),
            c.ReverseNomination(**seat, reason=k.kept()),
            k.EDITOR,
        ),
        (meeting(k.invited(), k.nominated(), seats=[k.seat()]), c.Appoint(**seat), 1),
        (
            meeting(k.invited(), k.nominated(), k.appointed(), seats=[k.seat()]),
            c.ReverseAppointment(**seat, reason=k.kept()),
            1,
        ),
        (meeting(k.invited(), seats=[k.seat()]), c.ReleaseSeat(**seat), 1),
        (meeting(k.invited(), seats=[k.seat()]), c.RecordAbsence(**seat), k.EDITOR),
        ([k.planned()], halls.move(), k.EDITOR),
        ([k.planned()], halls.call_off(), k.EDITOR),
        (meeting(k.invited(), seats=[k.seat(), halls.moved()]), c.InviteAnew(**seat), 1),
        (meeting(k.invited(), seats=[k.seat(), halls.called_off()]), c.LeaveCalledOff(**seat), 1),
        (meeting(k.invited(), k.answered("next")), c.InviteWaiting(**seat), 1),
    ]
    for facts, command, person in cases:
        yield Case("publication", PUBLICATION, facts, command, person)
    named, toolkit = (
        meeting(k.invited(), k.nominated(), k.appointed()),
        c.RecordToolkit(**story, edition="1", how="email"),
    )
    yield Case("publication", PUBLICATION, named, toolkit, k.EDITOR)
    as_editor, as_contact = c.Approve(**story, draft_version=5), c.Approve(**story, draft_version=5, terms=k.TERMS)
    yield Case("publication", PUBLICATION, k.DRAFTED, as_editor, k.EDITOR, "(as editor)")
    yield Case("publication", PUBLICATION, k.DRAFTED, as_editor, k.AUTHOR, "(as its author)")
    yield Case("publication", PUBLICATION, k.DRAFTED, as_contact, k.SUBMITTER, "(as contact person)")
    no_more = c.WithdrawApproval(**story, draft_version=5)
    yield Case("publication", PUBLICATION, k.AGREED, no_more, k.EDITOR, "(as editor)")
    yield Case("publication", PUBLICATION, k.AGREED, no_more, k.SUBMITTER, "(as contact person)")
    for command in (
        channels.plan(),
        channels.record_out(),
        channels.record_failure(),
        channels.record_withdrawn(),
    ):
        yield Case("publication", PUBLICATION, k.PUBLISHED, command, k.EDITOR)


def operating() -> Iterator[Case]:
    core = with_operations(Core(EventTypes(), {}))
    fact = operations.ParkedEventDiscarded(
        waiting_id=uuid(1), source="urn:nld:koploper:systeem:intake", stream="initiative-1", sequence=1, reason="Dubbel"
    )
    for service in ("intake", "assessment", "review", "publication", "events"):
        yield Case(service, core, [], operations.Record(act=act(), service=service, fact=fact))
        yield Case(service, core, [], deciding.RecordErased(act=act(), erasure=uuid(70), facts=[]))


CASES: Final[tuple[Case, ...]] = (*intake(), *assessment(), *review(), *publication(), *operating())


def table() -> str:
    """The whole table as Markdown."""
    head = ["service", "command", *ROLES]
    lines = [
        "# Who may do what",
        "",
        "Generated from the commands of all services by `python -m tests.contract.roles`; every cell is a test.",
        "Each command is given, by a person in each role, in a state in which the right one may: **allowed**; 403 when",
        "nobody in that role ever may (or it is somebody else's); 409 when the role may, but not this person now.",
        "",
        "| " + " | ".join(head) + " |",
        "| " + " | ".join("---" for _ in head) + " |",
    ]
    for case in CASES:
        verdicts = row(case)
        shown = ["**allowed**" if verdicts[role] == "allowed" else verdicts[role] for role in ROLES]
        lines.append("| " + " | ".join([case.service, case.name, *shown]) + " |")
    return "\n".join(lines) + "\n"
