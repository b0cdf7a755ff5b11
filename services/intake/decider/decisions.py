"""What a command makes of an initiative: facts, or a refusal that says what was kept and what to do."""

from typing import Any, assert_never

from services.intake import commands, errors, events, words
from services.intake.decider import confirming, contacts, retention, wording
from services.intake.decider.digest import submission_digest
from services.intake.decider.state import (
    NotSubmitted,
    Published,
    State,
    Submitted,
    UnderWay,
    Withdrawn,
    different,
    names,
    revised,
)
from shared.errors import NotYours, Unknown


def decide(command: commands.InitiativeCommand, state: State) -> list[events.InitiativeEvent]:
    match command:
        case commands.Submit():
            return submit(command, state)
        case commands.Revise():
            return revise(command, state)
        case commands.Withdraw():
            return withdraw(command, state)
        case commands.SupplyInformation():
            return supply_information(command, state)
        case commands.AnswerConfirmation():
            return confirming.answer(command, state)
        case commands.LapseConfirmations():
            return confirming.lapse(command, state)
        case commands.NoteQuestion():
            return note_question(command, state)
        case commands.NoteOutcome():
            return note_outcome(command, state)
        case commands.NoteReopening():
            return retention.note_reopening(command, state)
        case commands.EndRetention():
            return retention.end(command, state)
        case _:
            assert_never(command)


def submit(command: commands.Submit, state: State) -> list[events.InitiativeEvent]:
    if not isinstance(state, NotSubmitted):
        raise errors.AlreadySubmitted(
            "This initiative was submitted before and stays as it was. Send a revision to change it."
        )
    wording.must_be_known(command.reference, command.description)
    named = (command.contact, *command.contacts)
    contacts.each_once([each.address for each in named])
    submitted = events.InitiativeSubmitted(
        **dict(command.description),
        submission_version=1,
        submitter=words.PersonId(command.act.actor.id),
        contact=command.contact.kept,
        contacts=tuple(each.kept for each in command.contacts) or None,
        origin=command.origin or "self-registered",
        submission_digest=submission_digest(command.description, [each.kept for each in named]),
        reference_version=command.reference.reference_version,
    )
    return [submitted, *contacts.asks(command, named, (), [])]


def revise(command: commands.Revise, state: State) -> list[events.InitiativeEvent]:
    match own(command, state):
        case UnderWay() as under_way:
            return revision(command, under_way)
        case Published():
            raise errors.AlreadyPublished(
                "The story of this initiative is published; the submission was kept as it was. "
                "Ask the editor for a correction of the article."
            )
        case Withdrawn():
            raise gone()
        case other:
            assert_never(other)


def revision(command: commands.Revise, state: UnderWay) -> list[events.InitiativeEvent]:
    """Only what is really different becomes part of the fact; with a new theme or branch all are to hold now."""
    named = contacts.named(command, state.contacts)
    changed: dict[str, Any] = different(command.changes, state.description) | contacts.different(named, state.contacts)
    if not changed:
        raise errors.NothingChanged(
            "Everything in this revision is already so; no new version was made. Send a field that differs."
        )
    description = revised(state.description, command.changes)
    new_words = bool({"themes", "branches"} & set(changed))
    if new_words:
        wording.must_be_known(command.reference, description)
    version = events.InitiativeRevised(
        **changed,
        submission_version=state.submission_version + 1,
        changed=names(changed, state.description),
        submission_digest=submission_digest(description, [each.kept for each in named]),
        reference_version=command.reference.reference_version if new_words else None,
    )
    ever = (*state.contacts, *state.former)
    contacts.own_as_known(command, named, ever)
    never_own = contacts.never_own(command, named, ever)
    return [version, *contacts.asks(command, named, state.contacts, never_own)]


def withdraw(command: commands.Withdraw, state: State) -> list[events.InitiativeEvent]:
    if isinstance(own(command, state), Withdrawn):
        raise errors.AlreadyWithdrawn(
            "This initiative was withdrawn before and the reason given then was kept. Nothing more is needed."
        )
    until = retention.kept_until(command.act.now, command.retention_days)
    return [events.InitiativeWithdrawn(reason=command.reason, kept_until=until)]


def supply_information(command: commands.SupplyInformation, state: State) -> list[events.InitiativeEvent]:
    match own(command, state):
        case UnderWay() | Published() as submitted:
            return [answer(command, submitted)]
        case Withdrawn():
            raise gone()
        case other:
            assert_never(other)


def answer(command: commands.SupplyInformation, state: UnderWay | Published) -> events.InformationSupplied:
    if command.request_id in state.questions.answered:
        raise errors.AlreadyAnswered(
            "This question was answered before and that answer was kept. Wait for a new question, or send a revision."
        )
    if command.request_id not in state.questions.open:
        raise errors.NoSuchQuestion(
            "No such question was asked about this initiative; the answer was not kept. "
            "Take the requestId from the question that was asked."
        )
    return events.InformationSupplied(
        request_id=command.request_id, text=command.text, submission_version=state.submission_version
    )


def note_question(command: commands.NoteQuestion, state: State) -> list[events.InitiativeEvent]:
    match state:
        case UnderWay(questions=questions) | Published(questions=questions):
            known = command.request_id in questions.open | questions.answered
            return [] if known else [events.QuestionReceived(request_id=command.request_id, question=command.question)]
        case NotSubmitted() | Withdrawn():
            return []
        case _:
            assert_never(state)


def note_outcome(command: commands.NoteOutcome, state: State) -> list[events.InitiativeEvent]:
    """What comes again was noted before; the same outcome may come anew, when the first was reversed."""
    if isinstance(state, NotSubmitted) or command.source_sequence <= state.noted.get(words.MAKERS[command.outcome], 0):
        return []
    return [
        events.OutcomeNoted(
            outcome=command.outcome,
            submission_version=command.submission_version,
            because=command.because,
            source_sequence=command.source_sequence,
            kept_until=retention.end_of(command, state),
        )
    ]


def own(command: commands.OfInitiative, state: State) -> Submitted:
    """What is known of the initiative; refuses when it does not exist or is somebody else's."""
    if isinstance(state, NotSubmitted):
        raise Unknown("There is no such initiative here; nothing was changed. Check the id, or submit it first.")
    if command.act.actor.id != state.submitter:
        raise NotYours("Somebody else submitted this initiative; nothing was changed. Ask its submitter to do this.")
    return state


def gone() -> errors.InitiativeWithdrawn:
    return errors.InitiativeWithdrawn(
        "This initiative was withdrawn; what was known of it was kept as it was. Submit it anew to go on with it."
    )
