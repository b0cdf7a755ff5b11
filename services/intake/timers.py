"""What intake does by itself when a time comes; its schedule is made of its facts (see `projections`)."""

from collections.abc import Mapping
from typing import Final

from services.intake import commands, words
from services.intake.projections import FORGET, LAPSE, SET_ASIDE
from shared.decider import Act, Command
from shared.schedule import Due, Gives


def lapse_confirmations(due: Due, act: Act) -> Command:
    return commands.LapseConfirmations(act=act, initiative_id=words.InitiativeId(due.subject))


def end_retention(due: Due, act: Act) -> Command:
    return commands.EndRetention(act=act, initiative_id=words.InitiativeId(due.subject))


def end_signal_term(due: Due, act: Act) -> Command:
    return commands.EndSignalTerm(act=act, signal_id=words.SignalId(due.subject))


TIMERS: Final[Mapping[str, Gives]] = {
    LAPSE: lapse_confirmations,
    **dict.fromkeys(FORGET, end_retention),
    SET_ASIDE: end_signal_term,
}
