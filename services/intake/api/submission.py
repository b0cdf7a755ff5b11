"""What people send to put an initiative forward, whole or as a draft, and the command that it becomes."""

from typing import Any

from pydantic import Field, ValidationError

from services.intake import commands, events, words
from services.intake.api import fields
from services.intake.api.contacts import Contact, FurtherContacts, named
from shared.web.body import Body
from shared.web.desk import Desk
from shared.web.problems import TOLD, WrongInput, wrong_input


class Submission(events.Description, Body):
    """An initiative put forward."""

    contact: Contact
    contacts: FurtherContacts = ()
    origin: words.Origin | None = Field(
        default=None, description="Where it came from; without it `self-registered`, or what follows from the signal."
    )
    signal_id: fields.SignalRef | None = Field(default=None, description="The signal or the tip it was found by.")


def submit(desk: Desk, initiative: words.InitiativeId, body: Submission) -> commands.Submit:
    """The command that puts it forward under this id."""
    told = {name: getattr(body, name) for name in events.DESCRIBED}
    command = commands.Submit(
        act=desk.act,
        initiative_id=initiative,
        description=events.Description.model_construct(**told),
        contact=named(desk, body.contact),
        contacts=tuple(named(desk, each) for each in body.contacts),
        origin=body.origin,
    )
    if body.signal_id is None:
        return command
    return commands.from_signal(command, words.SignalId(str(body.signal_id)))


def read(content: Any) -> Submission | list[WrongInput]:
    """A submission, or what is missing or wrong in what should be one: what submitting it would say.

    Takes as long as its content is large, so not on the loop.
    """
    try:
        return Submission.model_validate(content)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_context=False, include_input=False)[:TOLD]
        return [wrong_input({**error, "loc": ("body", *error["loc"])}) for error in errors]


def at(initiative: str) -> str:
    """Where an initiative is."""
    return f"/intake/v1/initiatives/{initiative}"
