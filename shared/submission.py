"""The submission as those speak of it who decide on it: how its parts are called, and where versions are compared."""

from shared.versions import Text


def text(initiative: str) -> Text:
    """What is decided on, by the id of its initiative."""
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
