"""How positions, times and days are asked for: written plainly, or the request is refused."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from shared.envelope import moment

PLAIN: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _plain(given: Any) -> Any:
    if isinstance(given, str) and not PLAIN.fullmatch(given):
        raise ValueError("a position is a whole number, written plainly")
    return given


def place(given: Any) -> int | datetime:
    """A position, or the moment that an RFC 3339 time names; raises ValueError."""
    if isinstance(given, str) and PLAIN.fullmatch(given):
        return int(given)
    try:
        return moment(given.upper() if _TIME.fullmatch(given) else "")
    except (TypeError, ValueError) as neither:
        raise ValueError("give a position, or a time as in 2019-06-12T14:30:00Z") from neither


def _day(given: Any) -> Any:
    try:
        return date.fromisoformat(given if _DAY.fullmatch(given) else "")
    except (TypeError, ValueError) as no_day:
        raise ValueError("give a day, as in 2019-06-12") from no_day


Position = Annotated[int, BeforeValidator(_plain), Field(ge=0, lt=10**18)]
PositionOrTime = Annotated[
    int | datetime,
    BeforeValidator(place),
    WithJsonSchema({"type": "string", "examples": ["7", "2019-06-12T14:30:00Z"]}),
]
Day = Annotated[date, BeforeValidator(_day), Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]


class Query(BaseModel):
    """What may be asked, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class When(Query):
    """`at`: a position of the ledger, or a time, which means the largest position recorded by then; without it, now.

    What lies behind the newest entry means that one. Who may see what is decided as it is now, of the past too.
    """

    at: PositionOrTime | None = None
