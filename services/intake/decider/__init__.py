"""How intake decides, per kind of stream: its states, what a command makes of them, and what a fact makes of them."""

from typing import Final

from services.intake import commands, events
from services.intake.decider import conflicts, taking_up
from services.intake.decider.decisions import decide
from services.intake.decider.evolution import evolve
from services.intake.decider.person import PERSON, confirm
from services.intake.decider.reference import REFERENCE
from services.intake.decider.register import REGISTER
from services.intake.decider.retention import POLICY
from services.intake.decider.signal import SIGNAL
from services.intake.decider.state import NotSubmitted
from shared.conflict import CATEGORY, admit
from shared.decider import Core, Decider

CORE: Final = Core(
    events.TYPES,
    {
        "initiative": Decider(NotSubmitted(), decide, evolve),
        "signal": SIGNAL,
        "person": PERSON,
        "policy": POLICY,
        "register": REGISTER,
        "reference": REFERENCE,
        CATEGORY: conflicts.DECIDER,
    },
    {**taking_up.ACROSS, commands.ConfirmErasure: confirm},
    admit,
)
