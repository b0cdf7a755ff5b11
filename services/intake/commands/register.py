"""What may be asked about registers that others kept: to bring a row of one in."""

from dataclasses import dataclass
from typing import ClassVar

from services.intake import events, registers, words
from shared.actor import Role
from shared.decider import Command
from shared.event import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntry(Command):
    """Bring a row of a register in, for the first time or again. It is history: nobody here decided it."""

    roles: ClassVar[frozenset[Role]] = frozenset({"operator"})
    register_name: words.Register
    entry: events.RegisterEntry
    key: str | None = None
    contact: Kept | None = None
    known: Kept | None = None
    """The contact that `contact` was compared with, since what is sealed cannot be."""

    @property
    def entry_id(self) -> words.EntryId:
        return registers.entry_id(self.register_name, self.key, self.entry.name, self.entry.organisation)

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"register-{self.entry_id}",)


RegisterCommand = ImportEntry
