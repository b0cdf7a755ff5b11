"""What intake would refuse in a row, said in the words of whoever made the spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from cli.language import say
from services.intake.api.registers import RegisterRow

PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    "email": ("is geen e-mailadres", "is no e-mail address"),
    "phone": ("is geen telefoonnummer", "is no phone number"),
    "link": ("is geen link als https://www.example.org/pagina", "is no link like https://www.example.org/page"),
}
UNSEEN: Final = ("bevat tekens die niemand kan zien", "holds characters that nobody can see")


def refused(body: Mapping[str, Any]) -> dict[str, str]:
    """Why intake would not take this row: the end of a sentence for each field that is wrong."""
    found: dict[str, str] = {}
    try:
        RegisterRow.model_validate(body)
    except ValidationError as invalid:
        for each in invalid.errors():
            found.setdefault(_field(each["loc"]), _why(each["type"], each["loc"], each.get("ctx", {}), each["msg"]))
    return found


def _field(place: Sequence[int | str]) -> str:
    return ".".join(map(str, place[:2])) if place[0] == "contact" else str(place[0])


def _why(kind: str, place: Sequence[int | str], limits: Mapping[str, Any], said: str) -> str:
    most = limits.get("max_length")
    match kind:
        case "missing":
            return say("is leeg", "is empty")
        case "string_too_long":
            return say(f"is langer dan {most} tekens", f"is longer than {most} characters")
        case "too_long":
            return say(f"noemt er meer dan {most}", f"names more than {most}")
        case "string_pattern_mismatch" | "link":
            return say(*PATTERNS.get(str(place[-1]), UNSEEN))
        case _:
            return said
