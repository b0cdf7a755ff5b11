"""What is found before anybody puts it forward: signals, tips, who was approached, and what became of it."""

import datetime as dt
from typing import ClassVar, Final, Literal

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType, Fact, Kept

_LINK: Final = "https://www.example.org/nieuws/ketenstage"
_KEPT: Final = {
    "ref": "019b1c00-0000-7000-8000-00000000000c",
    "digest": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
}
_UNTIL: Final = "2027-11-26T09:00:00.000000Z"


class Sighting(Fact):
    """Where something was seen, and whose it seems to be."""

    kind: words.SignalKind = Field(examples=["newsletter"])
    source: words.Name = Field(examples=["Nieuwsbrief Zorg in de regio"])
    link: words.Link = Field(examples=[_LINK])
    organisation: words.Name = Field(examples=["Zorggroep Noorderboog"])
    region: words.Region | None = Field(default=None, examples=["Groningen"])
    seen_on: dt.date = Field(examples=["2019-03-28"])


class Hint(Fact):
    """Whose initiative a tip is about, and where more can be read."""

    organisation: words.Name = Field(examples=["Zorggroep Noorderboog"])
    link: words.Link | None = Field(default=None, examples=[_LINK])
    region: words.Region | None = Field(default=None, examples=["Groningen"])


class Approach(Fact):
    """When and how an organisation was approached, and what came of it."""

    date: dt.date = Field(examples=["2019-04-01"])
    channel: words.Channel = Field(examples=["phone"])
    outcome: words.Reply = Field(examples=["interested"])


class SignalRecorded(Sighting, Event):
    """Somebody of the office saw something that may be an initiative."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-recorded.v1")

    note: Kept | None = Field(default=None, examples=[_KEPT])


class InitiativeTipped(Hint, Event):
    """Somebody told of another's initiative; `tipper` is absent where nobody said who."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.initiative-tipped.v1")

    tipper: words.Tipper | None = Field(default=None, examples=["tipper;id=01890a5d-ac96-774b-bcce-b302099a8057"])
    about: Kept = Field(examples=[_KEPT])
    contact: Kept | None = Field(default=None, examples=[_KEPT])


class OrganisationApproached(Approach, Event):
    """An adviser approached the organisation."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.organisation-approached.v1")

    whom: Kept = Field(examples=[_KEPT])
    note: Kept | None = Field(default=None, examples=[_KEPT])


class SignalSetAside(Event):
    """An adviser left it at that."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-set-aside.v1")

    reason: Kept = Field(examples=[_KEPT])
    kept_until: str | None = Field(
        default=None, description="Until when who tipped and who was approached are known.", examples=[_UNTIL]
    )


class SignalTermSet(Event):
    """What was set aside before there were terms has one from here on."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-term-set.v1")

    kept_until: str = Field(examples=[_UNTIL])


class SignalTermEnded(Event):
    """The term is over for which persons of a signal are known that was set aside: intake forgets them now."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-term-ended.v1")

    erasure: words.ErasureId = Field(examples=["019b1c00-0000-7000-8000-0000000000e2"])


class SignalReopened(Event):
    """What was set aside is looked at again, and stands where it stood."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-reopened.v1")

    because: Literal["reopened-by-adviser", "tipped-again"] = Field(examples=["reopened-by-adviser"])
    state: Literal["recorded", "approached"] = Field(examples=["approached"])
    reason: Kept | None = Field(default=None, examples=[_KEPT])


class SignalTakenUp(Event):
    """The signal led to an initiative, or turned out to be about one that came by itself."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.signal-taken-up.v1")

    initiative_id: words.InitiativeId = Field(examples=["019b1c00-0000-7000-8000-000000000001"])
    because: Literal["submitted", "linked-by-adviser"] = Field(examples=["submitted"])


SignalEvent = (
    SignalRecorded
    | InitiativeTipped
    | OrganisationApproached
    | SignalSetAside
    | SignalTermSet
    | SignalTermEnded
    | SignalReopened
    | SignalTakenUp
)
