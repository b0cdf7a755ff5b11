"""What others tell about an initiative, as commands of the system itself."""

from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import SYSTEM, OnStory
from shared.actor import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSubmission(OnStory):
    """An initiative was submitted."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str
    region: str
    themes: tuple[events.Theme, ...]
    branches: tuple[events.Branch, ...]
    submitter: events.PersonId
    submission_digest: str | None = None
    contacts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRevision(OnStory):
    """The submitter revised the initiative; what did not change is None."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    title: str | None = None
    region: str | None = None
    themes: tuple[events.Theme, ...] | None = None
    branches: tuple[events.Branch, ...] | None = None
    submission_digest: str | None = None
    contacts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAssessment(OnStory):
    """A version of the initiative was assessed: the so many-th fact of assessment's stream."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str
    outcome: events.Outcome
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAssessmentReversal(OnStory):
    """The outcome of a version was taken back: the so many-th fact of assessment's stream."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClearance(OnStory):
    """The ministries cleared a version of the initiative: the so many-th fact of review's stream."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str
    source_sequence: int
    policy_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal(OnStory):
    """A ministry refused a version of the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    policy_version: str
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClearanceReversal(OnStory):
    """What the ministries concluded was taken back."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    submission_version: int
    outcome: events.Verdict
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClearanceLapse(OnStory):
    """What the ministries found does not count any more."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWithdrawal(OnStory):
    """The submitter withdrew the initiative."""

    roles: ClassVar[frozenset[Role]] = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAnew(OnStory):
    """What is known of a story tells otherwise why its article is gone than the notice does."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
