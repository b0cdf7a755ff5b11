"""The words a submission is written in: the field's enumerations, how long its texts may be, and its kinds of ids.

Only intake holds others to these; the other services take such values as plain text.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, NewType, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from services.intake import reference

Sector = Literal["zorg", "welzijn", "onderwijs", "lokale-overheid", "overig"]
Criterion = Literal["samenwerken", "innoveren", "veranderen", "opschalen"]
Effect = Literal[
    "arbeidsbesparing",
    "minder-uitstroom",
    "meer-uren",
    "meer-werkplezier",
    "beter-opgeleid",
    "nieuwe-instroom",
    "overig",
]
Origin = Literal["self-registered", "nominated-by-other", "approached"]
Outcome = Literal[
    "met",
    "not-met",
    "assessment-reversed",
    "cleared",
    "clearance-reversed",
    "refused",
    "refusal-reversed",
    "published",
    "article-withdrawn",
    "article-withdrawal-reversed",
    "nominated",
    "nomination-reversed",
    "appointed",
    "appointment-reversed",
]
"""What the other services decided, as far as the submitter is told: never why."""
Maker = Literal["assessment", "review", "publication"]
MAKERS: Final[Mapping[Outcome, Maker]] = {
    "met": "assessment",
    "not-met": "assessment",
    "assessment-reversed": "assessment",
    "cleared": "review",
    "clearance-reversed": "review",
    "refused": "review",
    "refusal-reversed": "review",
    "published": "publication",
    "article-withdrawn": "publication",
    "article-withdrawal-reversed": "publication",
    "nominated": "publication",
    "nomination-reversed": "publication",
    "appointed": "publication",
    "appointment-reversed": "publication",
}
"""By whom each is decided."""
Undone = Literal["assessment-reversed", "clearance-reversed", "clearance-lapsed", "not-met"]
"""What makes an article go that nobody meant to take back."""

Removal = Literal["declined", "lapsed", "replaced"]
"""Why a contact person is named no more: declined, did not answer in time, or others were named before they did."""
Agreement = Literal["confirmed", "declined"]
"""What somebody answers who is asked whether they may be named."""

SignalKind = Literal["newsletter", "publication", "media", "partner-tip", "employers-organisation"]
SignalState = Literal["recorded", "approached", "taken-up", "set-aside"]
Channel = Literal["email", "phone", "letter", "visit", "meeting", "social-media", "other"]
Reply = Literal["interested", "thinking", "declined", "no-answer"]
"""What came of approaching an organisation."""

ContactRef = NewType("ContactRef", str)
"""Under which the vault has a contact person."""
Address = NewType("Address", str)
"""Which e-mail address it is, without telling: equal for one and the same."""
ENDS: Final[frozenset[Outcome]] = frozenset({"not-met", "refused"})
"""Where an initiative ends, unless it is told anew or decided again."""
RETENTION_DAYS: Final = 365
"""How long persons of what ended are known under a policy that says nothing of it."""

InitiativeId = NewType("InitiativeId", str)
SignalId = NewType("SignalId", str)
Tipper = NewType("Tipper", str)
"""Who tipped, as a whole actor: people of any role do."""
PersonId = NewType("PersonId", str)
ErasureId = NewType("ErasureId", str)
RequestId = NewType("RequestId", str)
"""The id of assessment's InformationRequested."""
EntryId = NewType("EntryId", str)
"""The id of an entry of a register."""

_STEERS: Final = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
WRITTEN: Final = rf"^[^{_STEERS}]*[^\s{_STEERS}][^{_STEERS}]*$"
"""More than white space, and nothing that steers a terminal; Rust, Python and ECMAScript read it alike."""

CHOICES: Final = 100
"""How many values of an enumeration are looked at: more than any has."""
CONTACTS: Final = 10
"""How many may be named beside the contact person."""

Title = Annotated[str, Field(pattern=WRITTEN, max_length=200)]
Summary = Annotated[str, Field(pattern=WRITTEN, max_length=2000)]
Text = Annotated[str, Field(pattern=WRITTEN, max_length=4000)]
Name = Annotated[str, Field(pattern=WRITTEN, max_length=120)]
Region = Annotated[str, Field(pattern=WRITTEN, max_length=80)]
Register = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""What a register is called: `kopgroep`."""


def _in_the_calendar(value: str) -> str:
    if len(value) == len("2019-06-12"):
        date.fromisoformat(value)
    return value


Since = Annotated[
    str,
    Field(pattern=r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"),
    AfterValidator(_in_the_calendar),
]
"""A year, a month or a day, as far as it is known: `2017`, `2017-06`, `2017-06-12`."""

_UNSEEN: Final = r"\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_NEVER: Final = _UNSEEN + r"<>\x22\\"
"""What no address holds: white space, what steers or cannot be seen, and what ends one in the middle of a text."""
_PLACE: Final = rf"(?:\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]{_NEVER}]+)(?::[0-9]{{1,5}})?"
ADDRESS: Final = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_PLACE}(?:[/?#][^{_NEVER}]*)?$"
"""An address on the web: http or https, a host, no name and password before it."""


def _on_the_web(link: Any, plain: ValidatorFunctionWrapHandler) -> str:
    try:
        written: str = plain(link)
    except ValidationError as wrong:
        raise _no_link() from wrong
    place = re.split("[/?#]", written.partition("://")[2])[0]
    name, _, port = place.rpartition(":") if re.search(":[0-9]+$", place) else (place, "", "0")
    if not re.search(r"[^\W_]", name) or int(port) > 65535:
        raise _no_link()
    return written


def _no_link() -> PydanticCustomError:
    return PydanticCustomError(
        "link", "write a link as https://www.example.org/page: http or https, no name and password, 2000 characters"
    )


Link = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=ADDRESS, max_length=2000), WrapValidator(_on_the_web)
]
Theme = reference.Name
Branch = reference.Name
"""Which there are is data, and which of them may be chosen now: `decider/wording.py`."""

T = TypeVar("T")


def _not_too_many(values: Any) -> Any:
    """Before each is looked at; as each may be named once, this refuses nothing that could be right."""
    if isinstance(values, list | tuple) and len(values) > CHOICES:
        raise PydanticCustomError("too-long", "there are not so many values to choose from: name each once")
    return values


def _once_each(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) < len(values):
        raise ValueError("each value may be named once")
    return values


Chosen = Annotated[
    tuple[T, ...],
    Field(min_length=1, json_schema_extra={"uniqueItems": True}, strict=False),
    BeforeValidator(_not_too_many),
    AfterValidator(_once_each),
]
"""One or more of an enumeration, each once, in the submitter's order."""
