"""The submission as review speaks of it: how its parts are called, and where two versions of it are compared."""

from typing import Final

from services.review.events import InitiativeId
from shared.versions import Text

ORGANISATIONS: Final = "organisations"
"""Who takes part, as intake names it among what a revision told anew: what the inspectorate check is about."""


def text(initiative: InitiativeId) -> Text:
    """What is found in a round."""
    versions = f"/intake/v1/initiatives/{initiative}/versions"
    return Text(called, lambda seen, newest: f"{versions}/{newest}?since={seen}")


def called(name: str) -> str:
    """A part of a submission, by the name that intake gives it."""
    match name.split("."):
        case ["criteria", criterion]:
            return f"the criterion {criterion}"
        case ["contact"]:
            return "the contact person"
        case ["contacts"]:
            return "the other contact persons"
        case _:
            return f"the {name}"
