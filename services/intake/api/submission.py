"""What people send to put an initiative forward, whole or as a draft, and the command that it becomes."""

from collections.abc import Iterator, Set
from itertools import islice
from typing import Any

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from services.intake import commands, events, words
from services.intake.api import fields
from services.intake.api.contacts import Contact, FurtherContacts, named
from services.intake.decider import wording
from services.intake.reference import Reference
from shared.errors import Wrong
from shared.web.body import Body
from shared.web.desk import Desk
from shared.web.problems import TOLD, WrongInput, given, wrong_input


class Submission(events.Description, Body):
    """An initiative put forward."""

    contact: Contact
    contacts: FurtherContacts = ()
    origin: words.Origin | None = Field(
        default=None, description="Where it came from; without it `self-registered`, or what follows from the signal."
    )
    signal_id: fields.SignalRef | None = Field(default=None, description="The signal or the tip it was found by.")


def submit(desk: Desk, initiative: words.InitiativeId, body: Submission, reference: Reference) -> commands.Submit:
    """The command that puts it forward under this id."""
    told = {name: getattr(body, name) for name in events.DESCRIBED}
    command = commands.Submit(
        act=desk.act,
        initiative_id=initiative,
        description=events.Description.model_construct(**told),
        reference=reference,
        contact=named(desk, body.contact),
        contacts=tuple(named(desk, each) for each in body.contacts),
        origin=body.origin,
    )
    if body.signal_id is None:
        return command
    return commands.from_signal(command, words.SignalId(str(body.signal_id)))


def read(content: Any, reference: Reference) -> Submission | list[WrongInput]:
    """A submission, or what is missing or wrong in what should be one: what submitting it would say.

    Takes as long as its content is large, so not on the loop.
    """
    try:
        found, wrong = Submission.model_validate(content), []
    except ValidationError as invalid:
        found, wrong = None, [wrong_input({**error, "loc": ("body", *error["loc"])}) for error in _errors(invalid)]
    told = {each.pointer for each in wrong}
    unknown = (given(each) for each in _unknown(content, reference, told) if each.pointer not in told)
    wrong += islice(unknown, TOLD - len(wrong))
    return wrong if found is None or wrong else found


def _errors(invalid: ValidationError) -> list[ErrorDetails]:
    return invalid.errors(include_url=False, include_context=False)[:TOLD]


def _unknown(content: Any, reference: Reference, told: Set[str]) -> Iterator[Wrong]:
    """The themes and branches that do not hold, in whatever somebody has typed; not of a list of which more is told."""

    def typed(field: str) -> list[Any]:
        found = content.get(field) if isinstance(content, dict) and f"/{field}" not in told else None
        return found if isinstance(found, list) else []

    yield from wording.unknown(reference, typed("themes"), typed("branches"))


def at(initiative: str) -> str:
    """Where an initiative is."""
    return f"/intake/v1/initiatives/{initiative}"
