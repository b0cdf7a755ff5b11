"""Why an operator does something: it is kept in the ledger for ever, where nobody can be erased from it.

So it holds no e-mail address and no telephone number. That a word is somebody's name nobody can tell by its look; where
it is known whom an act is about, who decides looks for that as well (an erasure's reason).
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from shared.web.body import Line

_ADDRESS: Final = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]")
_NUMBER: Final = re.compile(
    r"(?<![\w+-])\(?(?:(?:\+|00)\d{1,3}|0)[\s./-]?(?:\(0\)[\s./-]?)?[1-9](?:[\s./()-]{0,2}\d){7,9}(?![\w-])"
)
_MOMENT: Final = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{1,2}:\d\d(?::\d\d)?\b")
"""A date or a time of day, which together look like a telephone number."""


def _of_nobody(reason: str) -> str:
    if _ADDRESS.search(reason) or _NUMBER.search(_MOMENT.sub("|", reason)):
        raise PydanticCustomError(
            "names_somebody", "leave out e-mail addresses and telephone numbers: a reason is kept for ever"
        )
    return reason


Reason = Annotated[Line, AfterValidator(_of_nobody)]
_READ: Final = TypeAdapter[str](Reason)


def checked(reason: str) -> str:
    """The reason as it is recorded; raises ValueError for one that cannot be."""
    try:
        return _READ.validate_python(reason)
    except ValidationError as invalid:
        raise ValueError(invalid.errors()[0]["msg"]) from invalid
