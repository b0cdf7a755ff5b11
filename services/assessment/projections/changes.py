"""What one fact of assessment changes in its read models."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any, Final

from services.assessment import events
from services.assessment.policy import RETENTION_DAYS
from services.assessment.projections.tables import declaration, dossier, judgement, policy, question
from shared import schedule, shut
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put, Remove, Set
from shared.store import schema
from shared.turn import Recorded

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
            rules = activated.model_dump(mode="json", exclude={"policy_version", "policy_digest"})
            seen = {"activated_at": timestamp(fact.time), "event_id": fact.id, "version": fact.version}
            unsaid = {
                "declaration_required": activated.declaration_required or False,
                "retention_days": activated.retention_days or RETENTION_DAYS,
            }
            yield Put(policy, {"policy_version": activated.policy_version}, rules | seen | unsaid)
        case _:
            return


def _dossier(fact: Recorded) -> Iterable[Change]:
    key = {"id": fact.subject}
    seen: dict[str, Any] = {"changed_at": timestamp(fact.time), "version": fact.version}
    match fact.event:
        case events.DossierOpened() as opened:
            told = opened.model_dump(mode="json")
            newest = {"judged_version": opened.submission_version, "opened_at": timestamp(fact.time)}
            first = {"declaration_required": opened.declaration_required or False}
            yield Put(dossier, key, seen | _OPEN | told | newest | first)
        case events.DossierRevised() | events.DossierReopened() as revised:
            newest = {"judged_version": revised.submission_version}
            yield Set(dossier, key, seen | _OPEN | newest | _told(revised))
        case events.RevisionNotedByAssessment() as noted:
            yield Set(dossier, key, seen | _told(noted))
        case events.AdviserAssigned(adviser=adviser):
            yield Set(dossier, key, seen | {"adviser": adviser})
        case events.AdviserUnassigned():
            yield Set(dossier, key, seen | {"adviser": None})
        case events.AssessmentDeferred() as deferred:
            until = {"deferred_until": deferred.until.isoformat(), "deferral": deferred.motivation.model_dump()}
            yield Set(dossier, key, seen | _DEFERRED | until)
        case events.AssessmentResumed():
            yield Set(dossier, key, seen | _OPEN)
        case events.RejectionProposed() as proposed:
            yield Set(dossier, key, seen | {"state": "proposed", "proposed_by": proposed.proposed_by})
        case events.RejectionContested() | events.RejectionSetAside():
            yield Set(dossier, key, seen | {"state": "open", "proposed_by": None})
        case events.CriteriaAssessed() as assessed:
            yield Set(dossier, key, seen | _DECIDED | {"outcome": assessed.outcome})
        case events.AssessmentReversed() as reversed_:
            yield Set(dossier, key, seen | _OPEN | {"reversal": _reversal(fact, reversed_)})
        case events.DossierClosed():
            yield Set(dossier, key, seen | _CLOSED)
        case (
            events.CriterionJudged()
            | events.InformationRequested()
            | events.InformationReceived()
            | events.RejectionConfirmed()
            | events.JudgementsSetAside()
        ):
            yield Set(dossier, key, seen)
        case _:
            return


def _told(
    revised: events.DossierRevised | events.DossierReopened | events.RevisionNotedByAssessment,
) -> dict[str, Any]:
    """What a revision tells anew; a version of which no digest is told has none."""
    said = revised.model_dump(exclude_none=True, exclude={"changed"})
    return {"submission_digest": None, **said}


def _reversal(fact: Recorded, reversed_: events.AssessmentReversed) -> dict[str, Any]:
    told = reversed_.model_dump(include={"outcome", "submission_version", "reason"})
    return told | {"reversed_by": fact.actor.id, "reversed_at": timestamp(fact.time)}


def _judgement(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.CriterionJudged() as judged:
            key = {"initiative_id": fact.subject, "criterion": judged.criterion}
            values = {
                "met": judged.met,
                "motivation": judged.motivation.model_dump(),
                "submission_version": judged.submission_version,
                "proposed": judged.proposed,
                "judged_by": fact.actor.id,
                "judged_at": timestamp(fact.time),
            }
            yield Put(judgement, key, values)
        case events.JudgementsSetAside(criteria=criteria):
            for criterion in criteria:
                yield Remove(judgement, {"initiative_id": fact.subject, "criterion": criterion})
        case _:
            return


def _declaration(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ConflictDeclared(person=person, reason=reason):
            yield _declared(fact, person, {"conflict": True, "reason": reason.model_dump()})
        case events.NoConflictDeclared(person=person):
            yield _declared(fact, person, {"conflict": False, "reason": None})
        case events.ConflictDeclarationWithdrawn(person=person, reason=reason):
            by = {"by": fact.actor.id, "reason": reason.model_dump(), "withdrawn_at": timestamp(fact.time)}
            yield Set(declaration, {"initiative_id": fact.subject, "person": person}, {"withdrawal": by})
        case _:
            return


def _declared(fact: Recorded, person: str, told: dict[str, Any]) -> Change:
    seen = {"role": fact.actor.role, "declared_at": timestamp(fact.time), "withdrawal": None}
    return Put(declaration, {"initiative_id": fact.subject, "person": person}, told | seen)


def _shut(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ConflictDeclared(person=person):
            yield shut.shut(fact.subject, person)
        case events.ConflictDeclarationWithdrawn(person=person):
            yield shut.open_again(fact.subject, person)
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
            answer = {"answer": received.answer.model_dump()} if received.answer else {}
            yield Set(question, {"request_id": received.request_id}, {"answered_at": timestamp(fact.time), **answer})
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
    Projection("declarations", (declaration,), _declaration),
    Projection("shut", (schema.shut,), _shut),
    Projection("schedule", (schema.schedule,), _schedule),
)
