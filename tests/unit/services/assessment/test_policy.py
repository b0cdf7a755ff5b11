"""Policies: what their files say, what a policy must be, and that an active one never changes."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.assessment import commands, decider, errors, events
from services.assessment.policy import Policy
from shared.errors import RoleMayNot
from shared.event import Event
from shared.testing.given import NOON, Given, act
from tests.unit.services.assessment.dossiers import POLICIES, POLICY

ACTIVATED = events.PolicyActivated(
    policy_version="2019-03",
    valid_from=date(2019, 3, 1),
    criteria=("samenwerken", "innoveren", "veranderen", "opschalen"),
    threshold=3,
    required_ministries=("ministry-vws", "ministry-ocw", "ministry-szw"),
    reminder_days=(7, 14),
    escalation_days=28,
    policy_digest=POLICY.digest,
)


def activate(policy: Policy = POLICY) -> commands.ActivatePolicy:
    return commands.ActivatePolicy(act=act(), policy=policy)


def changed(**fields: Any) -> dict[str, Any]:
    return POLICY.model_dump() | fields


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.json")), ids=lambda path: str(path.stem))
def test_a_policy_file_is_named_after_its_version(path: Any) -> None:
    """Every file in policies/ is a policy, and its name is the version it holds."""
    assert Policy.model_validate_json(path.read_bytes()).policy_version == path.stem


def test_2019_03_asks_three_of_four_and_three_ministries() -> None:
    """Policy 2019-03: three of four criteria; VWS, OCW and SZW; reminders after 7 and 14 days, escalation after 28."""
    Given(decider.CORE, []).when(activate()).then([ACTIVATED])


def test_2021_01_asks_two_ministries() -> None:
    """Policy 2021-01 asks VWS and OCW, and has the criteria of 2019-03."""
    policy = Policy.model_validate_json((POLICIES / "2021-01.json").read_bytes())
    assert policy.required_ministries == ("ministry-vws", "ministry-ocw")
    assert (policy.criteria, policy.threshold) == (POLICY.criteria, 3)


@pytest.mark.parametrize(
    "fields",
    [
        {"threshold": 5},
        {"threshold": 0},
        {"criteria": ()},
        {"criteria": ("innoveren", "innoveren", "innoveren")},
        {"criteria": ("innoveren", "vernieuwen", "opschalen")},
        {"required_ministries": ()},
        {"required_ministries": ("ministry-vws", "ministry-vws")},
        {"reminder_days": (14, 7)},
        {"reminder_days": (0, 7)},
        {"escalation_days": 14},
        {"policy_version": "next"},
        {"ministries": ("ministry-vws",)},
    ],
    ids=str,
)
def test_rules_that_nobody_can_keep_are_no_policy(fields: dict[str, Any]) -> None:
    """A policy with impossible, repeated, unknown or unordered parts is not read."""
    with pytest.raises(ValidationError):
        Policy.model_validate(changed(**fields))


def test_a_policy_without_reminders_may_be() -> None:
    """Reminders may be left out; the escalation still comes after the request."""
    assert Policy.model_validate(changed(reminder_days=())).reminder_days == ()


def test_activating_again_changes_nothing() -> None:
    """An active policy that is activated again, as at every start, stays as it is."""
    Given(decider.CORE, [ACTIVATED]).when(activate()).then([])


@pytest.mark.parametrize(
    ("in_force", "facts"), [(None, []), (POLICY.policy_version, []), ("2021-01", [ACTIVATED])], ids=str
)
def test_an_earlier_policy_is_brought_back(in_force: str | None, facts: list[Event]) -> None:
    """What held before holds again when it is activated after another, and only then is there anything to record."""
    Given(decider.CORE, [ACTIVATED]).when(replace(activate(), in_force=in_force)).then(facts)


def test_policy_changed() -> None:
    """An active policy never changes: other rules under the same version are refused."""
    other = Policy.model_validate(changed(threshold=4))
    Given(decider.CORE, [ACTIVATED]).when(activate(other)).refused_with(errors.PolicyChanged)


def test_the_first_activation_stands() -> None:
    """A second activation in a stream, should there ever be one, does not replace the first."""
    second = ACTIVATED.model_copy(update={"threshold": 4})
    Given(decider.CORE, [ACTIVATED, second]).when(activate()).then([])


def test_an_operator_activates_a_policy() -> None:
    """Who decides under policies does not decide about them."""
    Given(decider.CORE, []).when(replace(activate(), act=act("operator"))).then([ACTIVATED])
    Given(decider.CORE, []).when(replace(activate(), act=act("adviser"))).refused_with(RoleMayNot)


def test_a_policy_is_not_activated_before_its_first_day() -> None:
    """On the day itself it is."""
    first_day = NOON.date()
    tomorrow = POLICY.model_copy(update={"valid_from": first_day + timedelta(days=1)})
    Given(decider.CORE, []).when(activate(tomorrow)).refused_with(errors.PolicyNotValidYet)
    today = POLICY.model_copy(update={"valid_from": first_day})
    activated = ACTIVATED.model_copy(update={"valid_from": first_day, "policy_digest": today.digest})
    Given(decider.CORE, []).when(activate(today)).then([activated])


def test_a_policy_that_was_activated_before_digests_is_the_same_policy() -> None:
    """It is not activated anew for what it is called by; brought back, it is told."""
    before = ACTIVATED.model_copy(update={"policy_digest": None})
    Given(decider.CORE, [before]).when(activate()).then([])
    Given(decider.CORE, [before]).when(activate(Policy.model_validate(changed(threshold=4)))).refused_with(
        errors.PolicyChanged
    )
    Given(decider.CORE, [before]).when(replace(activate(), in_force="2021-01")).then([ACTIVATED])


@pytest.mark.parametrize("policy", [POLICY, POLICY.model_copy(update={"declaration_required": True})])
def test_a_stranger_recomputes_what_a_policy_is_called_by(policy: Policy) -> None:
    """From the fact as it goes on the wire, as the module says it is done."""
    fact = events.PolicyActivated.model_validate(
        policy.model_dump(exclude_defaults=True) | {"policy_digest": policy.digest}
    )
    said = fact.model_dump(mode="json", by_alias=True, exclude_none=True)
    digest = said.pop("policyDigest")
    assert hashlib.sha256(rfc8785(said)).hexdigest() == digest


def rfc8785(value: Any) -> bytes:
    """Canonical JSON, written by hand, of what policies are made of: words, whole numbers, lists and names."""
    match value:
        case bool():
            return str(value).lower().encode()
        case int():
            return str(value).encode()
        case str():
            return b'"' + value.encode() + b'"'
        case list():
            return b"[" + b",".join(rfc8785(each) for each in value) + b"]"
        case dict():
            parts = (rfc8785(name) + b":" + rfc8785(value[name]) for name in sorted(value))
            return b"{" + b",".join(parts) + b"}"
        case _:
            raise TypeError(value)
