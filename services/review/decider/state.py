"""Where the clearance of an initiative stands: what was heard of it, and the round of the ministries if there is one.

What was heard is kept apart from the round: so the order in which it arrived leaves no trace.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias, TypedDict, assert_never

from services.review.events import Ministry, PersonId, PolicyVersion, Verdict
from shared.versions import NONE_HEARD, Versions


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
    policy_digest: str | None = None


@dataclass(frozen=True, slots=True)
class NotMet:
    """The newest assessment: the criteria are not met."""

    version: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The newest assessment was reversed, and another has not arrived; `policy_version` where it was met."""

    version: int
    policy_version: PolicyVersion | None
    policy_digest: str | None = None


Submission: TypeAlias = Unsubmitted | Submitted
Assessment: TypeAlias = Unassessed | Met | NotMet | TakenBack


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other services announced; `assessments` is how far assessment's stream was heard."""

    submission: Submission = Unsubmitted()
    assessment: Assessment = Unassessed()
    assessments: int = 0
    versions: Versions = NONE_HEARD

    @property
    def newest(self) -> int:
        """The newest version that anybody spoke of."""
        return max(self.submission.version, self.assessment.version)


@dataclass(frozen=True, slots=True)
class Days:
    """On which days after they were asked ministries are reminded, and it is escalated; all of them, as requested."""

    reminders: tuple[int, ...] = ()
    escalation: int | None = None


class FoundOn(TypedDict):
    """What something was found on, in a round."""

    policy_version: PolicyVersion
    policy_digest: str | None
    submission_version: int
    submission_digest: str | None


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
    days: Days = Days()
    since: str | None = None
    """From when days count, where it is not from the request: the round was resumed or opened again."""
    advised: frozenset[PersonId] = frozenset()
    """Who advised as employers, in this round or an earlier one of the clearance."""
    closed: bool = False
    """Whether an adviser ended it with what was in."""
    givers: Mapping[Ministry, PersonId | None] = field(default_factory=dict)
    """Who gave each verdict for a ministry; None where the fact does not tell."""
    checker: PersonId | None = None
    """Who made the inspectorate check, where that is told."""
    checked_version: int | None = None
    """The version whose organisations were checked; None where there is no check."""
    policy_digest: str | None = None
    submission_digest: str | None = None

    @property
    def found_on(self) -> FoundOn:
        return FoundOn(
            policy_version=self.policy_version,
            policy_digest=self.policy_digest,
            submission_version=self.version,
            submission_digest=self.submission_digest,
        )

    @property
    def complete(self) -> bool:
        return not self.unanswered

    @property
    def unanswered(self) -> tuple[Ministry, ...]:
        return tuple(ministry for ministry in self.required if ministry not in self.verdicts)

    def given_by(self, persons: Collection[str]) -> tuple[Ministry, ...]:
        """For which ministries one of these spoke, or may have: where it is not told who did, it counts as theirs."""
        return tuple(each for each in self.verdicts if (by := self.givers.get(each)) is None or by in persons)

    def checked_by(self, persons: Collection[str]) -> bool:
        """Whether one of these made the inspectorate check, or may have."""
        return self.inspectorate != "not-checked" and (self.checker is None or self.checker in persons)

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
    """All required ministries cleared the version of this round; a newer one needs a round of its own."""

    heard: Heard
    round: Round


@dataclass(frozen=True, slots=True)
class Refused:
    """An end, unless a ministry takes its verdict back: what is heard is only kept for that."""

    heard: Heard
    round: Round


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
    suspended: bool
    policy_digest: str | None = None
    submission_digest: str | None = None

    @property
    def asked(self) -> tuple[int, PolicyVersion]:
        """What the ministries will be asked about, and under which policy."""
        return self.version, self.policy_version


def suspended(heard: Heard, asked: int) -> bool:
    """Whether nothing can be found of version `asked`: a newer one is known, or the assessment was taken back."""
    return heard.newest > asked or isinstance(heard.assessment, TakenBack)


def due(state: State) -> Due | None:
    """The version that meets the criteria, has arrived here, and of which the ministries were not asked yet."""
    match state:
        case Waiting(heard):
            return _due(heard, asked=0)
        case Open(heard, Round(version)) | Cleared(heard, Round(version)):
            return _due(heard, asked=version)
        case Refused() | Withdrawn():
            return None
        case _:
            assert_never(state)


def _due(heard: Heard, asked: int) -> Due | None:
    """What was met and taken back is asked too, and suspended: as when the reversal had come later."""
    match heard:
        case Heard(
            Submitted(arrived, title),
            Met(version, policy_version, policy_digest) | TakenBack(version, str() as policy_version, policy_digest),
        ) if asked < version <= arrived:
            return Due(
                version,
                PolicyVersion(policy_version),
                title,
                suspended(heard, version),
                policy_digest,
                heard.versions.of(version).digest,
            )
        case _:
            return None
