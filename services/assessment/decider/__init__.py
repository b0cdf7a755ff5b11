"""Decides about dossiers, declarations and policies, without I/O: `CORE` is all that the outside needs.

`states` says what a stream can be, `decide` what a command makes of it, `evolve` what a fact makes of it.
"""

from typing import Final

from services.assessment.decider import conflicts, decide, evolve, policy, states
from services.assessment.events import TYPES
from shared.conflict import CATEGORY
from shared.decider import Core, Decider

CORE: Final = Core(
    types=TYPES,
    deciders={
        "initiative": Decider(initial=states.INITIAL, decide=decide.decide, evolve=evolve.evolve),
        CATEGORY: Decider(initial=conflicts.INITIAL, decide=conflicts.decide, evolve=conflicts.declared_after),
        "policy": Decider(initial=policy.INITIAL, decide=policy.decide, evolve=policy.evolve),
    },
    across=conflicts.ACROSS,
    admit=conflicts.admit,
)
