"""Why intake says no."""

from typing import ClassVar

from shared.errors import NotNow, WrongInput


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


class AddressToBeConfirmed(NotNow):
    """Where somebody did not agree to be named, a new address is confirmed by its owner."""

    rule: ClassVar[str] = "address-to-be-confirmed"


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


class AlreadyRecorded(NotNow):
    """The same link with the same organisation is one signal."""

    rule: ClassVar[str] = "already-recorded"


class AlreadyTipped(NotNow):
    """Somebody tips the same link with the same organisation once."""

    rule: ClassVar[str] = "already-tipped"


class TooManyNamelessTips(NotNow):
    """A signal takes so many tips of which nobody says who gave them."""

    rule: ClassVar[str] = "too-many-nameless-tips"


class SignalSetAside(NotNow):
    """What was set aside is reopened before anything comes of it."""

    rule: ClassVar[str] = "signal-set-aside"


class SignalTakenUp(NotNow):
    """A signal is taken up once."""

    rule: ClassVar[str] = "signal-taken-up"


class NotSetAside(NotNow):
    """Only what was set aside can be reopened."""

    rule: ClassVar[str] = "not-set-aside"


class DateAhead(NotNow):
    """Something was seen or done on a day that has come."""

    rule: ClassVar[str] = "date-ahead"


class NoSuchSignal(NotNow):
    """A submission names a signal that is there."""

    rule: ClassVar[str] = "no-such-signal"


class NoSuchInitiative(NotNow):
    """A signal is taken up by an initiative that is there."""

    rule: ClassVar[str] = "no-such-initiative"


class OriginContradicted(NotNow):
    """Where a submission came from follows from its signal."""

    rule: ClassVar[str] = "origin-contradicted"


class ReasonNeeded(NotNow):
    """Who has somebody else forgotten says why."""

    rule: ClassVar[str] = "reason-needed"


class ReasonNamesPerson(NotNow):
    """What stays does not name who is forgotten."""

    rule: ClassVar[str] = "reason-names-person"


class ErasureLapsed(NotNow):
    """An erasure is confirmed in time, or asked again."""

    rule: ClassVar[str] = "erasure-lapsed"


class AlreadyErased(NotNow):
    """An erasure is confirmed once."""

    rule: ClassVar[str] = "already-erased"


class ReferenceNotValidYet(NotNow):
    """Reference data hold from their first day, and not before."""

    rule: ClassVar[str] = "reference-not-valid-yet"


class ReferenceChanged(NotNow):
    """A version of the reference data says what it said when it was activated."""

    rule: ClassVar[str] = "reference-changed"


class UnknownWords(WrongInput):
    """A submission names themes and branches that hold when it says so."""
