"""What somebody is told: the steps of what they brought in, as far as those are meant for them.

A notice is not stored: it is who brought something in together with what happened, so that who comes later, or is
linked to an initiative afterwards, misses nothing. Who submitted an initiative stands with it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Label,
    Subquery,
    and_,
    case,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from services.intake import telling
from services.intake.projections.finding import latest_tip
from services.intake.projections.initiatives import initiative
from services.intake.projections.notices import hearer, step
from services.intake.projections.signals import signal, tip
from shared.actor import Actor
from shared.web.reader import submitter_of


def notices(person: Actor) -> Subquery:
    """What this person is told: each step once, at the moment when it happened or, if that was later, became theirs."""
    theirs = _theirs(person).cte("theirs")
    directly = step.c.about == theirs.c.about
    led_to_it = and_(step.c.step == "taken-up", step.c.at == theirs.c.taken_up_at)
    heard = or_(not_(directly), step.c.version > theirs.c.version, led_to_it)
    joined = case((directly, theirs.c.since), else_=_later(theirs.c.since, theirs.c.taken_up_at))
    chosen = (
        select(
            step.c.id,
            step.c.step,
            func.min(theirs.c.part).label("part"),
            func.min(theirs.c.signal_id).label("signal_id"),
            theirs.c.initiative_id,
            func.min(_later(step.c.at, joined)).label("at"),
        )
        .join_from(theirs, step, or_(directly, step.c.about == theirs.c.initiative_id))
        .where(heard, step.c.actor != str(person), _meant_for(theirs.c.part))
        .group_by(step.c.id, step.c.step, theirs.c.initiative_id)
        .subquery("told")
    )
    told = chosen.outerjoin(initiative, initiative.c.id == chosen.c.initiative_id).outerjoin(
        signal, signal.c.id == chosen.c.signal_id
    )
    return select(*chosen.c, initiative.c.title, _organisation(person, chosen)).select_from(told).subquery("notice")


def _organisation(person: Actor, chosen: Subquery) -> Label[Any]:
    """As the office recorded it; to who tipped it as they told it."""
    own = (
        select(tip.c.organisation)
        .where(tip.c.id == latest_tip(chosen.c.signal_id, str(person)), chosen.c.part == "tipper")
        .correlate(chosen)
        .scalar_subquery()
    )
    return func.coalesce(own, signal.c.organisation).label("organisation")


def _theirs(person: Actor) -> CompoundSelect[Any]:
    """What somebody brought in: signals, with the initiative each led to, and what they submitted themselves.

    A signal that was free again after what was submitted from it was withdrawn led to that too, for who came before.
    """
    brought = (
        select(
            hearer.c.signal_id.label("about"),
            hearer.c.part,
            hearer.c.since,
            hearer.c.version,
            hearer.c.signal_id,
            signal.c.initiative_id,
            signal.c.taken_up_at,
        )
        .join_from(hearer, signal, signal.c.id == hearer.c.signal_id)
        .where(hearer.c.person == str(person))
    )
    freed = (
        select(
            literal(""),  # what happened to the signal itself is told once, above
            hearer.c.part,
            hearer.c.since,
            hearer.c.version,
            hearer.c.signal_id,
            initiative.c.id,
            initiative.c.submitted_at,
        )
        .join_from(hearer, signal, signal.c.id == hearer.c.signal_id)
        .join(initiative, initiative.c.signal_id == signal.c.id)
        .where(
            hearer.c.person == str(person),
            func.coalesce(signal.c.initiative_id, "") != initiative.c.id,
            hearer.c.since <= initiative.c.withdrawn_at,
        )
    )
    submitted = select(
        initiative.c.id,
        literal("submitter"),
        initiative.c.submitted_at,
        literal(0),
        null(),
        initiative.c.id,
        null(),
    ).where(initiative.c.submitter == submitter_of(person))
    return union_all(brought, freed, submitted)


def _meant_for(part: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(
        part == "scout",
        and_(part == "submitter", step.c.step.in_(telling.TO_SUBMITTERS)),
        and_(part == "tipper", step.c.step.in_(telling.TO_TIPPERS), _new_to_tippers()),
    )


def _new_to_tippers() -> ColumnElement[bool]:
    """As `telling.told` says it."""
    return and_(
        or_(step.c.step.not_in(telling.ENDS), not_(_stands(lambda earlier: earlier.c.step.in_(telling.ENDS)))),
        or_(
            step.c.step.not_in(telling.GOING_ON),
            and_(_stands(_taken_back_by(step)), not_(_stands(lambda earlier: not_(_taken_back_by(step)(earlier))))),
        ),
        or_(step.c.step != "nomination-reversed", not_(_stands(lambda _: true()))),
    )


Of = Callable[[FromClause], ColumnElement[bool]]


def _stands(of: Of) -> ColumnElement[bool]:
    """Whether an earlier step of the same stream, of which `of` holds, stands when `step` comes (`telling.after`)."""
    earlier, between = step.alias("earlier"), step.alias("between")
    taken_back = select(between.c.id).where(
        between.c.about == earlier.c.about,
        between.c.version > earlier.c.version,
        between.c.version < step.c.version,
        _taken_back_by(between)(earlier),
    )
    return (
        select(earlier.c.id)
        .where(earlier.c.about == step.c.about, earlier.c.version < step.c.version)
        .where(
            earlier.c.step.in_(telling.TAKEN_BACK_BY), of(earlier), not_(taken_back.correlate(earlier, step).exists())
        )
        .correlate(step)
        .exists()
    )


def _taken_back_by(later: FromClause) -> Of:
    """Of which steps the `later` one takes back what they said."""
    pairs = [(what, by) for what, by in telling.TAKEN_BACK_BY.items() if by]
    return lambda earlier: or_(*(and_(earlier.c.step == what, later.c.step.in_(by)) for what, by in pairs))


def _later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)
