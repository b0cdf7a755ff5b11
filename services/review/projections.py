"""Review's read models: clearances with what was heard of their initiatives, verdicts, and advice."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    case,
    select,
)

from services.review import events
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put
from shared.store.store import AnyRow
from shared.turn import Recorded

tables: Final = MetaData()
clearance: Final = Table(
    "clearance",
    tables,
    Column("id", Text, primary_key=True),
    Column("state", Text),  # null until clearance was requested
    Column("title", Text),
    Column("region", Text),
    Column("policy_version", Text),
    Column("submission_version", Integer),
    Column("required_ministries", JSON),
    Column("requested_at", Text),
    Column("inspectorate_check", JSON),
    Column("refused_by", JSON),
    Column("closure", JSON),
    Column("closed_because", Text),
    Column("changed_at", Text),
    Column("version", Integer),
    Column("due_under", Text),
    Column("revised_version", Integer),
    Column("assessed_version", Integer),
    Column("settled_version", Integer),
)
Index("clearance_due_under", clearance.c.due_under)
Index("clearance_requested_at", clearance.c.requested_at, clearance.c.id)

verdict: Final = Table(
    "verdict",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("ministry", Text, primary_key=True),
    Column("verdict", Text),
    Column("motivation", JSON),
    Column("submission_version", Integer),
    Column("given_at", Text),
)

advice: Final = Table(
    "advice",
    tables,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("advice", Text),
    Column("text", JSON),
    Column("submission_version", Integer),
    Column("given_at", Text),
)
Index("advice_initiative", advice.c.initiative_id)


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
            return {"assessed_version": assessed.submission_version}
        case events.AssessmentNotedByReview(submission_version=version):
            return {"assessed_version": version, "settled_version": version}
        case events.WithdrawalNotedByReview():
            return {"due_under": None, "closed_because": "withdrawn"}
        case events.ClearanceBecameDue(policy_version=policy):
            return {"due_under": policy}
        case events.ClearanceRequested() as requested:
            return _requested(requested, timestamp(fact.time))
        case events.InspectorateChecked() as checked:
            return {"inspectorate_check": _found(checked, {"clear", "motivation"}) | {"made_at": timestamp(fact.time)}}
        case events.MinistryVerdictGiven() | events.EmployersAdvised():
            return {}
        case events.RoundClosed(reason=reason):
            return {"closure": {"reason": reason.model_dump(), "closed_at": timestamp(fact.time)}}
        case events.MinistryCleared(submission_version=version):
            return {"state": "cleared", "settled_version": version}
        case events.MinistryRefused(refused_by=ministries):
            return {"state": "refused", "refused_by": list(ministries)}
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
        "required_ministries": list(requested.required_ministries),
        "requested_at": at,
        "refused_by": [],
        "closed_because": None,
        "due_under": None,
    }


def _verdict(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.MinistryVerdictGiven(ministry=ministry) as given:
            key = {"initiative_id": fact.subject, "ministry": ministry}
            yield Put(verdict, key, _found(given, {"verdict", "motivation"}) | {"given_at": timestamp(fact.time)})
        case _:
            return


def _advice(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.EmployersAdvised() as advised:
            about = {"initiative_id": fact.subject, "given_at": timestamp(fact.time)}
            yield Put(advice, {"id": fact.id}, about | _found(advised, {"advice", "text"}))
        case _:
            return


def _found(fact: events.Found | events.EmployersAdvised, names: set[str]) -> dict[str, Any]:
    """These fields, and the version they are about."""
    return fact.model_dump(include={*names, "submission_version"})


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("clearances", (clearance,), _clearance),
    Projection("verdicts", (verdict,), _verdict),
    Projection("advice", (advice,), _advice),
)

_asked: Final = clearance.c.submission_version
_newer: Final = (clearance.c.revised_version > _asked) | (clearance.c.assessed_version > _asked)
state: Final = case(((clearance.c.state == "open") & _newer, "suspended"), else_=clearance.c.state).label("state")
"""As stored, but an open clearance is suspended while a newer version is known than the one asked about."""


def clearances(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """All that were ever requested, as far as they may be seen."""
    others = [column for column in clearance.c if column is not clearance.c.state]
    return select(*others, state).where(clearance.c.state.is_not(None), seen)


def one(connection: Connection, initiative_id: str, seen: ColumnElement[bool]) -> AnyRow | None:
    """The clearance of an initiative, once it was requested, when it may be seen."""
    return connection.execute(clearances(seen).where(clearance.c.id == initiative_id)).one_or_none()


def newest_version(row: AnyRow) -> int:
    """The newest version that anybody spoke of."""
    versions: tuple[int | None, ...] = (row.submission_version, row.revised_version, row.assessed_version)
    return max(version or 0 for version in versions)


def standing_check(row: AnyRow) -> dict[str, Any] | None:
    """The inspectorate check of the clearance as it is now, if it was made.

    It stands until the clearance is settled: cleared, or closed by a rejection. One requested after that starts anew.
    """
    check: dict[str, Any] | None = row.inspectorate_check
    settled = row.settled_version or 0
    if check is None or check["submission_version"] <= settled < row.submission_version:
        return None
    return check


def verdicts(connection: Connection, row: AnyRow) -> list[AnyRow]:
    """The verdicts that count: those on the version that is asked about, in the order they were given."""
    about = (verdict.c.initiative_id == row.id) & (verdict.c.submission_version == row.submission_version)
    return list(connection.execute(select(verdict).where(about).order_by(verdict.c.given_at, verdict.c.ministry)))


def advised(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What employers advised on any version, in order."""
    chosen = select(advice).where(advice.c.initiative_id == initiative_id).order_by(advice.c.given_at, advice.c.id)
    return list(connection.execute(chosen))


def waiting_for(connection: Connection, policy_version: str) -> list[str]:
    """The initiatives whose clearance is due under a policy, and was not requested yet."""
    chosen = select(clearance.c.id).where(clearance.c.due_under == policy_version).order_by(clearance.c.id)
    return list(connection.execute(chosen).scalars())
