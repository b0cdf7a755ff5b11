"""What may be asked about a person: to forget them, in two steps."""

from dataclasses import dataclass
from typing import ClassVar, Final

from services.intake import words
from shared.actor import ROLES, Role
from shared.decider import Command
from shared.erasure.deciding import stream as erased_in
from shared.erasure.facts import Found
from shared.event import Kept

ANYBODY: Final[frozenset[Role]] = frozenset(ROLES) - {"system"}
"""Everybody may have themselves forgotten; whom else is for an operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson(Command):
    """Anything asked about one person."""

    person: words.PersonId
    erasure: words.ErasureId

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"person-{self.person}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskErasure(OfPerson):
    """Ask that a person be forgotten; `erasure` is new. `names_person`: the reason says who they are."""

    roles: ClassVar[frozenset[Role]] = ANYBODY
    reason: Kept | None = None
    names_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmErasure(OfPerson):
    """Have it done: `found` is all that is here of them."""

    roles: ClassVar[frozenset[Role]] = ANYBODY
    found: Found

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"person-{self.person}", erased_in(self.erasure))


PersonCommand = AskErasure | ConfirmErasure
