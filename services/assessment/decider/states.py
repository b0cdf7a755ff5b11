"""What the dossier of an initiative can be, from the first thing heard to the outcome."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, TypedDict

from services.assessment.events import (
    AdviserId,
    DossierReopened,
    DossierRevised,
    Judged,
    Organisation,
    RequestId,
    RevisionNotedByAssessment,
)
from services.assessment.policy import Criterion
from shared.versions import NONE_HEARD, Versions

Revision: TypeAlias = RevisionNotedByAssessment | DossierRevised | DossierReopened


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy asked for when the dossier was opened; it stays so."""

    policy_version: str
    criteria: tuple[Criterion, ...]
    threshold: int
    declaration_required: bool = False
    policy_digest: str | None = None


class DecidedOn(TypedDict):
    """What a decision says it was made on."""

    submission_version: int
    submission_digest: str | None
    policy_version: str
    policy_digest: str | None


@dataclass(frozen=True, slots=True)
class Questions:
    """How many were asked, and which are answered (a request's id is known to its event and its answer only)."""

    asked: int = 0
    answered: frozenset[RequestId] = frozenset()

    @property
    def open(self) -> bool:
        return self.asked > len(self.answered)

    def awaits(self, request: RequestId) -> bool:
        return self.open and request not in self.answered


@dataclass(frozen=True, slots=True)
class Dossier:
    """The judgements of the newest version known here, and what they are held against."""

    terms: Terms
    submission_version: int
    judgements: Mapping[Criterion, Judged] = field(default_factory=dict)
    questions: Questions = Questions()
    reopened_once: bool = False
    adviser: AdviserId | None = None
    """Who sees to it."""
    organisations: tuple[Organisation, ...] | None = None
    """Who takes part; None where that was not told."""
    judges: Mapping[Criterion, AdviserId | None] = field(default_factory=dict)
    """Who judged each criterion; None where the fact does not tell."""
    versions: Versions = NONE_HEARD
    """Those that were heard of."""

    @property
    def decided_on(self) -> DecidedOn:
        """What is decided now is decided on this."""
        return self.deciding_on(self.submission_version)

    def deciding_on(self, version: int) -> DecidedOn:
        return DecidedOn(
            submission_version=version,
            submission_digest=self.versions.of(version).digest,
            policy_version=self.terms.policy_version,
            policy_digest=self.terms.policy_digest,
        )

    @property
    def unjudged(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.terms.criteria if criterion not in self.judgements)

    @property
    def enough_met(self) -> bool:
        return sum(judged.met for judged in self.judgements.values()) >= self.terms.threshold

    def assigned(self, adviser: AdviserId) -> "Dossier":
        return replace(self, adviser=adviser)

    def unassigned(self) -> "Dossier":
        return replace(self, adviser=None)

    def judged(self, criterion: Criterion, judged: Judged, by: AdviserId | None) -> "Dossier":
        return replace(self, judgements={**self.judgements, criterion: judged}, judges={**self.judges, criterion: by})

    def judged_by(self, persons: Collection[str]) -> tuple[Criterion, ...]:
        """What one of these judged, or may have judged: where the fact does not tell who did, it counts as theirs."""
        return tuple(each for each in self.judgements if (by := self.judges[each]) is None or by in persons)

    def without(self, criteria: Collection[Criterion]) -> "Dossier":
        """These judgements no longer count."""
        return replace(
            self,
            judgements={each: judged for each, judged in self.judgements.items() if each not in criteria},
            judges={each: by for each, by in self.judges.items() if each not in criteria},
        )

    def asked(self) -> "Dossier":
        return replace(self, questions=replace(self.questions, asked=self.questions.asked + 1))

    def answered(self, request: RequestId) -> "Dossier":
        return replace(self, questions=replace(self.questions, answered=self.questions.answered | {request}))

    def revised(self, to: Revision) -> "Dossier":
        """Judgements were about the older version: they no longer count."""
        organisations = self.organisations if to.organisations is None else to.organisations
        return replace(
            self,
            submission_version=to.submission_version,
            judgements={},
            judges={},
            organisations=organisations,
            versions=heard(self.versions, to),
        )

    def reopened(self, to: DossierReopened) -> "Dossier":
        return replace(self.revised(to), reopened_once=True)


def heard(versions: Versions, revision: Revision) -> Versions:
    """What was heard of versions, with this one."""
    return versions.heard(revision.submission_version, revision.submission_digest, revision.changed)


@dataclass(frozen=True, slots=True)
class Told:
    """What revisions said anew, the last of each."""

    title: str | None = None
    organisations: tuple[Organisation, ...] | None = None
    region: str | None = None

    def and_(self, revision: Revision) -> "Told":
        return Told(
            self.title if revision.title is None else revision.title,
            self.organisations if revision.organisations is None else revision.organisations,
            self.region if revision.region is None else revision.region,
        )


@dataclass(frozen=True, slots=True)
class NotOpened:
    """No submission yet; revisions up to `newest_version` were heard (0: none), and this is what they told."""

    newest_version: int = 0
    told: Told = Told()
    versions: Versions = NONE_HEARD


@dataclass(frozen=True, slots=True)
class WithdrawnBefore:
    """The withdrawal came before its submission; what was heard of revisions is kept."""

    newest_version: int
    told: Told
    versions: Versions = NONE_HEARD


@dataclass(frozen=True, slots=True)
class Judging:
    """Advisers judge the criteria."""

    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Deferred:
    """Invited to come back on a date; the judgements there are stay."""

    dossier: Dossier
    until: date


@dataclass(frozen=True, slots=True)
class Proposed:
    """A rejection waits for another adviser than the one who proposed it."""

    dossier: Dossier
    proposed_by: AdviserId


@dataclass(frozen=True, slots=True)
class Met:
    """Enough criteria are met."""

    dossier: Dossier


@dataclass(frozen=True, slots=True)
class NotMet:
    """Version `decided` was rejected, and a second adviser confirmed it. The dossier may know a newer one."""

    dossier: Dossier
    decided: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Withdrawn: nothing follows."""


State: TypeAlias = NotOpened | WithdrawnBefore | Judging | Deferred | Proposed | Met | NotMet | Closed

INITIAL: Final[State] = NotOpened()
