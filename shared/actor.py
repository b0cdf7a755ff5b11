"""Who acts: a role and an id, in the one grammar that headers, commands and envelopes share."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

Role = Literal[
    "submitter",
    "tipper",
    "adviser",
    "employers",
    "ministry-vws",
    "ministry-ocw",
    "ministry-szw",
    "editor",
    "auditor",
    "operator",
    "partner",
    "system",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
OFFICE: Final[frozenset[Role]] = frozenset(ROLES) - {"submitter", "tipper", "partner", "system"}
"""Those who work on what others bring in."""

_PERSON = re.compile(r"([a-z-]+);id=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_SYSTEM = re.compile(r"system;id=([a-z]+)")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in a role (`id` a UUID), or the system itself (`id` a service's name)."""

    role: Role
    id: str

    def __str__(self) -> str:
        return f"{self.role};id={self.id}"

    @classmethod
    def parse(cls, text: str) -> "Actor":
        """Read `<role>;id=<uuid>` or `system;id=<service>`; raises ValueError with what is wrong."""
        return _parsed(text)


@lru_cache(maxsize=4_096)  # the same people act again and again, and their facts are read again and again
def _parsed(text: str) -> Actor:
    if found := _SYSTEM.fullmatch(text):
        return Actor("system", found[1])
    found = _PERSON.fullmatch(text)
    if found:
        for role in ROLES:
            if role == found[1] and role != "system":
                return Actor(role, found[2])
    raise ValueError(
        "an actor is written <role>;id=<uuid>, for instance adviser;id=01890a5d-ac96-774b-bcce-b302099a8057"
    )
