"""What may be asked of intake: by people, and by its own reactions to what the others decided."""

from services.intake.commands.conflict import NoteConflict
from services.intake.commands.initiative import (
    AnswerConfirmation,
    EndRetention,
    InitiativeCommand,
    LapseConfirmations,
    Named,
    NoteOutcome,
    NoteQuestion,
    NoteReopening,
    OfInitiative,
    Revise,
    Submit,
    SupplyInformation,
    Withdraw,
    initiative_stream,
)
from services.intake.commands.person import AskErasure, ConfirmErasure, PersonCommand
from services.intake.commands.reference import ActivateReference, ReferenceCommand
from services.intake.commands.register import ImportEntry, RegisterCommand
from services.intake.commands.retention import NotePolicy
from services.intake.commands.signal import (
    ApproachOrganisation,
    OfSignal,
    RecordSignal,
    ReopenSignal,
    SetSignalAside,
    SignalCommand,
    SubmitFromSignal,
    TakeUpSignal,
    TipInitiative,
    from_signal,
    signal_stream,
)

__all__ = [
    "ActivateReference",
    "AnswerConfirmation",
    "ApproachOrganisation",
    "AskErasure",
    "ConfirmErasure",
    "EndRetention",
    "ImportEntry",
    "InitiativeCommand",
    "LapseConfirmations",
    "Named",
    "NoteConflict",
    "NoteOutcome",
    "NotePolicy",
    "NoteQuestion",
    "NoteReopening",
    "OfInitiative",
    "OfSignal",
    "PersonCommand",
    "RecordSignal",
    "ReferenceCommand",
    "RegisterCommand",
    "ReopenSignal",
    "Revise",
    "SetSignalAside",
    "SignalCommand",
    "Submit",
    "SubmitFromSignal",
    "SupplyInformation",
    "TakeUpSignal",
    "TipInitiative",
    "Withdraw",
    "from_signal",
    "initiative_stream",
    "signal_stream",
]
