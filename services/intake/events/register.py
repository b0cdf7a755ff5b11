"""What was brought in from registers that others kept: history, told apart from what is decided here."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType, Fact, Kept

_KEPT: Final = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_FORMER: Final = {**_KEPT, "ref": "019b1c00-0000-7000-8000-00000000000b"}

Named = Annotated[tuple[words.Title, ...], Field(min_length=1, max_length=50, strict=False)]
Marked = Annotated[tuple[words.Region, ...], Field(min_length=1, max_length=20, strict=False)]
"""Words of the register itself: they are none of the themes and branches of today."""


class RegisterEntry(Fact):
    """An initiative as a register has it."""

    name: words.Title = Field(examples=["Ketenstage"])
    organisation: words.Title = Field(examples=["Zorggroep Noorderboog"])
    partners: Named | None = Field(default=None, examples=[["Alfa-college"]])
    summary: words.Text | None = Field(default=None, examples=["Studenten volgen één cliënt langs de hele keten."])
    region: words.Region | None = Field(default=None, examples=["Groningen"])
    place: words.Region | None = Field(default=None, examples=["Groningen"])
    themes: Marked | None = Field(default=None, examples=[["Opleiden"]])
    branches: Marked | None = Field(default=None, examples=[["VVT"]])
    status: words.Region | None = Field(default=None, examples=["Koploper"])
    since: words.Since | None = Field(default=None, examples=["2017-06"])
    link: words.Link | None = Field(default=None, examples=["https://www.example.org/ketenstage"])


class RegisterEntryImported(RegisterEntry, Event):
    """A row of a register was brought in; `key` is what it is called by there."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.register-entry-imported.v1")

    register_name: words.Register = Field(alias="register", examples=["kopgroep"])
    key: words.Region | None = Field(default=None, examples=["17"])
    contact: Kept | None = Field(default=None, examples=[_KEPT])


class RegisterEntryChanged(RegisterEntry, Event):
    """The row was brought in again and says something else; this is all that it says now.

    The text of `formerContact` goes with this fact.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.register-entry-changed.v1")

    register_name: words.Register = Field(alias="register", examples=["kopgroep"])
    key: words.Region | None = Field(default=None, examples=["17"])
    contact: Kept | None = Field(default=None, examples=[_KEPT])
    former_contact: Kept | None = Field(default=None, examples=[_FORMER])


RegisterEvent = RegisterEntryImported | RegisterEntryChanged
