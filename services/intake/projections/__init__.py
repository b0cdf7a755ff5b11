"""Intake's read models: what was found, initiatives with versions and contacts, who hears of them, registers."""

from services.intake.projections import conflicts as kept_out
from services.intake.projections import contacts as contact_persons
from services.intake.projections import initiatives as as_last_told
from services.intake.projections import planned, policies
from services.intake.projections import versions as as_told
from services.intake.projections.contacts import (
    asked_contacts,
    contact,
    contacts_by_ref,
    contacts_of,
    named_with,
    one_contact,
    reader_of_confirmed,
    texts,
)
from services.intake.projections.finding import (
    approaches,
    found_by,
    leads_to,
    led_to,
    one_signal,
    one_tipped,
    own_tips,
    signals,
    standings,
    taken_up_by,
    tipped,
    tips,
    told_by,
    without_term,
)
from services.intake.projections.hearing import notices
from services.intake.projections.initiatives import (
    initiative,
    initiatives,
    is_known,
    one,
    outcome,
    outcomes,
    question,
    questions,
    tables,
)
from services.intake.projections.notices import NOTICES
from services.intake.projections.planned import FORGET, LAPSE, SET_ASIDE
from services.intake.projections.policies import is_noted, retention_days
from services.intake.projections.references import (
    REFERENCES,
    activated_by,
    active_reference,
    one_reference,
    reference,
    references,
)
from services.intake.projections.registers import (
    REGISTERS,
    contact_of,
    one_register_entry,
    register_entries,
    register_entry,
)
from services.intake.projections.signals import SIGNALS, TIP, approach, signal, tip
from services.intake.projections.versions import TOLD, Told, told_up_to, told_version, versions

PROJECTIONS = (
    *as_last_told.PROJECTIONS,
    *contact_persons.PROJECTIONS,
    *as_told.PROJECTIONS,
    *REGISTERS,
    *REFERENCES,
    *SIGNALS,
    *NOTICES,
    *kept_out.PROJECTIONS,
    *policies.PROJECTIONS,
    *planned.PROJECTIONS,
)

__all__ = [
    "FORGET",
    "LAPSE",
    "PROJECTIONS",
    "SET_ASIDE",
    "TIP",
    "TOLD",
    "Told",
    "activated_by",
    "active_reference",
    "approach",
    "approaches",
    "asked_contacts",
    "contact",
    "contact_of",
    "contacts_by_ref",
    "contacts_of",
    "found_by",
    "initiative",
    "initiatives",
    "is_known",
    "is_noted",
    "leads_to",
    "led_to",
    "named_with",
    "notices",
    "one",
    "one_contact",
    "one_reference",
    "one_register_entry",
    "one_signal",
    "one_tipped",
    "outcome",
    "outcomes",
    "own_tips",
    "question",
    "questions",
    "reader_of_confirmed",
    "reference",
    "references",
    "register_entries",
    "register_entry",
    "retention_days",
    "signal",
    "signals",
    "standings",
    "tables",
    "taken_up_by",
    "texts",
    "tip",
    "tipped",
    "tips",
    "told_by",
    "told_up_to",
    "told_version",
    "versions",
    "without_term",
]
