"""The read model of who hears of what: who brought something in, and the steps of signals and initiatives.

A row of `hearer` is somebody who brought a signal in, one of `step` what happened (`hearing` puts the two together).
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from services.intake import events, telling
from services.intake.projections.initiatives import tables
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put
from shared.turn import Recorded

hearer: Final = Table(
    "hearer",
    tables,
    Column("id", Text, primary_key=True),
    Column("signal_id", Text),
    Column("person", Text),
    Column("part", Text),
    Column("since", Text),
    Column("version", Integer),
)
Index("hearer_person", hearer.c.person)

step: Final = Table(
    "step",
    tables,
    Column("id", Text, primary_key=True),
    Column("about", Text),
    Column("version", Integer),
    Column("step", Text),
    Column("actor", Text),
    Column("at", Text),
)
Index("step_about", step.c.about, step.c.version)


def _hearer(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.SignalRecorded() | events.OrganisationApproached():
            yield _hears(fact, "scout", str(fact.actor))
        case events.InitiativeTipped(tipper=str(tipper)):
            yield _hears(fact, "tipper", tipper)
        case _:
            return


def _hears(fact: Recorded, part: telling.Part, person: str) -> Change:
    who = {"signal_id": fact.subject, "person": person, "part": part}
    return Put(hearer, {"id": fact.id}, who | {"since": timestamp(fact.time), "version": fact.version})


def _step(fact: Recorded) -> Iterable[Change]:
    happened = _happened(fact)
    if happened is not None:
        when = {"version": fact.version, "at": timestamp(fact.time)}
        yield Put(step, {"id": fact.id}, {"about": fact.subject, "step": happened, "actor": str(fact.actor)} | when)


def _happened(fact: Recorded) -> telling.Step | None:
    match fact.event:
        case events.InitiativeTipped():
            return "tipped"
        case events.OrganisationApproached():
            return "approached"
        case events.SignalSetAside():
            return "set-aside"
        case events.SignalReopened():
            return "reopened"
        case events.SignalTakenUp():
            return "taken-up"
        case events.InitiativeRevised():
            return "revised"
        case events.InitiativeWithdrawn():
            return "withdrawn"
        case events.QuestionReceived():
            return "question-asked"
        case events.InformationSupplied():
            return "question-answered"
        case events.OutcomeNoted(outcome="article-withdrawn", because=str(because)):
            return telling.suspension(because)
        case events.OutcomeNoted(outcome=outcome):
            return outcome
        case _:
            return None


NOTICES: Final[tuple[Projection[Recorded], ...]] = (
    Projection("hearers", (hearer,), _hearer),
    Projection("steps", (step,), _step),
)
