"""Whoever has an address that somebody else named says whether they may be named; saying nothing counts as no."""

from typing import assert_never

from services.intake import commands, errors, events, words
from services.intake.decider.contacts import Facts, removed, waiting
from services.intake.decider.state import (
    Asked,
    Confirmed,
    Contact,
    NotSubmitted,
    Own,
    Published,
    Removed,
    State,
    Submitted,
    UnderWay,
    Withdrawn,
)
from shared.envelope import moment
from shared.errors import NotYours, Unknown


def answer(command: commands.AnswerConfirmation, state: State) -> Facts:
    """From whoever has the link, who may think better of it later; never from who named them."""
    if isinstance(state, NotSubmitted):
        raise nobody()
    if command.act.actor.id == state.submitter:
        raise NotYours(
            "You named this contact person yourself. Nothing was changed; only whoever has the address can agree."
        )
    contact = named(command.contact, state)
    if isinstance(contact.standing, Own):
        raise errors.NoConfirmationAsked(
            "Nobody was asked about this address, it is the submitter's own. Nothing was changed; nothing is needed."
        )
    match command.answer:
        case "confirmed":
            return [confirmation(command, contact, state)]
        case "declined":
            return [decline(command, contact, state)]
        case _:
            assert_never(command.answer)


def confirmation(command: commands.AnswerConfirmation, contact: Contact, state: Submitted) -> events.ContactConfirmed:
    match contact.standing:
        case Asked(confirm_by=until) if command.act.now < moment(until) and not isinstance(state, Withdrawn):
            return events.ContactConfirmed(contact=command.contact, next_deadline=next_deadline(command.contact, state))
        case Asked() if isinstance(state, Withdrawn):
            raise errors.InitiativeWithdrawn(
                "This initiative was withdrawn, so nobody is named with it. Nothing was changed; nothing is needed."
            )
        case Confirmed():
            raise errors.AlreadyConfirmed(
                "You agreed before, and that was kept. Nothing more is needed; you may still decline."
            )
        case Asked() | Own() | Removed():
            raise gone()
        case _:
            assert_never(contact.standing)


def decline(command: commands.AnswerConfirmation, contact: Contact, state: Submitted) -> events.ContactRemoved:
    """Also after having agreed, and of what was withdrawn or published: nobody has to stay named."""
    if isinstance(contact.standing, Removed):
        raise gone()
    return removed(command.contact, "declined", next_deadline(command.contact, state))


def lapse(command: commands.LapseConfirmations, state: State) -> Facts:
    """Never refused: whoever answered meanwhile is past it."""
    match state:
        case UnderWay(contacts=contacts) | Published(contacts=contacts) | Withdrawn(contacts=contacts):
            asked = waiting(contacts)
        case NotSubmitted():
            return []
        case _:
            assert_never(state)
    late = [ref for ref, until in asked.items() if command.act.now >= moment(until)]
    deadline = min((until for ref, until in asked.items() if ref not in late), default=None)
    return [removed(ref, "lapsed", deadline) for ref in late]


def named(ref: words.ContactRef, state: Submitted) -> Contact:
    """Who is, or was, named under this reference; raises Unknown."""
    for contact in (*state.contacts, *state.former):
        if contact.kept.ref == ref:
            return contact
    raise nobody()


def next_deadline(ref: words.ContactRef, state: Submitted) -> str | None:
    """When the first of the others lapses that still wait."""
    return min((until for each, until in waiting(state.contacts).items() if each != ref), default=None)


def nobody() -> Unknown:
    return Unknown("No such contact person is named here (any more), and nothing of them is kept. Nothing was changed.")


def gone() -> errors.ContactRemoved:
    return errors.ContactRemoved(
        "This contact person is not named any more and was forgotten. Nothing was changed; "
        "the submitter may name them again."
    )
