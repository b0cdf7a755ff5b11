"""What assessment does by itself when a time comes; its schedule is made of its facts (see `projections`)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.assessment import commands
from services.assessment.projections import COME_BACK
from shared.decider import Act, Command
from shared.schedule import Due, Gives


def come_back(due: Due, act: Act) -> Command:
    until = date.fromisoformat(due.data["until"])
    return commands.ComeBack(act=act, initiative_id=commands.InitiativeId(due.subject), until=until)


TIMERS: Final[Mapping[str, Gives]] = {COME_BACK: come_back}
