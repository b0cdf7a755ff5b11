"""What goes from a vault with a fact, the ledger tells of: no journey says of a text that is gone that it is there."""

import json
from typing import Any

import pytest

from services.events.journey.erased import ERASED
from services.events.ledger.entries import Entry
from shared import contracts
from shared.envelope import open_
from shared.event import Event
from shared.projection import Set
from shared.store import schema
from shared.turn import Recorded
from tests.contract.services import NAMES, part


def facts() -> list[Any]:
    """Every class of facts that a service may record, and that service."""
    return [
        pytest.param(name, cls, id=f"{name}-{cls.__name__}")
        for name in NAMES
        for cls in part(name).service.model.core.types.by_type.values()
    ]


def gone(name: str, cls: type[Event]) -> set[str]:
    """The texts that a service forgets with the example of a fact."""
    envelope = open_(json.dumps(contracts.committed(cls.event_type)[1]).encode())
    fact = Recorded(
        event=contracts.example_event(cls),
        id=envelope.id,
        stream=envelope.stream,
        version=envelope.sequence,
        time=envelope.time,
        actor=envelope.actor,
        causation=envelope.causationid,
        reaction=None,
        body=envelope.body,
    )
    changes = part(name).service.model.forgets(fact)
    return {each.key["ref"] for each in changes if isinstance(each, Set) and each.table is schema.vault}


@pytest.mark.parametrize(("name", "cls"), facts())
def test_the_ledger_tells_of_each_text_that_goes(name: str, cls: type[Event]) -> None:
    """By the same references, from the fact alone."""
    body = json.dumps(contracts.committed(cls.event_type)[1]).encode()
    told = {change.key["ref"] for change in ERASED.changes(Entry(1, "", open_(body)))}
    assert told == gone(name, cls)


def test_there_are_texts_that_go() -> None:
    """With facts of several services: the test above can fail."""
    going = {(name, cls.__name__) for name, cls in (each.values for each in facts()) if gone(name, cls)}
    assert {("publication", "ArticleApproved"), ("intake", "RegisterEntryChanged")} < going
