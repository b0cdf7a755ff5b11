"""What a story knows from the other services, and whether that adds up to one cleared version.

Facts of different services arrive in any order, so what is known does not depend on the order. Those of one service are
numbered: the newest of assessment, and of review, is the one that counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, TypedDict, assert_never

from services.publication import events

OfAssessment: TypeAlias = events.AssessmentNotedByPublication | events.AssessmentReversalNotedByPublication
OfReview: TypeAlias = (
    events.ClearanceNotedByPublication
    | events.RefusalNotedByPublication
    | events.ClearanceReversalNotedByPublication
    | events.ClearanceLapseNotedByPublication
)
HeardOf: TypeAlias = events.SubmissionNotedByPublication | events.RevisionNotedByPublication | OfAssessment | OfReview


PUBLISHED: Final = ("region", "themes", "branches")
"""What is published as the submission tells it, beside what a draft says."""


class RestsOn(TypedDict):
    """What an article rests on: the version that was cleared, the policy under which it was, and their digests."""

    submission_version: int
    submission_digest: str | None
    policy_version: str | None
    policy_digest: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was submitted and revised, the newest version assessed, cleared and refused (0: none), and what was undone.

    `assessments` and `conclusions` are how far the streams of assessment and of review were heard.
    """

    submission: events.SubmissionNotedByPublication | None = None
    revisions: Mapping[int, events.RevisionNotedByPublication] = field(default_factory=dict)
    assessed: int = 0
    cleared: int = 0
    refused: int = 0
    not_met: bool = False
    """What the newest assessment found; False where that was taken back."""
    assessment_undone: bool = False
    clearance_undone: events.Undone | None = None
    assessments: int = 0
    conclusions: int = 0
    policy_version: str | None = None
    """Under which the newest clearance was given."""
    policy_digest: str | None = None

    def rests_on(self, content: events.SubmissionNotedByPublication) -> RestsOn:
        """What is written or agreed to rests on, where `content` is what was cleared."""
        return RestsOn(
            submission_version=content.submission_version,
            submission_digest=content.submission_digest,
            policy_version=self.policy_version,
            policy_digest=self.policy_digest,
        )

    @property
    def submitter(self) -> events.PersonId | None:
        return None if self.submission is None else self.submission.submitter

    @property
    def contacts(self) -> frozenset[str]:
        """Intake's references of all whom a version named as its contact persons."""
        first = () if self.submission is None else self.submission.contacts or ()
        return frozenset([*first, *(ref for each in self.revisions.values() for ref in each.contacts or ())])

    @property
    def newest(self) -> int:
        """The newest version anybody spoke of, also when its content is still under way."""
        return max(self.assessed, self.cleared, self.refused, *self.revisions)

    @property
    def content(self) -> events.SubmissionNotedByPublication | None:
        """The submission with its revisions so far, unless one before the last is still under way."""
        content = self.submission
        for version in range(2, max(self.revisions, default=1) + 1):
            revision = self.revisions.get(version)
            if content is None or revision is None:
                return None
            said = {name: value for name, value in revision if value is not None}
            content = content.model_copy(update=said | {"submission_digest": revision.submission_digest})
        return content

    def changed_since(self, version: int) -> tuple[str, ...]:
        """The names of what revisions after this version tell otherwise, of what is published."""
        later = [revision for number, revision in self.revisions.items() if number > version]
        return tuple(name for name in PUBLISHED if any(getattr(each, name) is not None for each in later))

    @property
    def undone(self) -> events.Undone | None:
        """What a story rests on, and does not any more; or how that ended."""
        if not (self.assessment_undone or self.refused or self.clearance_undone):
            return None
        if self.not_met:
            return "not-met"
        if self.assessment_undone:
            return "assessment-reversed"
        return "clearance-lapsed" if self.refused else self.clearance_undone

    @property
    def cleared_content(self) -> events.SubmissionNotedByPublication | None:
        """The content of the newest version known, when it is known in full and is the version cleared."""
        content = self.content
        if content is None or self.undone is not None:
            return None
        return content if content.submission_version == self.cleared == self.newest else None


NOTHING: Final = Heard()


def knows(heard: Heard, fact: HeardOf) -> bool:
    """Whether `fact` adds nothing: it was heard before, or something newer of its service was."""
    match fact:
        case events.SubmissionNotedByPublication():
            return heard.submission is not None
        case events.RevisionNotedByPublication():
            return fact.submission_version in heard.revisions
        case events.AssessmentNotedByPublication() | events.AssessmentReversalNotedByPublication():
            return (fact.source_sequence or 0) <= heard.assessments
        case (
            events.ClearanceNotedByPublication()
            | events.RefusalNotedByPublication()
            | events.ClearanceReversalNotedByPublication()
            | events.ClearanceLapseNotedByPublication()
        ):
            return (fact.source_sequence or 0) <= heard.conclusions
        case _:
            assert_never(fact)


def hear(heard: Heard, fact: HeardOf) -> Heard:
    """What is known after `fact`."""
    match fact:
        case events.SubmissionNotedByPublication():
            return replace(heard, submission=fact)
        case events.RevisionNotedByPublication():
            return replace(heard, revisions={**heard.revisions, fact.submission_version: fact})
        case events.AssessmentNotedByPublication() | events.AssessmentReversalNotedByPublication():
            return _assessed(replace(heard, assessments=fact.source_sequence or heard.assessments), fact)
        case (
            events.ClearanceNotedByPublication()
            | events.RefusalNotedByPublication()
            | events.ClearanceReversalNotedByPublication()
            | events.ClearanceLapseNotedByPublication()
        ):
            return _concluded(replace(heard, conclusions=fact.source_sequence or heard.conclusions), fact)
        case _:
            assert_never(fact)


def _assessed(heard: Heard, fact: OfAssessment) -> Heard:
    """Only another finding that the criteria are met makes good that the one before was taken back."""
    match fact:
        case events.AssessmentNotedByPublication(submission_version=version, outcome="met"):
            return replace(heard, assessed=version, not_met=False, assessment_undone=False)
        case events.AssessmentNotedByPublication(submission_version=version):
            return replace(heard, assessed=version, not_met=True)
        case events.AssessmentReversalNotedByPublication(submission_version=version):
            return replace(heard, assessed=version, not_met=False, assessment_undone=True)
        case _:
            assert_never(fact)


def _concluded(heard: Heard, fact: OfReview) -> Heard:
    match fact:
        case events.ClearanceNotedByPublication(submission_version=version):
            return replace(
                heard,
                cleared=version,
                refused=0,
                clearance_undone=None,
                policy_version=fact.policy_version,
                policy_digest=fact.policy_digest,
            )
        case events.RefusalNotedByPublication(submission_version=version):
            return replace(heard, refused=version)
        case events.ClearanceReversalNotedByPublication():
            return replace(heard, refused=0, clearance_undone="clearance-reversed")
        case events.ClearanceLapseNotedByPublication():
            return replace(heard, clearance_undone="clearance-lapsed")
        case _:
            assert_never(fact)
