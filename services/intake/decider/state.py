"""What intake knows of an initiative, as far as a rule asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake import events, words
from shared.event import Kept


@dataclass(frozen=True, slots=True)
class Questions:
    """What assessment asked: still to be answered, and answered."""

    open: frozenset[words.RequestId] = frozenset()
    answered: frozenset[words.RequestId] = frozenset()


Noted = Mapping[words.Maker, int]
"""Of each other service, which fact of its stream was noted last."""


@dataclass(frozen=True, slots=True)
class Own:
    """The submitter's own address, or one that nobody was asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever has the address was asked, and has not answered."""

    confirm_by: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Whoever has the address agreed to be named."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Named no more, and forgotten."""

    because: words.Removal


Standing = Own | Asked | Confirmed | Removed


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact person, as far as a rule asks: which, and whether they may be named."""

    kept: Kept
    standing: Standing = Own()


Contacts = tuple[Contact, ...]
"""All who are named, the contact person first; `former` are those who were, and are kept with the versions of then."""


@dataclass(frozen=True, slots=True)
class NotSubmitted:
    """Nothing is known here."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """On its way to Koploper; its submitter may still tell it anew."""

    submitter: words.PersonId
    submission_version: int
    description: events.Description
    contacts: Contacts
    questions: Questions
    noted: Noted
    former: Contacts = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The story is out; the submission stays as it is."""

    submitter: words.PersonId
    submission_version: int
    description: events.Description
    contacts: Contacts
    questions: Questions
    noted: Noted
    former: Contacts = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Taken back by its submitter; what the others still say of it is noted. `published` whether its story ever was."""

    submitter: words.PersonId
    contacts: Contacts
    noted: Noted
    former: Contacts = ()
    published: bool = False


Submitted = UnderWay | Published | Withdrawn
State = NotSubmitted | Submitted


def different(changes: events.Changes, description: events.Description) -> dict[str, object]:
    """The fields of `changes` that say something else than `description` does."""
    said = {name: getattr(changes, name) for name in events.Changes.model_fields}
    return {name: new for name, new in said.items() if new is not None and new != getattr(description, name)}


def names(changed: Mapping[str, object], description: events.Description) -> tuple[str, ...]:
    """What `changed` tells anew, by name: of the criteria those that say something else (`criteria.opschalen`)."""
    return tuple(each for name, new in changed.items() for each in _names(name, new, description))


def _names(name: str, new: object, description: events.Description) -> list[str]:
    if not isinstance(new, events.Criteria):
        return [name]
    before = description.criteria
    return [f"{name}.{each}" for each in type(new).model_fields if getattr(new, each) != getattr(before, each)]


def revised(description: events.Description, changes: events.Changes) -> events.Description:
    """`description` as it stands after `changes`."""
    return description.model_copy(update=different(changes, description))
