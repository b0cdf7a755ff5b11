"""Read models of what was found: signals, who tipped them, and how their organisations were approached."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

from services.intake import events, sameness
from services.intake.projections.initiatives import tables
from shared.envelope import timestamp
from shared.event import Kept
from shared.projection import Change, Projection, Put, Set
from shared.turn import Recorded

TIP: Final = "tip"
"""The kind of what nobody of the office recorded."""

signal: Final = Table(
    "signal",
    tables,
    Column("id", Text, primary_key=True),
    Column("state", Text),
    Column("kind", Text),
    Column("source", Text),
    Column("link", Text),
    Column("organisation", Text),
    Column("plain_organisation", Text),
    Column("region", Text),
    Column("seen_on", Text),
    Column("note", JSON),
    Column("recorded_by", Text),
    Column("recorded_at", Text),
    Column("set_aside", JSON),
    Column("kept_until", Text),
    Column("persons_forgotten_at", Text),
    Column("initiative_id", Text),
    Column("taken_up_at", Text),
    Column("changed_at", Text),
    Column("version", Integer),
)
Index("signal_recorded_at", signal.c.recorded_at, signal.c.id)
Index("signal_initiative", signal.c.initiative_id)

tip: Final = Table(
    "tip",
    tables,
    Column("id", Text, primary_key=True),
    Column("signal_id", Text),
    Column("tipper", Text),
    Column("organisation", Text),
    Column("link", Text),
    Column("region", Text),
    Column("about", JSON),
    Column("contact", JSON),
    Column("tipped_at", Text),
)
Index("tip_signal", tip.c.signal_id)
Index("tip_tipper", tip.c.tipper)

approach: Final = Table(
    "approach",
    tables,
    Column("id", Text, primary_key=True),
    Column("signal_id", Text),
    Column("adviser", Text),
    Column("date", Text),
    Column("channel", Text),
    Column("outcome", Text),
    Column("whom", JSON),
    Column("note", JSON),
    Column("recorded_at", Text),
)
Index("approach_signal", approach.c.signal_id)


def _signal(fact: Recorded) -> Iterable[Change]:
    key, at = {"id": fact.subject}, timestamp(fact.time)
    seen: dict[str, Any] = {"changed_at": at, "version": fact.version}
    match fact.event:
        case events.SignalRecorded() as recorded:
            told = recorded.model_dump(mode="json", include=set(events.Sighting.model_fields))
            yield Put(signal, key, seen | _first(at, told, str(fact.actor)) | {"note": _kept(recorded.note)})
        case events.InitiativeTipped() as tipped if fact.version == 1:
            told = tipped.model_dump(include=set(events.Hint.model_fields))
            yield Put(signal, key, seen | _first(at, told | {"kind": TIP, "source": None, "seen_on": None}, None))
        case events.InitiativeTipped():
            yield Set(signal, key, seen)
        case events.OrganisationApproached():
            yield Set(signal, key, seen | {"state": "approached"})
        case events.SignalSetAside(reason=reason, kept_until=until):
            left = {"by": str(fact.actor), "at": at, "reason": _kept(reason)}
            yield Set(signal, key, seen | {"state": "set-aside", "set_aside": left, "kept_until": until})
        case events.SignalTermSet(kept_until=until):
            yield Set(signal, key, seen | {"kept_until": until})
        case events.SignalTermEnded():
            yield Set(signal, key, seen | {"persons_forgotten_at": at})
        case events.SignalReopened(state=state):
            nothing = {"set_aside": None, "kept_until": None, "initiative_id": None, "taken_up_at": None}
            yield Set(signal, key, seen | {"state": state} | nothing)
        case events.SignalTakenUp(initiative_id=initiative):
            yield Set(signal, key, seen | {"state": "taken-up", "initiative_id": initiative, "taken_up_at": at})
        case _:
            return


def _first(at: str, told: dict[str, Any], by: str | None) -> dict[str, Any]:
    to_come = ("set_aside", "kept_until", "persons_forgotten_at", "initiative_id", "taken_up_at", "note")
    nothing_yet = dict.fromkeys(to_come)
    plain = sameness.normal_organisation(told["organisation"])
    return told | nothing_yet | {"plain_organisation": plain, "state": "recorded", "recorded_by": by, "recorded_at": at}


def _kept(text: Kept | None) -> dict[str, Any] | None:
    return None if text is None else text.model_dump()


def _tip(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.InitiativeTipped() as tipped:
            told = tipped.model_dump() | {"signal_id": fact.subject, "tipped_at": timestamp(fact.time)}
            yield Put(tip, {"id": fact.id}, told)
        case _:
            return


def _approach(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.OrganisationApproached() as approached:
            who = {"signal_id": fact.subject, "adviser": str(fact.actor), "recorded_at": timestamp(fact.time)}
            yield Put(approach, {"id": fact.id}, approached.model_dump(mode="json") | who)
        case _:
            return


SIGNALS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("signals", (signal,), _signal),
    Projection("tips", (tip,), _tip),
    Projection("approaches", (approach,), _approach),
)
