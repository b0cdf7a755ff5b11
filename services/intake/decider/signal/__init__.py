"""How intake decides about a signal: what was seen or tipped, whether its organisation was approached, what became."""

from typing import Final

from services.intake import commands, events
from services.intake.decider.signal.decide import decide
from services.intake.decider.signal.evolve import evolve
from services.intake.decider.signal.states import NotFound, Signal
from shared.decider import Decider

SIGNAL: Final[Decider[commands.SignalCommand, Signal, events.SignalEvent]] = Decider(NotFound(), decide, evolve)
