"""What intake records about contact persons that a submitter named for somebody else: by reference, never by name.

`next_deadline` is when the first of all that still wait lapses, as it is after the decision; absent when none waits.
"""

from typing import ClassVar, Final

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType, Readers

_REF: Final = "019b1c00-0000-7000-8000-00000000000a"
_DEADLINE: Final = "2026-11-16T09:00:00.000000Z"


class _OfContact(Event):
    """About one contact person: `contact` is the reference under which the vault has, or had, who they are."""

    readers: ClassVar[Readers] = "party"

    contact: words.ContactRef = Field(examples=[_REF])
    next_deadline: str | None = Field(default=None, examples=[_DEADLINE])


class ContactConfirmationAsked(_OfContact):
    """The submitter says that this address is somebody else's: whoever has it is asked first, until `confirmBy`."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.contact-confirmation-asked.v1")

    confirm_by: str = Field(examples=[_DEADLINE])


class ContactConfirmed(_OfContact):
    """Whoever has the address agreed to be named with the initiative."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.contact-confirmed.v1")


class ContactRemoved(_OfContact):
    """This contact person is named no more and the vault has forgotten them."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.contact-removed.v1")

    because: words.Removal = Field(examples=["declined"])


ContactEvent = ContactConfirmationAsked | ContactConfirmed | ContactRemoved
