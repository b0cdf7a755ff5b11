"""What review can be asked: by ministries, employers and advisers, and by its own reactions."""

from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from services.review import events
from services.review.events import Advice, Ministry, Outcome, PersonId, PolicyVersion, Verdict
from shared.actor import Role
from shared.conflict import stream_of
from shared.decider import Command
from shared.event import Kept
from shared.versions import NEWEST, Seen

InitiativeId: TypeAlias = events.InitiativeId

SYSTEM: Final[frozenset[Role]] = frozenset({"system"})
VWS: Final[frozenset[Role]] = frozenset({"ministry-vws"})
MINISTRIES: Final[frozenset[Role]] = frozenset({"ministry-vws", "ministry-ocw", "ministry-szw"})
EMPLOYERS: Final[frozenset[Role]] = frozenset({"employers"})
ADVISER: Final[frozenset[Role]] = frozenset({"adviser"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePolicy(Command):
    """Assessment activated a policy."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    policy_version: PolicyVersion
    required_ministries: tuple[Ministry, ...]
    reminder_days: tuple[int, ...]
    escalation_days: int
    policy_digest: str | None = None

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"policy-{self.policy_version}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _AboutInitiative(Command):
    """Anything asked about one initiative."""

    initiative_id: InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSubmission(_AboutInitiative):
    """An initiative was submitted."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str
    region: str
    submission_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRevision(_AboutInitiative):
    """The submitter changed the submission; title and region where they changed, and all of it by name."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str | None = None
    region: str | None = None
    submission_digest: str | None = None
    changed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAssessment(_AboutInitiative):
    """A version was assessed against the criteria: the so many-th fact of assessment's stream."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    policy_version: PolicyVersion
    submission_version: int
    outcome: Outcome
    source_sequence: int
    policy_digest: str | None = None
    submission_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAssessmentReversal(_AboutInitiative):
    """An outcome was taken back: the so many-th fact of assessment's stream."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWithdrawal(_AboutInitiative):
    """The submitter withdrew the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClearance(_AboutInitiative):
    """Ask the ministries of this policy, if that is due; reads the policy's stream too."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    policy_version: PolicyVersion

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}", f"policy-{self.policy_version}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithConflicts(_AboutInitiative):
    """What is decided with an eye on who has a conflict of interest."""

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}", stream_of(self.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConflict(_WithConflicts):
    """Assessment announced that a person has a conflict of interest in the initiative, or has none any more."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    person: PersonId
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnVersion(_WithConflicts):
    """What is found in a round of what was seen of the submission."""

    seen: Seen = NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInspectorate(OnVersion):
    """Say whether none of the organisations has been in contact with the inspectorate."""

    roles: ClassVar[frozenset[Role]] = VWS
    clear: bool
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveVerdict(OnVersion):
    """Clear or refuse."""

    roles: ClassVar[frozenset[Role]] = MINISTRIES
    ministry: Ministry
    verdict: Verdict
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Advise(OnVersion):
    """Advise the ministries as the employers of the region."""

    roles: ClassVar[frozenset[Role]] = EMPLOYERS
    advice: Advice
    text: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectInspectorateCheck(OnVersion):
    """Say anew what the inspectorate check found, and why it is not what was said before."""

    roles: ClassVar[frozenset[Role]] = VWS
    clear: bool
    motivation: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAdvice(OnVersion):
    """Advise anew instead of what one advised before."""

    roles: ClassVar[frozenset[Role]] = EMPLOYERS
    advice: Advice
    text: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(OnVersion):
    """After a round ended: take back the own ministry's verdict, or as an adviser that the round was closed; what was
    seen is what that round was about.
    """

    roles: ClassVar[frozenset[Role]] = MINISTRIES | ADVISER
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRound(OnVersion):
    """End the round with what is in."""

    roles: ClassVar[frozenset[Role]] = ADVISER
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chase(_AboutInitiative):
    """What is done `day` calendar days after the ministries were asked about this version."""

    submission_version: int
    requested_at: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(_Chase):
    """Remind the ministries that have not answered."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(_Chase):
    """Let the advisers of ALN see to ministries that have not answered by then."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


InitiativeCommand: TypeAlias = (
    NoteSubmission
    | NoteRevision
    | NoteAssessment
    | NoteAssessmentReversal
    | NoteWithdrawal
    | CheckInspectorate
    | CorrectInspectorateCheck
    | GiveVerdict
    | Advise
    | CorrectAdvice
    | CloseRound
    | Remind
    | Escalate
)
PolicyCommand: TypeAlias = NotePolicy
AcrossCommand: TypeAlias = RequestClearance | NoteConflict | Reverse
