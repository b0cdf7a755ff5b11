"""When ministries take long: reminded on the policy's days, escalated at last, left alone once that is pointless."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.envelope import timestamp
from shared.event import Event
from shared.testing.given import NOON
from tests.unit.services.review.clearances import (
    ALL,
    OCW,
    SZW,
    VWS,
    Facts,
    assessed,
    checked_round,
    cleared_round,
    closed_by_withdrawal,
    due,
    escalate,
    escalated,
    found,
    given,
    open_round,
    refused_round,
    rejected_round,
    remind,
    reminded,
    request,
    requested,
    reversal_noted,
    revised,
    submitted,
    taken_back,
    withdrawn,
)


def test_who_has_not_answered_is_reminded() -> None:
    """On day 7 all are, while nobody has given a verdict."""
    given(open_round()).when(remind()).then([reminded(*ALL)])


def test_who_has_answered_is_not_reminded() -> None:
    """Only those whose verdict is not in."""
    given(checked_round(), found(OCW), found(VWS, "refused")).when(remind()).then([reminded(SZW)])


def test_a_second_reminder_is_the_last_of_the_policy() -> None:
    """On day 14; there are no further days then."""
    given(open_round(), reminded()).when(remind(14)).then([reminded(day=14, further=())])


def test_on_day_28_it_is_escalated() -> None:
    """Once, naming who has not answered."""
    given(checked_round(), reminded(), found(VWS)).when(escalate()).then([escalated(OCW, SZW)])
    given(checked_round(), escalated()).when(escalate()).then([])


def test_no_reminder_goes_out_twice() -> None:
    """Whoever rings for it again adds nothing."""
    given(open_round(), reminded()).when(remind()).then([])


POINTLESS: list[Sequence[Event | Facts]] = [
    (),
    (cleared_round(),),
    (refused_round(),),
    (rejected_round(),),
    (open_round(), revised()),
    (open_round(), withdrawn(), closed_by_withdrawal()),
]


@pytest.mark.parametrize("facts", POINTLESS)
def test_what_cannot_be_answered_is_not_asked_again(facts: Sequence[Event | Facts]) -> None:
    """No round, an end, or a newer version that is not assessed yet: neither reminder nor escalation."""
    given(*facts).when(remind()).then([])
    given(*facts).when(escalate()).then([])


def test_a_new_round_counts_from_its_own_request() -> None:
    """What was due for version 1 says nothing about version 2, which gets reminders of its own."""
    second = [*open_round(), reminded(), revised(), assessed(2), due(2), requested(2)]
    given(second).when(remind(14, version=1)).then([])
    given(second).when(remind(7, version=2)).then([reminded().model_copy(update={"submission_version": 2})])


def test_a_round_of_before_there_were_reminders_gets_none() -> None:
    """Its request names no days; it stands as it was decided."""
    old = requested().model_copy(update={"reminder_days": None, "escalation_days": None})
    given(open_round()[:-1], old).when(remind()).then([])
    given(open_round()[:-1], old).when(escalate()).then([])


def test_a_round_that_is_suspended_from_the_start_reminds_nobody() -> None:
    """A newer version came before the request, or the assessment was taken back: nobody can answer."""
    silent = requested(suspended=True)
    given(submitted(), assessed(), due(), reversal_noted()).when(request()).then([silent])
    facts = [submitted(), assessed(), due(), revised()]
    given(facts).when(request()).then([silent])
    given(facts, silent).when(remind()).then([])
    given(facts, silent).when(escalate()).then([])


def test_days_count_anew_when_a_round_is_asked_again() -> None:
    """What was planned before it was resumed or opened again reminds of nothing any more."""
    later = timestamp(NOON + timedelta(days=7))
    again = taken_back(OCW).model_copy(update={"since": later})
    facts = [*cleared_round(), again]
    given(facts).when(remind()).then([])
    given(facts).when(escalate()).then([])
    anew = replace(remind(), requested_at=later)
    given(facts).when(anew).then([reminded(OCW).model_copy(update={"requested_at": later})])
