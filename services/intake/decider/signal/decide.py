"""What a command makes of a signal: facts, or a refusal that says what was kept and what to do."""

import datetime as dt
from typing import Final, assert_never

from services.intake import commands, errors, events, sameness, words
from services.intake.decider import retention
from services.intake.decider.signal.states import NotFound, Open, SetAside, Signal, TakenUp
from shared.errors import Unknown

Facts = list[events.SignalEvent]
AHEAD: Final = dt.timedelta(hours=2)
"""How far the Netherlands are ahead of UTC at most: a day has begun there before it has in UTC."""
NAMELESS: Final = 25
"""How many tips without a name one signal takes: nobody answers for them, so nobody else would end a stream of them.
More than a link is ever tipped so, and few enough to be read."""


def decide(command: commands.SignalCommand, state: Signal) -> Facts:
    match command:
        case commands.RecordSignal():
            return record(command, state)
        case commands.TipInitiative():
            return tip(command, state)
        case commands.ApproachOrganisation():
            return approach(command, state)
        case commands.SetSignalAside():
            return set_aside(command, state)
        case commands.SetSignalTerm():
            return set_term(command, state)
        case commands.EndSignalTerm():
            return end_term(command, state)
        case _:
            assert_never(command)


def record(command: commands.RecordSignal, state: Signal) -> Facts:
    past(command.sighting.seen_on, command)
    if not isinstance(state, NotFound):
        raise errors.AlreadyRecorded(
            f"This link with this organisation is there already: signal {command.signal_id}. Nothing was kept twice; "
            "go on with that one."
        )
    seen = dict(command.sighting) | {"link": sameness.untracked(command.sighting.link)}
    return [events.SignalRecorded(**seen, note=command.note)]


def tip(command: commands.TipInitiative, state: Signal) -> Facts:
    """Never lost: on what is known already it is a further tip, and brings back what was set aside."""
    link = command.hint.link
    told = dict(command.hint) | {"link": None if link is None else sameness.untracked(link)}
    tipped = events.InitiativeTipped(**told, tipper=command.tipper, about=command.about, contact=command.contact)
    match state:
        case NotFound():
            return [tipped]
        case Open(found=found) | SetAside(found=found) | TakenUp(found=found) if command.tipper in found.tippers:
            raise errors.AlreadyTipped(
                f"You tipped this link with this organisation before: tip {command.signal_id}. That tip was kept, and "
                "you hear what becomes of it."
            )
        case Open(found=found) | SetAside(found=found) | TakenUp(found=found) if (
            command.tipper is None and found.nameless >= NAMELESS
        ):
            raise errors.TooManyNamelessTips(
                f"This link with this organisation was tipped without a name {found.nameless} times; those tips were "
                "kept and this one was not. Say who you are to tip it as well."
            )
        case SetAside(found=found):
            return [events.SignalReopened(because="tipped-again", state=found.state), tipped]
        case Open() | TakenUp():
            return [tipped]
        case _:
            assert_never(state)


def approach(command: commands.ApproachOrganisation, state: Signal) -> Facts:
    past(command.approach.date, command)
    undecided(state)
    return [events.OrganisationApproached(**dict(command.approach), whom=command.whom, note=command.note)]


def set_aside(command: commands.SetSignalAside, state: Signal) -> Facts:
    undecided(state)
    until = retention.kept_until(command.act.now, command.retention_days)
    return [events.SignalSetAside(reason=command.reason, kept_until=until)]


def set_term(command: commands.SetSignalTerm, state: Signal) -> Facts:
    """Once, and only of what has none."""
    match state:
        case SetAside(term="none"):
            return [events.SignalTermSet(kept_until=retention.kept_until(command.since, command.retention_days))]
        case NotFound() | Open() | SetAside() | TakenUp():
            return []
        case _:
            assert_never(state)


def end_term(command: commands.EndSignalTerm, state: Signal) -> Facts:
    """Never refused: the row that rings stands only while it is set aside."""
    match state:
        case SetAside(term="runs"):
            return [events.SignalTermEnded(erasure=words.ErasureId(command.act.id))]
        case NotFound() | Open() | SetAside() | TakenUp():
            return []
        case _:
            assert_never(state)


def there(state: Signal) -> Open | SetAside | TakenUp:
    """A signal that somebody recorded or tipped; raises Unknown."""
    if isinstance(state, NotFound):
        raise Unknown("There is no such signal here; nothing was changed. Check the id, or record it first.")
    return state


def undecided(state: Signal) -> Open:
    """A signal of which nothing became yet; raises the refusal that says what did."""
    match there(state):
        case Open() as open_:
            return open_
        case SetAside():
            raise errors.SignalSetAside(
                "This signal was set aside; it stays as it is and nothing was kept. Have an adviser reopen it first."
            )
        case TakenUp():
            raise taken_up()
        case other:
            assert_never(other)


def taken_up() -> errors.SignalTakenUp:
    return errors.SignalTakenUp(
        "This signal was taken up by an initiative; that stands and nothing was kept. Go on with that initiative, or "
        "without a signal; an adviser reopens it where it was linked by mistake, or withdrawn before it was published."
    )


def past(day: dt.date, command: commands.OfSignal) -> None:
    """Refuse a day that has not begun."""
    if day > (command.act.now + AHEAD).date():
        raise errors.DateAhead(
            f"{day.isoformat()} has not come yet, so nothing can have happened on it. Nothing was kept; "
            "give the day on which it did."
        )
