"""What people send to put an initiative forward, whole or as a draft, and the command that it becomes."""

from typing import Annotated, Any

import orjson
from pydantic import Field, ValidationError

from services.intake import commands, events, words
from shared.event import Kept
from shared.web.body import Body, Line
from shared.web.desk import Desk
from shared.web.problems import WrongInput, wrong_input

OFFICE = ("adviser", "editor")
"""Who, beside the submitter, may read what the submitter alone knows."""


class Contact(Body):
    """Whom people may call."""

    name: Line = Field(examples=["Anna Voorbeeld"])
    email: Annotated[
        str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1F\x7F]+@[^@\s\x00-\x1F\x7F]+\.[^@\s\x00-\x1F\x7F]+$")
    ] = Field(examples=["anna@example.org"])
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{6,25}$")] = Field(examples=["050 123 4567"])


class Submission(events.Description, Body):
    """An initiative put forward."""

    contact: Contact
    origin: words.Origin = "self-registered"


def submit(desk: Desk, initiative: words.InitiativeId, body: Submission) -> commands.Submit:
    """The command that puts it forward under this id."""
    told = {name: getattr(body, name) for name in events.DESCRIBED}
    return commands.Submit(
        act=desk.act,
        initiative_id=initiative,
        description=events.Description.model_construct(**told),
        contact=sealed(desk, body.contact),
        origin=body.origin,
    )


def sealed(desk: Desk, contact: Contact) -> Kept:
    """A contact person, kept in the vault with the act."""
    about = (desk.act.actor.id, desk.person(contact.email))
    return desk.seal(orjson.dumps(contact.model_dump()).decode(), (*OFFICE, str(desk.act.actor)), about)


def read(content: Any) -> Submission | list[WrongInput]:
    """A submission, or all that is missing or wrong in what should be one: what submitting it would say."""
    try:
        return Submission.model_validate(content)
    except ValidationError as invalid:
        return [wrong_input({**error, "loc": ("body", *error["loc"])}) for error in invalid.errors()]


def at(initiative: str) -> str:
    """Where an initiative is."""
    return f"/intake/v1/initiatives/{initiative}"
