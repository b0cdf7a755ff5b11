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
from services.intake.events.person import ErasureAsked, PersonErased, PersonEvent
from services.intake.events.reference import ReferenceActivated, ReferenceEvent
from services.intake.events.register import RegisterEntry, RegisterEntryChanged, RegisterEntryImported, RegisterEvent
from services.intake.events.retention import PolicyNotedByIntake, ReopeningNotedByIntake, RetentionEnded
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
    SignalTermEnded,
    SignalTermSet,
)
from shared.event import EventTypes

TYPES: Final = EventTypes(
    *get_args(InitiativeEvent),
    *get_args(SignalEvent),
    *get_args(PersonEvent),
    *get_args(RegisterEvent),
    PolicyNotedByIntake,
    ReferenceActivated,
    ConflictNotedByIntake,
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
    "ErasureAsked",
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
    "PersonErased",
    "PersonEvent",
    "PolicyNotedByIntake",
    "QuestionReceived",
    "ReferenceActivated",
    "ReferenceEvent",
    "RegisterEntry",
    "RegisterEntryChanged",
    "RegisterEntryImported",
    "RegisterEvent",
    "ReopeningNotedByIntake",
    "RetentionEnded",
    "Sighting",
    "SignalEvent",
    "SignalRecorded",
    "SignalReopened",
    "SignalSetAside",
    "SignalTakenUp",
    "SignalTermEnded",
    "SignalTermSet",
    "SubmissionDigest",
]
