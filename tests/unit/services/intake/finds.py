"""One signal to test with, its people, and the facts and commands about it in their shortest form."""

from datetime import date
from typing import Final, Literal

from services.intake import commands, events, words
from shared.decider import Act
from shared.event import Kept
from shared.testing.given import NOON, act, actor, uuid
from tests.unit.services.intake import ketenstage
from tests.unit.services.intake.ketenstage import kept

ID: Final = words.SignalId(uuid(2))
AT_SIGNAL: Final = f"signal-{ID}"
AT_INITIATIVE: Final = f"initiative-{ketenstage.ID}"
AT_CONFLICT: Final = f"conflict-{ketenstage.ID}"
TIPPER: Final = words.Tipper(str(actor("tipper", 5)))
DAY: Final = date(2019, 4, 1)

SIGHTING: Final = events.Sighting(
    kind="newsletter",
    source="Nieuwsbrief",
    link="https://www.example.org/nieuws",
    organisation="Zorggroep Noorderboog",
    seen_on=DAY,
)
HINT: Final = events.Hint(organisation="Noorderboog", link="https://www.example.org/nieuws")
APPROACH: Final = events.Approach(date=DAY, channel="phone", outcome="interested")

RECORDED: Final = events.SignalRecorded(**dict(SIGHTING), note=kept(10))
APPROACHED: Final = events.OrganisationApproached(**dict(APPROACH), whom=kept(11))
SET_ASIDE: Final = events.SignalSetAside(reason=kept(12), kept_until=ketenstage.KEPT_UNTIL)
OF_OLD: Final = events.SignalSetAside(reason=kept(12))
"""Set aside before there were terms."""
TERM_SET: Final = events.SignalTermSet(kept_until=ketenstage.KEPT_UNTIL)
TERM_ENDED: Final = events.SignalTermEnded(erasure=words.ErasureId(act().id))
TAKEN_UP: Final = events.SignalTakenUp(initiative_id=ketenstage.ID, because="submitted")
LINKED: Final = events.SignalTakenUp(initiative_id=ketenstage.ID, because="linked-by-adviser")


def tipped(tipper: words.Tipper | None = TIPPER) -> events.InitiativeTipped:
    return events.InitiativeTipped(**dict(HINT), tipper=tipper, about=kept(13))


def reopened(state: Literal["recorded", "approached"] = "recorded") -> events.SignalReopened:
    return events.SignalReopened(because="reopened-by-adviser", state=state, reason=kept(14))


def tipped_again(state: Literal["recorded", "approached"] = "recorded") -> events.SignalReopened:
    return events.SignalReopened(because="tipped-again", state=state)


def record(who: Act | None = None, seen_on: date = DAY, note: Kept | None = None) -> commands.RecordSignal:
    sighting = SIGHTING.model_copy(update={"seen_on": seen_on})
    return commands.RecordSignal(act=who or act("adviser"), signal_id=ID, sighting=sighting, note=note or kept(10))


def tip(tipper: words.Tipper | None = TIPPER, who: Act | None = None) -> commands.TipInitiative:
    return commands.TipInitiative(act=who or act("tipper", 5), signal_id=ID, tipper=tipper, hint=HINT, about=kept(13))


def approach(on: date = DAY, by: words.InitiativeId | None = None) -> commands.ApproachOrganisation:
    told = APPROACH.model_copy(update={"date": on})
    return commands.ApproachOrganisation(act=act("adviser"), signal_id=ID, taken_up_by=by, approach=told, whom=kept(11))


def set_aside(by: words.InitiativeId | None = None) -> commands.SetSignalAside:
    return commands.SetSignalAside(act=act("adviser"), signal_id=ID, taken_up_by=by, reason=kept(12))


def set_term(days: int = 365) -> commands.SetSignalTerm:
    return commands.SetSignalTerm(act=act(minutes=5), signal_id=ID, since=NOON, retention_days=days)


def end_term() -> commands.EndSignalTerm:
    return commands.EndSignalTerm(act=act(), signal_id=ID)


def reopen(by: words.InitiativeId | None = None) -> commands.ReopenSignal:
    return commands.ReopenSignal(act=act("adviser"), signal_id=ID, taken_up_by=by, reason=kept(14))


def conflict_noted(number: int = 1) -> events.ConflictNotedByIntake:
    person = words.PersonId(actor("adviser", number).id)
    return events.ConflictNotedByIntake(initiative_id=ketenstage.ID, person=person, stands=True)


def take_up(before: words.InitiativeId | None = None) -> commands.TakeUpSignal:
    """`before`: which initiative it led to until it was free again."""
    return commands.TakeUpSignal(act=act("adviser"), signal_id=ID, taken_up_by=before, initiative_id=ketenstage.ID)


def submit(origin: words.Origin | None = None) -> commands.SubmitFromSignal:
    return commands.from_signal(ketenstage.submit(origin=origin), ID)
