"""What a fact makes of an initiative. A fact that cannot follow leaves the state; each such pair is named."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final, assert_never

from services.intake import events, words
from services.intake.decider.state import (
    Asked,
    Confirmed,
    Contact,
    Contacts,
    Noted,
    NotSubmitted,
    Own,
    Published,
    Questions,
    Removed,
    Standing,
    State,
    UnderWay,
    Withdrawn,
    revised,
)
from shared.event import Kept

OUT: Final[frozenset[words.Outcome]] = frozenset({"published", "nominated"})
"""A nomination follows publication, but on another stream, so it may be heard first."""


def evolve(state: State, event: events.InitiativeEvent) -> State:
    match event:
        case events.InitiativeSubmitted():
            return after_submission(state, event)
        case events.InitiativeRevised():
            return after_revision(state, event)
        case events.InitiativeWithdrawn():
            return after_withdrawal(state)
        case events.QuestionReceived():
            return after_question(state, event)
        case events.InformationSupplied():
            return after_answer(state, event)
        case events.OutcomeNoted():
            return after_outcome(state, event)
        case events.ContactConfirmationAsked():
            return after_contact(state, event.contact, Asked(event.confirm_by))
        case events.ContactConfirmed():
            return after_contact(state, event.contact, Confirmed())
        case events.ContactRemoved():
            return after_contact(state, event.contact, Removed(event.because))
        case events.ReopeningNotedByIntake():
            return after_reopening(state, event)
        case events.RetentionEnded():
            return after_term(state)
        case _:
            assert_never(event)


def after_submission(state: State, event: events.InitiativeSubmitted) -> State:
    match state:
        case NotSubmitted():
            description = events.Description.model_construct(
                **{name: getattr(event, name) for name in events.DESCRIBED}
            )
            return UnderWay(
                submitter=event.submitter,
                submission_version=event.submission_version,
                description=description,
                contacts=named((), event.contact, event.contacts or ()),
                questions=Questions(),
                noted={},
            )
        case UnderWay() | Published() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_revision(state: State, event: events.InitiativeRevised) -> State:
    match state:
        case UnderWay(description=description):
            return replace(
                state,
                submission_version=event.submission_version,
                description=revised(description, event),
                contacts=(after := renamed(state.contacts, event)),
                former=former(state, after),
            )
        case NotSubmitted() | Published() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_withdrawal(state: State) -> State:
    match state:
        case UnderWay() | Published():
            published = isinstance(state, Published) or "publication" in state.noted
            return Withdrawn(state.submitter, state.contacts, state.noted, state.former, published)
        case NotSubmitted() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_reopening(state: State, event: events.ReopeningNotedByIntake) -> State:
    match state:
        case UnderWay() | Published():
            return replace(state, noted={**state.noted, "assessment": event.source_sequence})
        case NotSubmitted() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_term(state: State) -> State:
    """Whom the vault does not know any more is named here by reference still."""
    match state:
        case NotSubmitted() | UnderWay() | Published() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_question(state: State, event: events.QuestionReceived) -> State:
    match state:
        case UnderWay(questions=asked) | Published(questions=asked):
            return replace(state, questions=replace(asked, open=asked.open | {event.request_id}))
        case NotSubmitted() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_answer(state: State, event: events.InformationSupplied) -> State:
    match state:
        case UnderWay(questions=asked) | Published(questions=asked):
            answered = {event.request_id}
            return replace(state, questions=Questions(asked.open - answered, asked.answered | answered))
        case NotSubmitted() | Withdrawn():
            return state
        case _:
            assert_never(state)


def after_outcome(state: State, event: events.OutcomeNoted) -> State:
    match state:
        case UnderWay(who, version, description, contacts, asked, noted, former) if event.outcome in OUT:
            return Published(who, version, description, contacts, asked, noting(noted, event), former)
        case Published(who, version, description, contacts, asked, noted, former) if is_to_do_again(event):
            return UnderWay(who, version, description, contacts, asked, noting(noted, event), former)
        case UnderWay() | Published():
            return replace(state, noted=noting(state.noted, event))
        case Withdrawn(published=published):
            return replace(state, noted=noting(state.noted, event), published=published or event.outcome in OUT)
        case NotSubmitted():
            return state
        case _:
            assert_never(state)


def after_contact(state: State, contact: words.ContactRef, standing: Standing) -> State:
    """One who was not kept leaves the state."""
    match state:
        case UnderWay() | Published() | Withdrawn():
            stand = partial(standing_as, contact, standing)
            return replace(state, contacts=stand(state.contacts), former=stand(state.former))
        case NotSubmitted():
            return state
        case _:
            assert_never(state)


def standing_as(contact: words.ContactRef, standing: Standing, among: Contacts) -> Contacts:
    return tuple(replace(each, standing=standing) if each.kept.ref == contact else each for each in among)


def former(state: UnderWay, after: Contacts) -> Contacts:
    """Who was named and is no more, but stays kept; and that somebody did not agree, who is not.

    Who was asked and had not answered is forgotten, and leaves.
    """
    refs = {each.kept.ref for each in after}
    left = [each for each in state.contacts if isinstance(each.standing, Own | Confirmed | Removed)]
    return tuple(each for each in (*state.former, *left) if each.kept.ref not in refs)


def renamed(before: Contacts, event: events.InitiativeRevised) -> Contacts:
    contact = event.contact or before[0].kept
    return named(before, contact, [each.kept for each in before[1:]] if event.contacts is None else event.contacts)


def named(before: Contacts, contact: Kept, contacts: Sequence[Kept]) -> Contacts:
    """Who is named from now on; those who were before stand as they stood."""
    stood = {each.kept.ref: each for each in before}
    return tuple(stood.get(each.ref, Contact(each)) for each in (contact, *contacts))


def is_to_do_again(event: events.OutcomeNoted) -> bool:
    """Whether a story is not out any more, and its initiative on its way again."""
    return event.outcome == "article-withdrawal-reversed" or event.because is not None


def noting(noted: Noted, event: events.OutcomeNoted) -> Noted:
    return noted if event.source_sequence is None else {**noted, words.MAKERS[event.outcome]: event.source_sequence}
