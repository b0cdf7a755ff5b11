"""All facts of intake."""

from typing import Final, get_args

from services.intake.events.conflict import ConflictNotedByIntake
from services.intake.events.contact import (
    ContactConfirmationAsked,
    ContactConfirmed,
    ContactEvent,
    ContactRemoved,
)
from services.intake.events.initiative import (
    DESCRIBED,
    Changes,
    Criteria,
    Description,
    InformationSupplied,
    InitiativeEvent,
    InitiativeRevised,
    InitiativeSubmitted,
    InitiativeWithdrawn,
    Organisation,
    Organisations,
    OutcomeNoted,
    QuestionReceived,
    SubmissionDigest,
)
from services.intake.events.register import RegisterEntry, RegisterEntryChanged, RegisterEntryImported, RegisterEvent
from services.intake.events.signal import (
    Approach,
    Hint,
    InitiativeTipped,
    OrganisationApproached,
    Sighting,
    SignalEvent,
    SignalRecorded,
    SignalReopened,
    SignalSetAside,
    SignalTakenUp,
)
from shared.event import EventTypes

TYPES: Final = EventTypes(
    *get_args(InitiativeEvent), *get_args(SignalEvent), *get_args(RegisterEvent), ConflictNotedByIntake
)

__all__ = [
    "DESCRIBED",
    "TYPES",
    "Approach",
    "Changes",
    "ConflictNotedByIntake",
    "ContactConfirmationAsked",
    "ContactConfirmed",
    "ContactEvent",
    "ContactRemoved",
    "Criteria",
    "Description",
    "Hint",
    "InformationSupplied",
    "InitiativeEvent",
    "InitiativeRevised",
    "InitiativeSubmitted",
    "InitiativeTipped",
    "InitiativeWithdrawn",
    "Organisation",
    "OrganisationApproached",
    "Organisations",
    "OutcomeNoted",
    "QuestionReceived",
    "RegisterEntry",
    "RegisterEntryChanged",
    "RegisterEntryImported",
    "RegisterEvent",
    "Sighting",
    "SignalEvent",
    "SignalRecorded",
    "SignalReopened",
    "SignalSetAside",
    "SignalTakenUp",
    "SubmissionDigest",
]
