"""Intake's read models: initiatives as last told, what was asked, and what the others decided."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, Column, ColumnElement, Connection, Index, Integer, MetaData, Select, Table, Text, select

from services.intake import events
from services.intake.reference import FIRST
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put, Set
from shared.store.store import AnyRow
from shared.turn import Recorded

tables: Final = MetaData()
initiative: Final = Table(
    "initiative",
    tables,
    Column("id", Text, primary_key=True),
    Column("submitter", Text),
    Column("state", Text),
    Column("submission_version", Integer),
    Column("submission_digest", Text),
    Column("reference_version", Text),
    Column("title", Text),
    Column("summary", Text),
    Column("novelty", Text),
    Column("result", Text),
    Column("effects", JSON),
    Column("organisations", JSON),
    Column("region", Text),
    Column("themes", JSON),
    Column("branches", JSON),
    Column("criteria", JSON),
    Column("contact", JSON),
    Column("contacts", JSON),
    Column("origin", Text),
    Column("submitted_at", Text),
    Column("withdrawal", JSON),
    Column("withdrawn_at", Text),
    Column("changed_at", Text),
    Column("version", Integer),
    Column("signal_id", Text),
)
Index("initiative_submitter", initiative.c.submitter)
Index("initiative_submitted_at", initiative.c.submitted_at, initiative.c.id)

question: Final = Table(
    "question",
    tables,
    Column("request_id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("question", JSON),
    Column("asked_at", Text),
    Column("answered_at", Text),
    Column("answer", JSON),
    Column("answered_version", Integer),
)
Index("question_initiative", question.c.initiative_id)

outcome: Final = Table(
    "outcome",
    tables,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("outcome", Text),
    Column("submission_version", Integer),
    Column("because", Text),
    Column("noted_at", Text),
)
Index("outcome_initiative", outcome.c.initiative_id)

_TOLD: Final = events.DESCRIBED


def _initiative(fact: Recorded) -> Iterable[Change]:
    key = {"id": fact.subject}
    seen: dict[str, Any] = {"changed_at": timestamp(fact.time), "version": fact.version}
    match fact.event:
        case events.InitiativeSubmitted() as submitted:
            yield Put(
                initiative,
                key,
                seen
                | _told(submitted, _TOLD)
                | {
                    "submitter": submitted.submitter,
                    "state": "submitted",
                    "submission_version": submitted.submission_version,
                    "submission_digest": submitted.submission_digest,
                    "reference_version": submitted.reference_version or FIRST,
                    "contact": submitted.contact.model_dump(),
                    "contacts": [each.model_dump() for each in submitted.contacts or ()],
                    "origin": submitted.origin,
                    "submitted_at": timestamp(fact.time),
                    "signal_id": submitted.signal_id,
                },
            )
        case events.InitiativeRevised() as revised:
            changed = [name for name in (*_TOLD, "contact", "contacts") if getattr(revised, name) is not None]
            newest: dict[str, Any] = {
                "submission_version": revised.submission_version,
                "submission_digest": revised.submission_digest,
            }
            if revised.reference_version is not None:
                newest["reference_version"] = revised.reference_version
            yield Set(initiative, key, seen | _told(revised, changed) | newest)
        case events.InitiativeWithdrawn() as withdrawn:
            ended = {"withdrawal": withdrawn.reason.model_dump(), "withdrawn_at": timestamp(fact.time)}
            yield Set(initiative, key, seen | {"state": "withdrawn"} | ended)
        case (
            events.QuestionReceived()
            | events.InformationSupplied()
            | events.OutcomeNoted()
            | events.ContactConfirmationAsked()
            | events.ContactConfirmed()
            | events.ContactRemoved()
        ):
            yield Set(initiative, key, seen)
        case _:
            return


def _told(fact: events.Description | events.Changes, names: Iterable[str]) -> dict[str, Any]:
    return fact.model_dump(mode="json", by_alias=False, exclude_none=True, include=set(names))


def _question(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.QuestionReceived() as received:
            yield Put(
                question,
                {"request_id": received.request_id},
                {
                    "initiative_id": fact.subject,
                    "question": received.question.model_dump(),
                    "asked_at": timestamp(fact.time),
                },
            )
        case events.InformationSupplied() as supplied:
            answered = {
                "answered_at": timestamp(fact.time),
                "answer": supplied.text.model_dump(),
                "answered_version": supplied.submission_version,
            }
            yield Set(question, {"request_id": supplied.request_id}, answered)
        case _:
            return


def _outcome(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.OutcomeNoted() as noted:
            yield Put(
                outcome,
                {"id": fact.id},
                {
                    "initiative_id": fact.subject,
                    "outcome": noted.outcome,
                    "submission_version": noted.submission_version,
                    "because": noted.because,
                    "noted_at": timestamp(fact.time),
                },
            )
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("initiatives", (initiative,), _initiative),
    Projection("questions", (question,), _question),
    Projection("outcomes", (outcome,), _outcome),
)


def initiatives(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The initiatives that may be seen."""
    return select(initiative).where(seen)


def one(connection: Connection, initiative_id: str, seen: ColumnElement[bool]) -> AnyRow | None:
    """One initiative, when it is there and may be seen."""
    return connection.execute(initiatives(seen).where(initiative.c.id == initiative_id)).one_or_none()


def is_known(connection: Connection, initiative_id: str) -> bool:
    """Whether it was submitted, whoever may see it."""
    return connection.execute(select(initiative.c.id).where(initiative.c.id == initiative_id)).first() is not None


def questions(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What was asked about an initiative, in order."""
    chosen = select(question).where(question.c.initiative_id == initiative_id)
    return list(connection.execute(chosen.order_by(question.c.asked_at, question.c.request_id)))


def outcomes(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What the others decided about it, in order."""
    chosen = select(outcome).where(outcome.c.initiative_id == initiative_id).order_by(outcome.c.noted_at, outcome.c.id)
    return list(connection.execute(chosen))
