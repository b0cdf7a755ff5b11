"""Assessment's read models: policies, dossiers, the judgements in them, and what submitters were asked."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    select,
)

from services.assessment import events
from shared import schedule
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put, Set
from shared.store import schema
from shared.store.store import AnyRow
from shared.turn import Recorded

tables: Final = MetaData()
policy: Final = Table(
    "policy",
    tables,
    Column("policy_version", Text, primary_key=True),
    Column("valid_from", Text),
    Column("criteria", JSON),
    Column("threshold", Integer),
    Column("required_ministries", JSON),
    Column("reminder_days", JSON),
    Column("escalation_days", Integer),
    Column("activated_at", Text),
    Column("event_id", Text),
    Column("version", Integer),
)

dossier: Final = Table(
    "dossier",
    tables,
    Column("id", Text, primary_key=True),
    Column("submitter", Text),
    Column("title", Text),
    Column("state", Text),
    Column("told_state", Text),  # what its own people know of it: not that a rejection is proposed
    Column("outcome", Text),
    Column("proposed_by", Text),
    Column("policy_version", Text),
    Column("criteria", JSON),
    Column("threshold", Integer),
    Column("submission_version", Integer),
    Column("adviser", Text),
    Column("deferred_until", Text),
    Column("deferral", JSON),
    Column("judged_version", Integer),  # stays behind the newest one after a final rejection
    Column("opened_at", Text),
    Column("changed_at", Text),
    Column("version", Integer),
)
Index("dossier_submitter", dossier.c.submitter)
Index("dossier_state", dossier.c.state)
Index("dossier_adviser", dossier.c.adviser)
Index("dossier_opened_at", dossier.c.opened_at, dossier.c.id)

judgement: Final = Table(
    "judgement",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("criterion", Text, primary_key=True),
    Column("met", Boolean),
    Column("motivation", JSON),
    Column("submission_version", Integer),
    Column("judged_by", Text),
    Column("judged_at", Text),
)

question: Final = Table(
    "question",
    tables,
    Column("request_id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("question", JSON),
    Column("asked_at", Text),
    Column("answered_at", Text),
)
Index("question_initiative", question.c.initiative_id)

COME_BACK: Final = "come-back"
MORNING: Final = time(6, tzinfo=UTC)
"""When a date begins for those who work here: seven or eight o'clock in the Netherlands."""

_AT_ONCE: Final = {"deferred_until": None, "deferral": None}
_OPEN: Final = {"state": "open", "told_state": "open", "outcome": None, "proposed_by": None, **_AT_ONCE}
_DECIDED: Final = {"state": "decided", "told_state": "decided", "proposed_by": None}
_CLOSED: Final = {"state": "closed", "told_state": "closed", "proposed_by": None, **_AT_ONCE}
_DEFERRED: Final = {"state": "deferred", "told_state": "deferred"}


def _policy(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.PolicyActivated() as activated:
            rules = activated.model_dump(mode="json", exclude={"policy_version"})
            seen = {"activated_at": timestamp(fact.time), "event_id": fact.id, "version": fact.version}
            yield Put(policy, {"policy_version": activated.policy_version}, rules | seen)
        case _:
            return


def _dossier(fact: Recorded) -> Iterable[Change]:
    key = {"id": fact.subject}
    seen: dict[str, Any] = {"changed_at": timestamp(fact.time), "version": fact.version}
    match fact.event:
        case events.DossierOpened() as opened:
            told = opened.model_dump(mode="json")
            newest = {"judged_version": opened.submission_version, "opened_at": timestamp(fact.time)}
            yield Put(dossier, key, seen | _OPEN | told | newest)
        case events.DossierRevised() | events.DossierReopened() as revised:
            newest = {"judged_version": revised.submission_version}
            yield Set(dossier, key, seen | _OPEN | newest | revised.model_dump(exclude_none=True))
        case events.RevisionNotedByAssessment() as noted:
            yield Set(dossier, key, seen | noted.model_dump(exclude_none=True))
        case events.AdviserAssigned(adviser=adviser):
            yield Set(dossier, key, seen | {"adviser": adviser})
        case events.AssessmentDeferred() as deferred:
            until = {"deferred_until": deferred.until.isoformat(), "deferral": deferred.motivation.model_dump()}
            yield Set(dossier, key, seen | _DEFERRED | until)
        case events.AssessmentResumed():
            yield Set(dossier, key, seen | _OPEN)
        case events.RejectionProposed() as proposed:
            yield Set(dossier, key, seen | {"state": "proposed", "proposed_by": proposed.proposed_by})
        case events.RejectionContested():
            yield Set(dossier, key, seen | {"state": "open", "proposed_by": None})
        case events.CriteriaAssessed() as assessed:
            yield Set(dossier, key, seen | _DECIDED | {"outcome": assessed.outcome})
        case events.DossierClosed():
            yield Set(dossier, key, seen | _CLOSED)
        case (
            events.CriterionJudged()
            | events.InformationRequested()
            | events.InformationReceived()
            | events.RejectionConfirmed()
        ):
            yield Set(dossier, key, seen)
        case _:
            return


def _judgement(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.CriterionJudged() as judged:
            key = {"initiative_id": fact.subject, "criterion": judged.criterion}
            values = {
                "met": judged.met,
                "motivation": judged.motivation.model_dump(),
                "submission_version": judged.submission_version,
                "judged_by": fact.actor.id,
                "judged_at": timestamp(fact.time),
            }
            yield Put(judgement, key, values)
        case _:
            return


def _question(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.InformationRequested() as requested:
            values = {
                "initiative_id": fact.subject,
                "question": requested.question.model_dump(),
                "asked_at": timestamp(fact.time),
            }
            yield Put(question, {"request_id": fact.id}, values)
        case events.InformationReceived() as received:
            yield Set(question, {"request_id": received.request_id}, {"answered_at": timestamp(fact.time)})
        case _:
            return


def _schedule(fact: Recorded) -> Iterable[Change]:
    """The date on which an initiative was invited to come back, until it is back."""
    match fact.event:
        case events.AssessmentDeferred(until=until):
            yield schedule.at(fact, COME_BACK, datetime.combine(until, MORNING), {"until": until.isoformat()})
        case events.AssessmentResumed() | events.DossierRevised() | events.DossierClosed():
            yield schedule.off(fact, COME_BACK)
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("policies", (policy,), _policy),
    Projection("dossiers", (dossier,), _dossier),
    Projection("judgements", (judgement,), _judgement),
    Projection("questions", (question,), _question),
    Projection("schedule", (schema.schedule,), _schedule),
)


def policies() -> Select[*tuple[Any, ...]]:
    """All policies that were ever activated."""
    return select(policy)


_ACTIVE: Final = (
    policies()
    .join(schema.event, schema.event.c.id == policy.c.event_id)
    .order_by(schema.event.c.position.desc())
    .limit(1)
)


def active_policy(connection: Connection) -> AnyRow | None:
    """The policy that was activated last, by its place in the store."""
    return connection.execute(_ACTIVE).one_or_none()


def one_policy(connection: Connection, version: str) -> AnyRow | None:
    """The policy of this version, when it was ever activated."""
    return connection.execute(policies().where(policy.c.policy_version == version)).one_or_none()


def dossiers(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The dossiers that may be seen."""
    return select(dossier).where(seen)


def one(connection: Connection, initiative_id: str, seen: ColumnElement[bool]) -> AnyRow | None:
    """One dossier, when it is there and may be seen."""
    return connection.execute(dossiers(seen).where(dossier.c.id == initiative_id)).one_or_none()


def submitter(connection: Connection, initiative_id: str) -> str | None:
    """Whose initiative a dossier is about; None where there is no dossier."""
    found: str | None = connection.execute(
        select(dossier.c.submitter).where(dossier.c.id == initiative_id)
    ).scalar_one_or_none()
    return found


def judgements(connection: Connection, initiative_id: str, submission_version: int) -> list[AnyRow]:
    """What was found of this version, per criterion; what was found of an older one does not count."""
    chosen = select(judgement).where(
        judgement.c.initiative_id == initiative_id, judgement.c.submission_version == submission_version
    )
    return list(connection.execute(chosen))


def questions(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What the submitter was asked, in order."""
    chosen = select(question).where(question.c.initiative_id == initiative_id)
    return list(connection.execute(chosen.order_by(question.c.asked_at, question.c.request_id)))
