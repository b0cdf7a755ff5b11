"""What is asked of review's read models."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, select

from services.review.projections.tables import advice, clearance, reminder, verdict
from shared.store.store import AnyRow

_asked: Final = clearance.c.submission_version
_newer: Final = (clearance.c.revised_version > _asked) | (clearance.c.assessed_version > _asked)
_suspended: Final = _newer | clearance.c.reversed_version.is_not(None)
state: Final = case(((clearance.c.state == "open") & _suspended, "suspended"), else_=clearance.c.state).label("state")
"""As stored, but an open clearance is suspended while a newer version is known than the one asked about, or the
assessment that it rests on was taken back."""


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

    It stands until the clearance is settled: cleared, or closed by a rejection. One requested after that starts anew;
    requests of before that was said in them are told by their versions.
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


def advised(connection: Connection, initiative_id: str) -> list[tuple[AnyRow, bool]]:
    """What employers advised on any version, in order; and whether who gave it has corrected it since."""
    chosen = select(advice).where(advice.c.initiative_id == initiative_id).order_by(advice.c.given_at, advice.c.id)
    rows = list(connection.execute(chosen))
    last = {row.by: place for place, row in enumerate(rows) if row.corrects}
    return [(row, place < last.get(row.by, 0)) for place, row in enumerate(rows)]


def reminders(connection: Connection, row: AnyRow) -> list[AnyRow]:
    """Of which days reminders went out about the version that is asked about, in order."""
    about = (reminder.c.initiative_id == row.id) & (reminder.c.submission_version == row.submission_version)
    return list(connection.execute(select(reminder).where(about).order_by(reminder.c.day)))


def waiting_for(connection: Connection, policy_version: str) -> list[str]:
    """The initiatives whose clearance is due under a policy, and was not requested yet."""
    chosen = select(clearance.c.id).where(clearance.c.due_under == policy_version).order_by(clearance.c.id)
    return list(connection.execute(chosen).scalars())
