"""What one fact of review changes in its read models."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from services.review import events
from services.review.projections.tables import advice, clearance, reminder, verdict
from shared import schedule, shut
from shared.envelope import moment, timestamp
from shared.projection import Change, Projection, Put, Remove
from shared.store import schema
from shared.turn import Recorded

FARTHEST: Final = 3_660
"""Days beyond which nothing is planned: a policy's days come from another service, and a date must be one."""
REMIND: Final = "remind"
ESCALATE: Final = "escalate"


def _clearance(fact: Recorded) -> Iterable[Change]:
    if (values := _values(fact)) is not None:
        seen = {"changed_at": timestamp(fact.time), "version": fact.version}
        yield Put(clearance, {"id": fact.subject}, seen | values)


def _values(fact: Recorded) -> dict[str, Any] | None:
    """What a fact of an initiative's stream says of its clearance; None for facts of other streams."""
    match fact.event:
        case events.SubmissionNotedByReview(title=title, region=region):
            return {"title": title, "region": region}
        case events.RevisionNotedByReview() as revised:
            changed = revised.model_dump(include={"title", "region"}, exclude_none=True)
            return {"revised_version": revised.submission_version} | changed
        case events.AssessmentNotedByReview(outcome="met") as assessed:
            return {"assessed_version": assessed.submission_version, "reversed_version": None}
        case events.AssessmentNotedByReview(submission_version=version):
            return {"assessed_version": version, "settled_version": version, "reversed_version": None}
        case events.AssessmentReversalNotedByReview(submission_version=version):
            return {"assessed_version": version, "reversed_version": version}
        case events.WithdrawalNotedByReview():
            return {"due_under": None, "closed_because": "withdrawn"}
        case events.ClearanceBecameDue(policy_version=policy):
            return {"due_under": policy}
        case events.ClearanceRequested() as requested:
            return _requested(requested, timestamp(fact.time))
        case events.InspectorateChecked() as checked:
            return {"inspectorate_check": _found(checked, {"clear", "motivation"}) | {"made_at": timestamp(fact.time)}}
        case events.InspectorateCheckCorrected() as corrected:
            seen = {"made_at": timestamp(fact.time), "corrected": True}
            return {"inspectorate_check": _found(corrected, {"clear", "motivation"}) | seen}
        case (
            events.MinistryVerdictGiven()
            | events.EmployersAdvised()
            | events.EmployersAdviceCorrected()
            | events.ReminderSent()
        ):
            return {}
        case events.FindingsSetAside(check=check):
            return {"inspectorate_check": None} if check else {}
        case events.ClearanceResumed():
            return {"escalated_at": None}
        case events.ClearanceEscalated():
            return {"escalated_at": timestamp(fact.time)}
        case events.RoundClosed(reason=reason):
            return {"closure": {"reason": reason.model_dump(), "closed_at": timestamp(fact.time)}}
        case events.MinistryCleared(submission_version=version):
            return {"state": "cleared", "settled_version": version}
        case events.MinistryRefused(refused_by=ministries):
            return {"state": "refused", "refused_by": list(ministries)}
        case events.ClearanceReversed() as reversed_:
            return _reversed(reversed_, timestamp(fact.time))
        case events.ClearanceClosed(reason=reason):
            return {"state": "closed", "closed_because": reason}
        case _:
            return None


def _requested(requested: events.ClearanceRequested, at: str) -> dict[str, Any]:
    return {
        "state": "open",
        "title": requested.title,
        "policy_version": requested.policy_version,
        "submission_version": requested.submission_version,
        "submission_digest": requested.submission_digest,
        "policy_digest": requested.policy_digest,
        "required_ministries": list(requested.required_ministries),
        "requested_at": at,
        "refused_by": [],
        "closed_because": None,
        "due_under": None,
        "escalated_at": None,
        **({"inspectorate_check": None} if requested.check_stands is False else {}),
    }


def _reversed(reversed_: events.ClearanceReversed, at: str) -> dict[str, Any]:
    told = reversed_.model_dump(include={"outcome", "ministry", "reason", "submission_version"})
    undone: dict[str, Any] = (
        {"settled_version": None} if reversed_.outcome == "cleared" else {"refused_by": [], "closure": None}
    )
    return {"state": "open", "escalated_at": None, "reversal": told | {"reversed_at": at}} | undone


def _verdict(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.MinistryVerdictGiven(ministry=ministry) as given:
            values = _found(given, {"verdict", "motivation"}) | {"given_at": timestamp(fact.time)}
            yield Put(verdict, _by(fact, ministry), values)
        case (
            events.InspectorateCheckCorrected(lapsed=ministries)
            | events.FindingsSetAside(ministries=ministries)
            | events.ClearanceRequested(required_ministries=ministries)
        ):
            for ministry in ministries:
                yield Remove(verdict, _by(fact, ministry))
        case events.ClearanceReversed(ministry=str() as ministry):
            yield Remove(verdict, _by(fact, ministry))
        case _:
            return


def _by(fact: Recorded, ministry: events.Ministry) -> dict[str, str]:
    return {"initiative_id": fact.subject, "ministry": ministry}


def _advice(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.EmployersAdvised() as advised:
            yield Put(advice, {"id": fact.id}, _advised(fact, advised))
        case events.EmployersAdviceCorrected() as corrected:
            yield Put(advice, {"id": fact.id}, _advised(fact, corrected) | {"corrects": True})
        case _:
            return


def _advised(fact: Recorded, advised: events.EmployersAdvised | events.EmployersAdviceCorrected) -> dict[str, Any]:
    about = {"initiative_id": fact.subject, "given_at": timestamp(fact.time)}
    return about | _found(advised, {"advice", "text", "by"})


def _reminder(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ReminderSent(submission_version=version, day=day, ministries=ministries):
            key = {"initiative_id": fact.subject, "submission_version": version, "day": day}
            yield Put(reminder, key, {"ministries": list(ministries), "sent_at": timestamp(fact.time)})
        case _:
            return


def _schedule(fact: Recorded) -> Iterable[Change]:
    """What will have to be done about ministries that do not answer, as long as they can."""
    match fact.event:
        case events.ClearanceRequested(suspended=True):
            yield schedule.off(fact, REMIND)
            yield schedule.off(fact, ESCALATE)
        case events.ClearanceRequested(reminder_days=days, escalation_days=last, submission_version=version):
            yield _on_day(fact, REMIND, version, fact.time, days or ())
            yield _on_day(fact, ESCALATE, version, fact.time, [] if last is None else [last])
        case events.ClearanceResumed() | events.ClearanceReversed() as asked:
            since, version = moment(asked.since), asked.submission_version
            yield _on_day(fact, REMIND, version, since, asked.reminder_days or ())
            yield _on_day(
                fact, ESCALATE, version, since, [] if asked.escalation_days is None else [asked.escalation_days]
            )
        case events.ReminderSent(further_days=days, submission_version=version, requested_at=requested_at):
            yield _on_day(fact, REMIND, version, moment(requested_at), days)
        case events.ClearanceEscalated():
            yield schedule.off(fact, ESCALATE)
        case (
            events.RevisionNotedByReview()
            | events.AssessmentNotedByReview()
            | events.AssessmentReversalNotedByReview()
            | events.WithdrawalNotedByReview()
            | events.MinistryCleared()
            | events.MinistryRefused()
            | events.ClearanceClosed()
        ):
            yield schedule.off(fact, REMIND)
            yield schedule.off(fact, ESCALATE)
        case _:
            return


def _on_day(fact: Recorded, name: str, version: int, requested: datetime, days: Sequence[int]) -> Change:
    """On the first of `days`, calendar days of 24 hours after the request; off when there is none."""
    if not days:
        return schedule.off(fact, name)
    said = {"submission_version": version, "requested_at": timestamp(requested), "day": days[0]}
    return schedule.at(fact, name, requested + timedelta(days=min(days[0], FARTHEST)), said)


def _found(fact: events.Found, names: set[str]) -> dict[str, Any]:
    """These fields, and the version they are about."""
    return fact.model_dump(include={*names, "submission_version"})


def _shut(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.ConflictNotedByReview(person=person, stands=True):
            yield shut.shut(fact.subject, person)
        case events.ConflictNotedByReview(person=person):
            yield shut.open_again(fact.subject, person)
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("clearances", (clearance,), _clearance),
    Projection("verdicts", (verdict,), _verdict),
    Projection("advice", (advice,), _advice),
    Projection("reminders", (reminder,), _reminder),
    Projection("shut", (schema.shut,), _shut),
    Projection("schedule", (schema.schedule,), _schedule),
)
