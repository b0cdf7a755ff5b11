"""What assessment can be asked: by advisers, and by its own reactions to what other services announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, TypeAlias

from services.assessment import events
from services.assessment.events import AdviserId, Organisation, PersonId, RequestId, SubmitterId
from services.assessment.policy import Criterion, Policy
from shared.actor import OFFICE, Role
from shared.conflict import stream_of
from shared.decider import Command
from shared.event import Kept
from shared.versions import NEWEST, Seen

InitiativeId: TypeAlias = events.InitiativeId

SYSTEM: Final[frozenset[Role]] = frozenset({"system"})
ADVISER: Final[frozenset[Role]] = frozenset({"adviser"})
DECIDING: Final[frozenset[Role]] = OFFICE - {"auditor", "operator"}
"""Those of the office who judge, advise, clear or write: whose stake in an initiative matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatePolicy(Command):
    """Let dossiers be opened under this policy: the first by the service itself, others by an operator.

    `in_force` is the version that holds until then; None says nothing of it.
    """

    roles: ClassVar[frozenset[Role]] = frozenset({"system", "operator"})
    policy: Policy
    in_force: str | None = None

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"policy-{self.policy.policy_version}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _AboutInitiative(Command):
    """Anything asked about one initiative."""

    initiative_id: InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDossier(_AboutInitiative):
    """An initiative was submitted; `policy` is the one that applies now."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    policy: Policy
    submission_version: int
    title: str
    submitter: SubmitterId
    organisations: tuple[Organisation, ...] | None = None
    region: str | None = None
    submission_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRevision(_AboutInitiative):
    """The submitter changed the submission; title, organisations and region where they changed, all of it by name."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str | None = None
    organisations: tuple[Organisation, ...] | None = None
    region: str | None = None
    submission_digest: str | None = None
    changed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWithdrawal(_AboutInitiative):
    """The submitter withdrew the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAnswer(_AboutInitiative):
    """The submitter answered a request for information; what, intake's vault has."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    request_id: RequestId
    answer: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithConflicts(_AboutInitiative):
    """What is decided with an eye on who has a conflict of interest."""

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}", stream_of(self.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDossier(_WithConflicts):
    """What an adviser does on a dossier: refused to whoever it is shut to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnVersion(OnDossier):
    """What an adviser decides, or asks, on what they have seen of the submission."""

    seen: Seen = NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(OnDossier):
    """Let an adviser see to the dossier: oneself, who takes it, or a colleague."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    adviser: AdviserId


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeCriterion(OnVersion):
    """Find a criterion met or not."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    criterion: Criterion
    met: bool
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInformation(OnVersion):
    """Ask the submitter something before deciding."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    question: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess(OnVersion):
    """Decide by the policy from the judgements there are."""

    roles: ClassVar[frozenset[Role]] = ADVISER


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(OnVersion):
    """Agree with a proposed rejection, or (`confirmed` false) send it back to judging."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    confirmed: bool
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer(OnVersion):
    """Invite the initiative to come back on a date, because it is too early to decide."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    until: date
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OnDossier):
    """Go on before the date."""

    roles: ClassVar[frozenset[Role]] = ADVISER


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack(_AboutInitiative):
    """Go on, because the date has come."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(OnVersion):
    """Take an outcome back, whichever adviser it was of; what was seen is what it was decided on."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict(_WithConflicts):
    """Say that one has a stake in the initiative, at any time: it is shut from then on."""

    roles: ClassVar[frozenset[Role]] = DECIDING
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareNoConflict(_WithConflicts):
    """Say that one has no stake in it."""

    roles: ClassVar[frozenset[Role]] = DECIDING


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDeclaration(OnDossier):
    """Take back that `person` has a conflict of interest, because that was a mistake."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    person: PersonId
    reason: Kept


InitiativeCommand: TypeAlias = (
    OpenDossier
    | NoteRevision
    | NoteWithdrawal
    | NoteAnswer
    | JudgeCriterion
    | RequestInformation
    | Assess
    | Confirm
    | Defer
    | Resume
    | ComeBack
)
PolicyCommand: TypeAlias = ActivatePolicy
AcrossCommand: TypeAlias = Assign | Reverse | DeclareConflict | DeclareNoConflict | WithdrawDeclaration
