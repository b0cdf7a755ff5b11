"""Decides about dossiers and policies, without I/O: `CORE` is all that the outside needs.

`states` says what a stream can be, `decide` what a command makes of it, `evolve` what a fact makes of it.
"""

from typing import Final

from services.assessment.decider import decide, evolve, policy, states
from services.assessment.events import TYPES
from shared.decider import Core, Decider

CORE: Final = Core(
    types=TYPES,
    deciders={
        "initiative": Decider(initial=states.INITIAL, decide=decide.decide, evolve=evolve.evolve),
        "policy": Decider(initial=policy.INITIAL, decide=policy.decide, evolve=policy.evolve),
    },
)
