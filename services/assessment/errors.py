"""What assessment says no to, by the name of the rule."""

from typing import ClassVar

from shared.errors import NotNow


class InitiativeWithdrawn(NotNow):
    """The submitter withdrew: nothing is assessed any more."""

    rule: ClassVar[str] = "initiative-withdrawn"


class AlreadyDecided(NotNow):
    """This version of the submission has its outcome."""

    rule: ClassVar[str] = "already-decided"


class NotDecided(NotNow):
    """There is no outcome to take back."""

    rule: ClassVar[str] = "not-decided"


class RejectionAwaitsConfirmation(NotNow):
    """A rejection is proposed: first another adviser confirms or contests it."""

    rule: ClassVar[str] = "rejection-proposed"


class NoRejectionProposed(NotNow):
    """There is nothing to confirm or contest."""

    rule: ClassVar[str] = "no-rejection-proposed"


class SameAdviser(NotNow):
    """Who proposes a rejection does not confirm it."""

    rule: ClassVar[str] = "same-adviser"


class JudgementsIncomplete(NotNow):
    """Not every criterion is judged on the newest version of the submission."""

    rule: ClassVar[str] = "judgements-incomplete"


class QuestionOpen(NotNow):
    """The submitter still has to answer: the clock stands still."""

    rule: ClassVar[str] = "question-open"


class AssessmentIsDeferred(NotNow):
    """The initiative was invited to come back later: until then nothing is judged or decided."""

    rule: ClassVar[str] = "assessment-deferred"


class NotDeferred(NotNow):
    """There is nothing to resume."""

    rule: ClassVar[str] = "not-deferred"


class DateNotAhead(NotNow):
    """A date on which to come back lies ahead."""

    rule: ClassVar[str] = "date-not-ahead"


class CriterionNotInPolicy(NotNow):
    """The policy of this dossier does not ask for this criterion."""

    rule: ClassVar[str] = "criterion-not-in-policy"


class PolicyNotValidYet(NotNow):
    """A policy holds from its first day, and not before."""

    rule: ClassVar[str] = "policy-not-valid-yet"


class PolicyChanged(NotNow):
    """An active policy keeps its content for ever."""

    rule: ClassVar[str] = "policy-changed"


class AdviserHasConflict(NotNow):
    """The dossier is shut to this adviser, who cannot see to it."""

    rule: ClassVar[str] = "adviser-has-conflict"


class DeclarationNeeded(NotNow):
    """The policy of this dossier wants to know first whether an adviser has a conflict of interest."""

    rule: ClassVar[str] = "declaration-needed"


class NoConflictStands(NotNow):
    """There is no declaration to withdraw."""

    rule: ClassVar[str] = "no-conflict-stands"
