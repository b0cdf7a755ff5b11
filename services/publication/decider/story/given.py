"""What the contact person ever let be published with a story and is kept still: theirs to take back at any time."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias, assert_never

from services.publication import events
from shared.event import Kept

Given: TypeAlias = tuple[events.PublishedContact, ...]
"""By each agreement, the latest first."""
DETAILS: Final = ("name", "phone", "email")
NOTHING: Final = events.PublishedContact()


def given_after(
    given: Given, event: events.ArticleApproved | events.ApprovalWithdrawn | events.ConsentWithdrawn
) -> Given:
    match event:
        case events.ArticleApproved(published=published, replaces=replaced):
            return _held((published or NOTHING, *(_less(each, replaced or ()) for each in given)))
        case events.ApprovalWithdrawn(texts=texts):
            return _held(_less(each, texts) for each in given)
        case events.ConsentWithdrawn():
            return _held(without(each, event) for each in given)
        case _:
            assert_never(event)


def without(contact: events.PublishedContact, withdrawn: events.ConsentWithdrawn) -> events.PublishedContact:
    """What is left of a contact person's details."""
    gone = {name: None for name in DETAILS if getattr(withdrawn, name)}
    return contact.model_copy(update=gone)


def _less(contact: events.PublishedContact, texts: Sequence[Kept]) -> events.PublishedContact:
    gone = {name: None for name in DETAILS if getattr(contact, name) in texts}
    return contact.model_copy(update=gone)


def _held(contacts: Iterable[events.PublishedContact]) -> Given:
    return tuple(each for each in contacts if each != NOTHING)
