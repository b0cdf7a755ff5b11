"""What a fact makes of a signal. A fact that cannot follow leaves the state; each such pair is named."""

from dataclasses import replace
from typing import assert_never

from services.intake import events, words
from services.intake.decider.signal.states import Found, NotFound, Open, SetAside, Signal, TakenUp


def evolve(state: Signal, event: events.SignalEvent) -> Signal:
    match event:
        case events.SignalRecorded():
            return after_recording(state)
        case events.InitiativeTipped():
            return after_tip(state, event)
        case events.OrganisationApproached():
            return after_approach(state)
        case events.SignalSetAside():
            return after_setting_aside(state, event)
        case events.SignalTermSet():
            return after_term_set(state)
        case events.SignalTermEnded():
            return after_term(state)
        case events.SignalReopened():
            return after_reopening(state)
        case events.SignalTakenUp():
            return after_take_up(state, event)
        case _:
            assert_never(event)


def after_recording(state: Signal) -> Signal:
    match state:
        case NotFound():
            return Open(Found("recorded"))
        case Open() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)


def after_tip(state: Signal, event: events.InitiativeTipped) -> Signal:
    match state:
        case NotFound():
            return Open(tipped(Found("tipped"), event.tipper))
        case Open(found=found) | SetAside(found=found) | TakenUp(found=found):
            return replace(state, found=tipped(found, event.tipper))
        case _:
            assert_never(state)


def tipped(found: Found, tipper: words.Tipper | None) -> Found:
    if tipper is None:
        return replace(found, tipped=True, nameless=found.nameless + 1)
    return replace(found, tipped=True, tippers=found.tippers | {tipper})


def after_approach(state: Signal) -> Signal:
    match state:
        case Open(found=found):
            return Open(replace(found, approached=True))
        case NotFound() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)


def after_setting_aside(state: Signal, event: events.SignalSetAside) -> Signal:
    match state:
        case Open(found=found):
            return SetAside(found, "none" if event.kept_until is None else "runs")
        case NotFound() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)


def after_term_set(state: Signal) -> Signal:
    match state:
        case SetAside(term="none"):
            return replace(state, term="runs")
        case NotFound() | Open() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)


def after_term(state: Signal) -> Signal:
    """What was tipped is forgotten, so whoever did so may tip it anew; that somebody tipped it stays."""
    match state:
        case SetAside(found=found, term="runs"):
            return SetAside(replace(found, tippers=frozenset(), nameless=0), "over")
        case NotFound() | Open() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)


def after_reopening(state: Signal) -> Signal:
    match state:
        case SetAside(found=found) | TakenUp(found=found):
            return Open(found)
        case NotFound() | Open():
            return state
        case _:
            assert_never(state)


def after_take_up(state: Signal, event: events.SignalTakenUp) -> Signal:
    match state:
        case Open(found=found):
            return TakenUp(found, event.initiative_id, event.because)
        case NotFound() | SetAside() | TakenUp():
            return state
        case _:
            assert_never(state)
