"""What the contact person ever let be published with a story and is kept still: theirs to take back at any time."""

from collections.abc import Collection, Iterable, Sequence
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


def names(contact: events.PublishedContact, refs: Collection[str]) -> bool:
    """Whether one of these texts is among the details."""
    return any(kept is not None and kept.ref in refs for kept in (getattr(contact, name) for name in DETAILS))


def forgotten(given: Given, refs: Collection[str]) -> Given:
    """What is left when the details of some agreements were erased: whoever's they are, they go together."""
    return tuple(each for each in given if not names(each, refs))


def _held(contacts: Iterable[events.PublishedContact]) -> Given:
    return tuple(each for each in contacts if each != NOTHING)
