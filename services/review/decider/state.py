"""Where the clearance of an initiative stands: what was heard of it, and the round of the ministries if there is one.

What was heard is kept apart from the round: so the order in which it arrived leaves no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias, assert_never

from services.review.events import Ministry, PolicyVersion, Verdict


@dataclass(frozen=True, slots=True)
class Unsubmitted:
    """The submission has not arrived; a revision may have."""

    version: int = 0


@dataclass(frozen=True, slots=True)
class Submitted:
    """The newest version that arrived from the submitter."""

    version: int
    title: str


@dataclass(frozen=True, slots=True)
class Unassessed:
    """No assessment has arrived."""

    version: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class Met:
    """The newest assessment: the criteria are met."""

    version: int
    policy_version: PolicyVersion


@dataclass(frozen=True, slots=True)
class NotMet:
    """The newest assessment: the criteria are not met."""

    version: int


Submission: TypeAlias = Unsubmitted | Submitted
Assessment: TypeAlias = Unassessed | Met | NotMet


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other services announced."""

    submission: Submission = Unsubmitted()
    assessment: Assessment = Unassessed()

    @property
    def newest(self) -> int:
        """The newest version that anybody spoke of."""
        return max(self.submission.version, self.assessment.version)


@dataclass(frozen=True, slots=True)
class Round:
    """The required ministries are asked about one version, under one policy."""

    version: int
    policy_version: PolicyVersion
    required: tuple[Ministry, ...]
    inspectorate: Literal["not-checked", "clear", "objects"] = "not-checked"
    verdicts: Mapping[Ministry, Verdict] = field(default_factory=dict)
    reminder_days: tuple[int, ...] = ()
    """Days after the request on which a reminder has still to be sent."""
    escalates: bool = False
    """Whether it has still to be escalated when verdicts are late."""

    @property
    def complete(self) -> bool:
        return not self.unanswered

    @property
    def unanswered(self) -> tuple[Ministry, ...]:
        return tuple(ministry for ministry in self.required if ministry not in self.verdicts)

    @property
    def refused_by(self) -> tuple[Ministry, ...]:
        return tuple(ministry for ministry in self.required if self.verdicts.get(ministry) == "refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """There is no clearance, or one that was closed by a rejection; another assessment can ask for one."""

    heard: Heard = Heard()


@dataclass(frozen=True, slots=True)
class Open:
    """The ministries are at it."""

    heard: Heard
    round: Round


@dataclass(frozen=True, slots=True)
class Cleared:
    """All required ministries cleared this version; a newer one needs a round of its own."""

    heard: Heard
    version: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An end: nothing but a withdrawal is heard any more."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The end before all others: nothing is heard any more."""


State: TypeAlias = Waiting | Open | Cleared | Refused | Withdrawn


@dataclass(frozen=True, slots=True)
class Due:
    """A version whose clearance has to be requested."""

    version: int
    policy_version: PolicyVersion
    title: str


def newest(state: State) -> int:
    """The newest version that anybody spoke of; 0 where nothing is heard any more."""
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard):
            return heard.newest
        case Refused() | Withdrawn():
            return 0
        case _:
            assert_never(state)


def due(state: State) -> Due | None:
    """The version that meets the criteria, has arrived here, and of which the ministries were not asked yet."""
    match state:
        case Waiting(heard):
            return _due(heard, asked=0)
        case Open(heard, Round(version)) | Cleared(heard, version):
            return _due(heard, asked=version)
        case Refused() | Withdrawn():
            return None
        case _:
            assert_never(state)


def _due(heard: Heard, asked: int) -> Due | None:
    match heard:
        case Heard(Submitted(arrived, title), Met(version, policy_version)) if asked < version <= arrived:
            return Due(version, policy_version, title)
        case _:
            return None
