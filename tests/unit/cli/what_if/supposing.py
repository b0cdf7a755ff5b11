"""Facts of an initiative's dossier and clearance, and what another policy makes of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cli.what_if.compare import Answer, Difference, Initiatives, Since
from cli.what_if.fact import Place, Told
from services.assessment.policy import Policy
from shared.envelope import timestamp
from shared.event import Event
from tests.unit.services.assessment.dossiers import INITIATIVE, POLICY

BEGIN: Final = datetime(2019, 4, 1, tzinfo=UTC)


def policy(**changes: Any) -> Policy:
    """That of 2019 with other rules, as a version of its own."""
    return Policy.model_validate({**POLICY.model_dump(), "policy_version": "2030-01", **changes})


def supposed(other: Policy, dossier: Sequence[Event], clearance: Sequence[Event] = (), since: Since = None) -> Answer:
    """What it answers of these facts: recorded one a minute, those of the dossier first."""
    found = Initiatives(other)
    for position, fact in enumerate([*dossier, *clearance], 1):
        place = Place(position, timestamp(BEGIN + timedelta(minutes=position)))
        hear = found.assessed if position <= len(dossier) else found.reviewed
        hear(Told(INITIATIVE, place, fact))
    return found.answer(since)


def difference(other: Policy, dossier: Sequence[Event], clearance: Sequence[Event] = ()) -> Difference:
    """The only one that there is."""
    answer = supposed(other, dossier, clearance)
    assert answer.compared == 1
    (found,) = answer.differences
    return found


def rules(found: Difference) -> list[str]:
    return [each.rule for each in found.reasons]
