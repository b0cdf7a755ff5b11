"""What publication refuses, by the name of the rule."""

from typing import ClassVar

from shared.errors import NotNow


class ArticleTooLong(NotNow):
    """A body passes what one event can hold."""

    rule: ClassVar[str] = "article-too-long"


class NoSuchDraft(NotNow):
    """The version named is no draft of this story."""

    rule: ClassVar[str] = "no-such-draft"


class AuthorMayNotApprove(NotNow):
    """The editor who wrote a draft leaves its approval to another."""

    rule: ClassVar[str] = "author-may-not-approve"


class AlreadyApproved(NotNow):
    """An editor approved this draft before."""

    rule: ClassVar[str] = "already-approved"


class ConsentMismatch(NotNow):
    """Consent and what to publish come together or not at all."""

    rule: ClassVar[str] = "consent-mismatch"


class DetailsErased(NotNow):
    """Who was forgotten is not published again by somebody else."""

    rule: ClassVar[str] = "details-erased"


class NotAContact(NotNow):
    """Only who is named with the initiative is published as its contact person."""

    rule: ClassVar[str] = "not-a-contact"


class ApprovalsMissing(NotNow):
    """A draft goes out only with the approval of an editor and of the contact person."""

    rule: ClassVar[str] = "approvals-missing"


class AlreadyPublished(NotNow):
    """A story is published once, and a draft only once."""

    rule: ClassVar[str] = "already-published"


class NotPublished(NotNow):
    """Only what is published goes further."""

    rule: ClassVar[str] = "not-published"


class SuspendedByRevision(NotNow):
    """A newer version of the initiative is known than the one assessed and cleared."""

    rule: ClassVar[str] = "suspended-by-revision"


class SuspendedByReversal(NotNow):
    """What the story rests on was taken back, and has to be decided anew first."""

    rule: ClassVar[str] = "suspended-by-reversal"


class NotTakenBack(NotNow):
    """The editors did not take the article back."""

    rule: ClassVar[str] = "not-withdrawn"


class NotApproved(NotNow):
    """There is no approval to take back."""

    rule: ClassVar[str] = "not-approved"


class NothingConsented(NotNow):
    """Nothing of what is named is published, or was to be."""

    rule: ClassVar[str] = "nothing-consented"


class ArticleTakenBack(NotNow):
    """An editor took the article back."""

    rule: ClassVar[str] = "article-withdrawn"


class InitiativeWithdrawn(NotNow):
    """The submitter withdrew the initiative."""

    rule: ClassVar[str] = "initiative-withdrawn"


class ChannelAlreadyOut(NotNow):
    """A channel that carries the story as it is has nothing to do."""

    rule: ClassVar[str] = "channel-already-out"


class ChannelWithdrawn(NotNow):
    """Nothing of the story is on the channel, or is to go there."""

    rule: ClassVar[str] = "channel-withdrawn"


class WebsiteShowsTheArticle(NotNow):
    """The website is out with the article and gone with it."""

    rule: ClassVar[str] = "website-shows-the-article"


class RecordedBefore(NotNow):
    """An appearance or an adoption is recorded once."""

    rule: ClassVar[str] = "recorded-before"


class NotAppointed(NotNow):
    """What is for who was named officially, or takes that back, needs an appointment."""

    rule: ClassVar[str] = "not-appointed"


class ToolkitAlreadySent(NotNow):
    """A Koploper is sent an edition of the toolkit once."""

    rule: ClassVar[str] = "toolkit-already-sent"


class AlreadyPlanned(NotNow):
    """A meeting is planned once."""

    rule: ClassVar[str] = "already-planned"


class MeetingNotMoved(NotNow):
    """A meeting is moved to another day or place than it has."""

    rule: ClassVar[str] = "meeting-not-moved"


class MeetingOff(NotNow):
    """Nothing happens at a meeting that was called off."""

    rule: ClassVar[str] = "meeting-called-off"


class MovedOn(NotNow):
    """Who went on to the next meeting has its seat there."""

    rule: ClassVar[str] = "moved-to-next-meeting"


class MeetingFull(NotNow):
    """All seats of the meeting are taken."""

    rule: ClassVar[str] = "meeting-full"


class AlreadyInvited(NotNow):
    """A Koploper is invited once per meeting."""

    rule: ClassVar[str] = "already-invited"


class NotInvited(NotNow):
    """Only who is invited and did not decline takes part."""

    rule: ClassVar[str] = "not-invited"


class AlreadyAnswered(NotNow):
    """The same answer was given before."""

    rule: ClassVar[str] = "already-answered"


class AlreadyNominated(NotNow):
    """A Koploper is nominated once."""

    rule: ClassVar[str] = "already-nominated"


class NotNominated(NotNow):
    """Only who was nominated at this meeting is appointed there."""

    rule: ClassVar[str] = "not-nominated"


class AlreadyAppointed(NotNow):
    """A Koploper is appointed once."""

    rule: ClassVar[str] = "already-appointed"


class NothingToCheck(NotNow):
    """An article is looked at for names when somebody was forgotten whom it may name."""

    rule: ClassVar[str] = "nothing-to-check"
