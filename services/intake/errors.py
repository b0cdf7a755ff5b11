"""Why intake says no."""

from typing import ClassVar

from shared.errors import NotNow


class AlreadySubmitted(NotNow):
    """An initiative is submitted once; afterwards it is revised."""

    rule: ClassVar[str] = "already-submitted"


class AlreadyWithdrawn(NotNow):
    """An initiative is withdrawn once."""

    rule: ClassVar[str] = "already-withdrawn"


class InitiativeWithdrawn(NotNow):
    """What was withdrawn is neither revised nor explained any more."""

    rule: ClassVar[str] = "initiative-withdrawn"


class AlreadyPublished(NotNow):
    """The story is out: from here on its article is corrected, not the submission."""

    rule: ClassVar[str] = "already-published"


class NothingChanged(NotNow):
    """A revision says something new."""

    rule: ClassVar[str] = "nothing-changed"


class ContactNamedTwice(NotNow):
    """A contact person is named once."""

    rule: ClassVar[str] = "contact-named-twice"


class NoConfirmationAsked(NotNow):
    """Only who was asked answers."""

    rule: ClassVar[str] = "no-confirmation-asked"


class AlreadyConfirmed(NotNow):
    """Who agreed once need not agree again."""

    rule: ClassVar[str] = "already-confirmed"


class ContactRemoved(NotNow):
    """Who is named no more cannot agree to it any more."""

    rule: ClassVar[str] = "contact-removed"


class NoSuchQuestion(NotNow):
    """An answer belongs to a question that was asked."""

    rule: ClassVar[str] = "no-such-question"


class AlreadyAnswered(NotNow):
    """A question is answered once."""

    rule: ClassVar[str] = "already-answered"


class ContactChangedMeanwhile(NotNow):
    """A row's contact is compared with the one that is there when it is brought in."""

    rule: ClassVar[str] = "contact-changed-meanwhile"
