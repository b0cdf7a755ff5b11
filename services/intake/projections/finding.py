"""What is asked of the read models of signals and tips."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, Table, and_, func, or_, select

from services.intake import telling, words
from services.intake.commands import signal_stream
from services.intake.projections.initiatives import initiative
from services.intake.projections.notices import step
from services.intake.projections.signals import approach, signal, tip
from shared import vault
from shared.store import schema
from shared.store.store import AnyRow


def _count(table: Table) -> ColumnElement[int]:
    counted = select(func.count()).select_from(table).where(table.c.signal_id == signal.c.id)
    return counted.correlate(signal).scalar_subquery()


_with: Final = (
    initiative.c.origin,
    _count(tip).label("tips"),
    _count(approach).label("approaches"),
)
_joined: Final = signal.outerjoin(initiative, initiative.c.id == signal.c.initiative_id)


def signals() -> Select[*tuple[Any, ...]]:
    """All signals, with the origin of the initiative that took each up, and how many tips and approaches there are."""
    return select(*signal.c, *_with).select_from(_joined)


def one_signal(connection: Connection, signal_id: str, seen: ColumnElement[bool]) -> AnyRow | None:
    return connection.execute(signals().where(signal.c.id == signal_id, seen)).one_or_none()


def led_to(connection: Connection, signal_id: str) -> str | None:
    """The initiative that took a signal up, or that was submitted from it last before it was free again."""
    of_signal = select(signal.c.initiative_id).where(signal.c.id == signal_id)
    submitted = select(initiative.c.id).where(initiative.c.signal_id == signal_id)
    found: str | None = (
        connection.execute(of_signal).scalar()
        or connection.execute(submitted.order_by(initiative.c.submitted_at.desc()).limit(1)).scalar()
    )
    return found


def leads_to(which: Callable[[ColumnElement[str]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Which signals lead, or led until they were free again, to an initiative of whose id `which` holds."""
    former = initiative.alias("former")
    submitted = select(former.c.id).where(former.c.signal_id == signal.c.id, which(former.c.id)).correlate(signal)
    return or_(and_(signal.c.initiative_id.is_not(None), which(signal.c.initiative_id)), submitted.exists())


def found_by(connection: Connection, initiatives: Collection[str]) -> list[str]:
    """The streams of the signals by which these initiatives were found."""
    chosen = select(signal.c.id).where(leads_to(lambda initiative_id: initiative_id.in_(initiatives)))
    return [signal_stream(words.SignalId(each)) for each in connection.execute(chosen).scalars()]


def taken_up_by(connection: Connection, initiative_id: str) -> list[str]:
    """The streams of the signals that this initiative took up, without those that are free for another again."""
    chosen = select(signal.c.id).where(signal.c.initiative_id == initiative_id).order_by(signal.c.id)
    return [signal_stream(words.SignalId(each)) for each in connection.execute(chosen).scalars()]


def without_term(connection: Connection) -> Sequence[AnyRow]:
    """What was set aside and has no term: its id, and in `set_aside` since when."""
    chosen = select(signal.c.id, signal.c.set_aside).where(signal.c.state == "set-aside", signal.c.kept_until.is_(None))
    return connection.execute(chosen.order_by(signal.c.id)).all()


def told_by(connection: Connection, stream: str, sequence: int) -> frozenset[str]:
    """The references that a stream's facts name, up to and with the so many-th."""
    of, fact = schema.event, schema.event.c
    chosen = select(fact.body).select_from(of).where(fact.stream == stream, fact.version <= sequence)
    bodies = connection.execute(chosen).scalars()
    return frozenset(ref for body in bodies for ref, _ in vault.named(orjson.loads(body)["data"]))


def tipped(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The signals with a tip that may be seen."""
    return signals().where(select(tip.c.id).where(tip.c.signal_id == signal.c.id, seen).correlate(signal).exists())


def latest_tip(signal_id: ColumnElement[str], tipper: str) -> ScalarSelect[str]:
    """What somebody last tipped of a signal: its id."""
    own = tip.alias("own")
    chosen = select(own.c.id).where(own.c.signal_id == signal_id, own.c.tipper == tipper)
    return chosen.order_by(own.c.tipped_at.desc(), own.c.id.desc()).limit(1).correlate_except(own).scalar_subquery()


def own_tips(tipper: str) -> Select[*tuple[Any, ...]]:
    """What somebody tipped, each signal once, in their own words: not in those in which the office recorded it.

    Who tipped it again, after the first tip was forgotten, finds what they said last.
    """
    told = (tip.c.organisation, tip.c.link, tip.c.region, tip.c.tipped_at.label("recorded_at"))
    chosen = select(signal.c.id, signal.c.version, signal.c.initiative_id, *told)
    return chosen.join_from(signal, tip, tip.c.id == latest_tip(signal.c.id, tipper))


def one_tipped(
    connection: Connection, signal_id: str, seen: ColumnElement[bool], *of: ColumnElement[bool]
) -> AnyRow | None:
    return connection.execute(tipped(seen).where(signal.c.id == signal_id, *of)).one_or_none()


def tips(connection: Connection, signals: Iterable[AnyRow], seen: ColumnElement[bool]) -> Mapping[str, list[AnyRow]]:
    """The tips that may be seen of each of these signals, by its id, in order."""
    found: dict[str, list[AnyRow]] = {row.id: [] for row in signals}
    chosen = select(tip).where(tip.c.signal_id.in_(found), seen).order_by(tip.c.tipped_at, tip.c.id)
    for row in connection.execute(chosen):
        found[row.signal_id].append(row)
    return found


def approaches(connection: Connection, signal_id: str) -> list[AnyRow]:
    """How its organisation was approached, in the order in which that was recorded."""
    chosen = select(approach).where(approach.c.signal_id == signal_id)
    return list(connection.execute(chosen.order_by(approach.c.recorded_at, approach.c.id)))


def standings(connection: Connection, rows: Iterable[AnyRow]) -> Mapping[str, telling.Standing]:
    """Where each of these signals stands, by its id, in the words for a tipper."""
    matters = {row.id: [row.id, *([row.initiative_id] if row.initiative_id else [])] for row in rows}
    steps = _steps(connection, [each for both in matters.values() for each in both])
    return {of: telling.standing(*(steps[each] for each in both)) for of, both in matters.items()}


def _steps(connection: Connection, about: Sequence[str]) -> Mapping[str, list[telling.Step]]:
    found: dict[str, list[telling.Step]] = defaultdict(list)
    chosen = select(step.c.about, step.c.step).where(step.c.about.in_(about)).order_by(step.c.about, step.c.version)
    for row in connection.execute(chosen):
        found[row.about].append(row.step)
    return found
