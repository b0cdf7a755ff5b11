"""What review does by itself when a time comes; its schedule is made of its facts (see `projections`)."""

from collections.abc import Mapping
from typing import Final

from services.review import commands
from services.review.commands import InitiativeId
from services.review.projections import ESCALATE, REMIND
from shared.decider import Act, Command
from shared.schedule import Due, Gives


def remind(due: Due, act: Act) -> Command:
    return commands.Remind(act=act, initiative_id=InitiativeId(due.subject), **due.data)


def escalate(due: Due, act: Act) -> Command:
    return commands.Escalate(act=act, initiative_id=InitiativeId(due.subject), **due.data)


TIMERS: Final[Mapping[str, Gives]] = {REMIND: remind, ESCALATE: escalate}
