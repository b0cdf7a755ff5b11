"""What review says no to, by the name of the rule."""

from typing import ClassVar

from shared.errors import NotNow


class InitiativeWithdrawn(NotNow):
    """The submitter withdrew: nothing is reviewed any more."""

    rule: ClassVar[str] = "initiative-withdrawn"


class InitiativeRejected(NotNow):
    """The newest assessment says that the criteria are not met: there is nothing to clear."""

    rule: ClassVar[str] = "initiative-rejected"


class AlreadyDecided(NotNow):
    """The round has its outcome."""

    rule: ClassVar[str] = "already-decided"


class SuspendedByRevision(NotNow):
    """A newer version is known than the one the ministries were asked about; it has to be assessed first."""

    rule: ClassVar[str] = "suspended-by-revision"


class SuspendedByReversal(NotNow):
    """The assessment that a clearance rests on was taken back; there has to be another first."""

    rule: ClassVar[str] = "suspended-by-reversal"


class NotDecided(NotNow):
    """The round goes on: there is no outcome to take back."""

    rule: ClassVar[str] = "not-decided"


class NotYourDecision(NotNow):
    """Only what one's own office decided can be taken back."""

    rule: ClassVar[str] = "not-your-decision"


class NotChecked(NotNow):
    """There is no inspectorate check to correct."""

    rule: ClassVar[str] = "not-checked"


class NoAdviceOfYours(NotNow):
    """Advice is corrected by whoever gave it."""

    rule: ClassVar[str] = "no-advice-of-yours"


class NotYourMinistry(NotNow):
    """A ministry gives its own verdict only."""

    rule: ClassVar[str] = "not-your-ministry"


class MinistryNotRequired(NotNow):
    """The policy of this clearance does not ask this ministry."""

    rule: ClassVar[str] = "ministry-not-required"


class InspectorateCheckFirst(NotNow):
    """No verdict before the inspectorate check."""

    rule: ClassVar[str] = "inspectorate-check-first"


class AlreadyChecked(NotNow):
    """The inspectorate check is made once per clearance."""

    rule: ClassVar[str] = "already-checked"


class InspectorateObjects(NotNow):
    """After an objection of the inspectorate check a ministry can only refuse."""

    rule: ClassVar[str] = "inspectorate-objects"
