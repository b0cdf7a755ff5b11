"""What a story knows from the other services, and whether that adds up to one cleared version.

Facts of different services arrive in any order, so what is known does not depend on the order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never

from services.publication import events

HeardOf: TypeAlias = (
    events.SubmissionNotedByPublication
    | events.RevisionNotedByPublication
    | events.AssessmentNotedByPublication
    | events.ClearanceNotedByPublication
    | events.RefusalNotedByPublication
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was submitted and revised, and the newest version assessed, cleared and refused (0: none yet)."""

    submission: events.SubmissionNotedByPublication | None = None
    revisions: Mapping[int, events.RevisionNotedByPublication] = field(default_factory=dict)
    assessed: int = 0
    cleared: int = 0
    refused: int = 0

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
            content = content.model_copy(update={name: value for name, value in revision if value is not None})
        return content

    @property
    def cleared_content(self) -> events.SubmissionNotedByPublication | None:
        """The content of the newest version known, when it is known in full and is the version cleared."""
        content = self.content
        if content is None or self.cleared <= self.refused:
            return None
        return content if content.submission_version == self.cleared == self.newest else None


NOTHING: Final = Heard()


def knows(heard: Heard, fact: HeardOf) -> bool:
    """Whether `fact` adds nothing: it was heard before, or something newer of its kind was."""
    match fact:
        case events.SubmissionNotedByPublication():
            return heard.submission is not None
        case events.RevisionNotedByPublication():
            return fact.submission_version in heard.revisions
        case events.AssessmentNotedByPublication():
            return fact.submission_version <= heard.assessed
        case events.ClearanceNotedByPublication():
            return fact.submission_version <= heard.cleared
        case events.RefusalNotedByPublication():
            return fact.submission_version <= heard.refused
        case _:
            assert_never(fact)


def hear(heard: Heard, fact: HeardOf) -> Heard:
    """What is known after `fact`."""
    match fact:
        case events.SubmissionNotedByPublication():
            return replace(heard, submission=fact)
        case events.RevisionNotedByPublication():
            return replace(heard, revisions={**heard.revisions, fact.submission_version: fact})
        case events.AssessmentNotedByPublication():
            return replace(heard, assessed=fact.submission_version)
        case events.ClearanceNotedByPublication():
            return replace(heard, cleared=fact.submission_version)
        case events.RefusalNotedByPublication():
            return replace(heard, refused=fact.submission_version)
        case _:
            assert_never(fact)
