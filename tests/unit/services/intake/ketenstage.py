"""One initiative to test with, its people, and the facts and commands about it in their shortest form."""

from typing import Final

from services.intake import commands, events, shipped, words
from services.intake.decider.digest import submission_digest
from services.intake.decider.state import names
from services.intake.reference import Reference
from shared.actor import Role
from shared.decider import Act
from shared.event import Kept
from shared.testing.given import act, uuid

ID: Final = words.InitiativeId(uuid(1))
SUBMITTER: Final = 7
SOMEBODY_ELSE: Final = 8
ASKED: Final = words.RequestId(uuid(50))
OTHER: Final = words.RequestId(uuid(51))
DEADLINE: Final = "2019-04-15T12:00:00.000000Z"
"""Fourteen days after noon, when all acts of tests are."""

ERASURE: Final = words.ErasureId(uuid(70))
KEPT_UNTIL: Final = "2020-03-31T12:00:00.000000Z"
"""A year after that noon."""

REFERENCE: Final = shipped.first()
DESCRIPTION: Final = events.Description(
    title="Ketenstage",
    summary="Studenten volgen één cliënt langs de hele keten.",
    novelty="Met de cliënt mee in plaats van 20 weken op één plek.",
    result="Studenten kennen de keten.",
    effects=("beter-opgeleid",),
    organisations=(
        events.Organisation(name="Zorggroep", sector="zorg", role="stageplaats"),
        events.Organisation(name="College", sector="onderwijs"),
    ),
    region="Groningen",
    themes=("leven-lang-ontwikkelen",),
    branches=("vvt", "ziekenhuizen"),
    criteria=events.Criteria(samenwerken="Samen.", innoveren="Nieuw.", opschalen="Overal."),
)


def kept(number: int = 1) -> Kept:
    return Kept(ref=uuid(100 + number), digest=f"{number:064x}")


def by(number: int = SUBMITTER, role: Role = "submitter") -> Act:
    return act(role, number)


def named(number: int = 1, *, own: bool = True, address: int | None = None) -> commands.Named:
    """The contact person kept under this number, with an address of that number unless another is said."""
    return commands.Named(kept(number), words.Address(f"address {number if address is None else address}"), own)


def submit(
    who: Act | None = None,
    origin: words.Origin | None = None,
    contact: commands.Named | None = None,
    contacts: tuple[commands.Named, ...] = (),
    reference: Reference = REFERENCE,
) -> commands.Submit:
    return commands.Submit(
        act=who or by(),
        initiative_id=ID,
        description=DESCRIPTION,
        reference=reference,
        contact=contact or named(),
        contacts=contacts,
        origin=origin,
    )


def revise(
    changes: events.Changes,
    contact: commands.Named | None = None,
    who: Act | None = None,
    contacts: tuple[commands.Named, ...] | None = None,
    reference: Reference = REFERENCE,
) -> commands.Revise:
    """With the addresses of all who may be named so far."""
    return commands.Revise(
        act=who or by(),
        initiative_id=ID,
        changes=changes,
        reference=reference,
        contact=contact,
        contacts=contacts,
        addresses={each.kept.ref: each.address for each in map(named, range(1, 12))},
    )


def agree(
    number: int = 1, answer: words.Agreement = "confirmed", who: Act | None = None
) -> commands.AnswerConfirmation:
    return commands.AnswerConfirmation(
        act=who or by(SOMEBODY_ELSE), initiative_id=ID, contact=words.ContactRef(kept(number).ref), answer=answer
    )


def lapse(who: Act | None = None) -> commands.LapseConfirmations:
    return commands.LapseConfirmations(act=who or act(), initiative_id=ID)


def withdraw(who: Act | None = None) -> commands.Withdraw:
    return commands.Withdraw(act=who or by(), initiative_id=ID, reason=kept(2))


def supply(request: words.RequestId = ASKED, who: Act | None = None) -> commands.SupplyInformation:
    return commands.SupplyInformation(act=who or by(), initiative_id=ID, request_id=request, text=kept(3))


def note_question(request: words.RequestId = ASKED) -> commands.NoteQuestion:
    return commands.NoteQuestion(act=act(), initiative_id=ID, request_id=request, question=kept(4))


def note(
    outcome: words.Outcome, version: int | None = None, number: int = 1, because: words.Undone | None = None
) -> commands.NoteOutcome:
    """`number` is the place of what is noted in its service's stream."""
    return commands.NoteOutcome(
        act=act(),
        initiative_id=ID,
        outcome=outcome,
        submission_version=version,
        source_sequence=number,
        because=because,
    )


SUBMITTED: Final = events.InitiativeSubmitted(
    **dict(DESCRIPTION),
    submission_version=1,
    submitter=words.PersonId(uuid(SUBMITTER)),
    contact=kept(),
    origin="self-registered",
    submission_digest=submission_digest(DESCRIPTION, [kept()]),
    reference_version=REFERENCE.reference_version,
)


def submitted(*contacts: int, contact: int = 1) -> events.InitiativeSubmitted:
    """The fact of a submission that names these contact persons."""
    return SUBMITTED.model_copy(
        update={
            "contact": kept(contact),
            "contacts": tuple(map(kept, contacts)) or None,
            "submission_digest": submission_digest(DESCRIPTION, [kept(contact), *map(kept, contacts)]),
        }
    )


def asked(number: int, until: str = DEADLINE, first: str = DEADLINE) -> events.ContactConfirmationAsked:
    return events.ContactConfirmationAsked(contact=_ref(number), confirm_by=until, next_deadline=first)


def confirmed(number: int, first: str | None = None) -> events.ContactConfirmed:
    return events.ContactConfirmed(contact=_ref(number), next_deadline=first)


def removed(number: int, because: words.Removal, first: str | None = None) -> events.ContactRemoved:
    return events.ContactRemoved(contact=_ref(number), because=because, next_deadline=first)


def _ref(number: int) -> words.ContactRef:
    return words.ContactRef(kept(number).ref)


def revised(changes: events.Changes, version: int = 2, contact: Kept | None = None) -> events.InitiativeRevised:
    """The fact of these changes, all different, in what was submitted first; new words are of the same version."""
    said = {name: told for name, told in changes if told is not None}
    new_words = {"themes", "branches"} & set(said)
    return events.InitiativeRevised(
        **said,
        changed=names(said if contact is None else said | {"contact": contact}, DESCRIPTION),
        submission_version=version,
        contact=contact,
        submission_digest=submission_digest(DESCRIPTION.model_copy(update=said), [contact or kept()]),
        reference_version=REFERENCE.reference_version if new_words else None,
    )


NEW_TITLE: Final = events.Changes(title="Ketenstage Groningen")
REVISED: Final = revised(NEW_TITLE)
WITHDRAWN: Final = events.InitiativeWithdrawn(reason=kept(2), kept_until=KEPT_UNTIL)
QUESTION: Final = events.QuestionReceived(request_id=ASKED, question=kept(4))


def answered(version: int = 1) -> events.InformationSupplied:
    return events.InformationSupplied(request_id=ASKED, text=kept(3), submission_version=version)


def noted(
    outcome: words.Outcome,
    version: int | None = None,
    number: int | None = 1,
    because: words.Undone | None = None,
    *,
    ends: bool = True,
) -> events.OutcomeNoted:
    """Where it is an end, and `ends` it, its persons are known for a year."""
    until = KEPT_UNTIL if ends and outcome in words.ENDS else None
    return events.OutcomeNoted(
        outcome=outcome, submission_version=version, source_sequence=number, because=because, kept_until=until
    )
