"""What intake records: what was submitted, revised, answered and withdrawn, and what it heard of the others.

Sizes keep the fullest submission under the envelope's limit: an HTTP body holds 48 KiB, an envelope 60.
"""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake import words
from services.intake.events.contact import (
    ContactEvent,
)
from services.intake.events.retention import ReopeningNotedByIntake, RetentionEnded
from shared.event import Event, EventType, Fact, Kept, Readers

_ORGANISATIONS: Final = [
    {"name": "Zorggroep Noorderboog", "sector": "zorg", "role": "stageplaats"},
    {"name": "Alfa-college", "sector": "onderwijs"},
]
_CRITERIA: Final = {
    "samenwerken": "Zorgorganisaties en opleidingen dragen de stage samen.",
    "innoveren": "Leren langs de keten is nieuw.",
    "opschalen": "Iedere regio met een keten kan dit.",
    "veranderen": "Werkplekken begeleiden voortaan samen, en roosters zijn op elkaar afgestemd.",
}
_KEPT: Final = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


KEPT_UNTIL: Final = "Where it ends here: until when its persons are known, unless it goes on."
_UNTIL: Final = "2027-11-26T09:00:00.000000Z"


class Organisation(Fact):
    """Who takes part, from which sector, and as what."""

    name: words.Name = Field(examples=["Zorggroep Noorderboog"])
    sector: words.Sector = Field(examples=["zorg"])
    role: words.Name | None = Field(default=None, examples=["stageplaats"])


Organisations = Annotated[tuple[Organisation, ...], Field(min_length=1, max_length=30, strict=False)]


class Criteria(Fact):
    """Why each criterion is met, in the submitter's words; null where the submitter does not claim it."""

    samenwerken: words.Text | None = Field(default=None, examples=[_CRITERIA["samenwerken"]])
    innoveren: words.Text | None = Field(default=None, examples=[_CRITERIA["innoveren"]])
    veranderen: words.Text | None = Field(
        default=None, examples=["Studenten volgen nu één cliënt in plaats van één huis."]
    )
    opschalen: words.Text | None = Field(default=None, examples=[_CRITERIA["opschalen"]])


class Description(Fact):
    """What an initiative is, as its submitter tells it; complete."""

    title: words.Title = Field(examples=["Ketenstage"])
    summary: words.Summary = Field(examples=["Studenten verpleegkunde volgen één cliënt langs de hele keten."])
    novelty: words.Text = Field(examples=["Niet 20 weken op één plek, maar met de cliënt mee."])
    result: words.Text = Field(examples=["Studenten kennen de keten en blijven vaker in de regio."])
    effects: words.Chosen[words.Effect] = Field(examples=[["beter-opgeleid", "nieuwe-instroom"]])
    organisations: Organisations = Field(examples=[_ORGANISATIONS])
    region: words.Region = Field(examples=["Groningen"])
    themes: words.Chosen[words.Theme] = Field(examples=[["leven-lang-ontwikkelen"]])
    branches: words.Chosen[words.Branch] = Field(examples=[["ziekenhuizen", "vvt"]])
    criteria: Criteria = Field(examples=[_CRITERIA])


DESCRIBED: Final = tuple(Description.model_fields)
"""The fields that make up a description, in their order."""

_DIGEST: Final = "2f0d1b6a9c3e4f5a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a"
SubmissionDigest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""The hash of all that a version says (`services/intake/decider/digest.py`): what others decided on, they can name."""


Contacts = Annotated[tuple[Kept, ...], Field(max_length=words.CONTACTS)]
"""Who else may be called, beside `contact`; a revision names all of them anew."""


class Changes(Fact):
    """What a revision says anew; absent is unchanged. Lists and criteria are given whole, so that they can shrink."""

    title: words.Title | None = Field(default=None, examples=["Ketenstage Groningen"])
    summary: words.Summary | None = Field(default=None, examples=["Studenten volgen één cliënt, thuis en in huis."])
    novelty: words.Text | None = Field(default=None, examples=["De cliënt is de rode draad van de stage."])
    result: words.Text | None = Field(default=None, examples=["Twee derde van de studenten blijft."])
    effects: words.Chosen[words.Effect] | None = Field(default=None, examples=[["minder-uitstroom"]])
    organisations: Organisations | None = Field(default=None, examples=[_ORGANISATIONS])
    region: words.Region | None = Field(default=None, examples=["Groningen"])
    themes: words.Chosen[words.Theme] | None = Field(default=None, examples=[["uitstroom-beperken"]])
    branches: words.Chosen[words.Branch] | None = Field(default=None, examples=[["vvt"]])
    criteria: Criteria | None = Field(default=None, examples=[_CRITERIA])


class InitiativeSubmitted(Description, Event):
    """Somebody put an initiative forward. Where it came from stays with it for ever.

    Its themes and branches are words of the reference data `referenceVersion`; the first version, where it names none.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.initiative-submitted.v1")
    readers: ClassVar[Readers] = "party"

    submission_version: int = Field(ge=1, examples=[1])
    submitter: words.PersonId = Field(examples=["01890a5d-ac96-774b-bcce-b302099a8057"])
    contact: Kept = Field(examples=[_KEPT])
    contacts: Contacts | None = Field(default=None, examples=[[_KEPT]])
    origin: words.Origin = Field(examples=["self-registered"])
    submission_digest: SubmissionDigest | None = Field(default=None, examples=[_DIGEST])
    signal_id: words.SignalId | None = Field(default=None, examples=["0190a5dd-4c61-8b7e-9f0a-5c3d2e1f0a9b"])
    reference_version: str | None = Field(default=None, examples=["2019-03"])


Changed = Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z]+)?$", max_length=40)]
"""The name of what says something else than before: of the criteria each by itself."""


class InitiativeRevised(Changes, Event):
    """The submitter told it anew; only what changed is here, and `changed` names it.

    New themes or branches are words of the reference data `referenceVersion`.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.initiative-revised.v1")
    readers: ClassVar[Readers] = "party"

    submission_version: int = Field(ge=2, examples=[2])
    contact: Kept | None = Field(default=None, examples=[_KEPT])
    contacts: Contacts | None = Field(default=None, examples=[[_KEPT]])
    submission_digest: SubmissionDigest | None = Field(default=None, examples=[_DIGEST])
    changed: tuple[Changed, ...] | None = Field(default=None, examples=[["title", "criteria.innoveren"]])
    reference_version: str | None = Field(default=None, examples=["2021-01"])


class InitiativeWithdrawn(Event):
    """The submitter took it back."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.initiative-withdrawn.v1")
    readers: ClassVar[Readers] = "party"

    reason: Kept = Field(examples=[_KEPT])
    kept_until: str | None = Field(default=None, description=KEPT_UNTIL, examples=[_UNTIL])


class QuestionReceived(Event):
    """Assessment asked the submitter something; the question's text stays in assessment's vault."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.question-received.v1")
    readers: ClassVar[Readers] = "party"

    request_id: words.RequestId = Field(examples=["019b1c00-0000-7000-8000-0000000000b1"])
    question: Kept = Field(examples=[_KEPT])


class InformationSupplied(Event):
    """The submitter answered a question."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.information-supplied.v1")
    readers: ClassVar[Readers] = "party"

    request_id: words.RequestId = Field(examples=["019b1c00-0000-7000-8000-0000000000b1"])
    text: Kept = Field(examples=[_KEPT])
    submission_version: int = Field(ge=1, examples=[1])


class OutcomeNoted(Event):
    """Another service decided something that the submitter is told, about a version where it was about one.

    `because` says what was undone where that made an article go; `source_sequence` which fact of that service it was.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.outcome-noted.v1")
    readers: ClassVar[Readers] = "party"

    outcome: words.Outcome = Field(examples=["cleared"])
    submission_version: int | None = Field(default=None, ge=1, examples=[1])
    because: words.Undone | None = Field(default=None, examples=["clearance-reversed"])
    source_sequence: int | None = Field(default=None, ge=1, examples=[7])
    kept_until: str | None = Field(default=None, description=KEPT_UNTIL, examples=[_UNTIL])


InitiativeEvent = (
    InitiativeSubmitted
    | InitiativeRevised
    | InitiativeWithdrawn
    | QuestionReceived
    | InformationSupplied
    | OutcomeNoted
    | ContactEvent
    | ReopeningNotedByIntake
    | RetentionEnded
)
