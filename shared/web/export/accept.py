"""In which form a list is wanted: as its query says, else as `Accept` prefers (RFC 9110, 12.5.1), else JSON."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fastapi import Request

from shared.web.export import as_csv, as_xlsx
from shared.web.listing import Form, Wanted

FORMS: Final[Mapping[Form, str]] = {
    "json": "application/json",
    "csv": as_csv.MEDIA_TYPE,
    "xlsx": as_xlsx.MEDIA_TYPE,
}

_WEIGHT: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def wanted(asked: Wanted, request: Request) -> Form:
    """The form of the answer. Who accepts none of ours gets JSON, as before."""
    if asked.format is not None:
        return asked.format
    ranges = dict(_ranges(",".join(request.headers.getlist("accept"))))
    return max(FORMS, key=lambda form: _liking(FORMS[form], ranges))


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for each in accept.lower().split(","):
        range_, *parameters = [part.strip() for part in each.split(";")]
        yield range_, next((_weight(part[2:]) for part in parameters if part.startswith("q=")), 1.0)


def _weight(text: str) -> float:
    """A weight from 0 to 1; what is none counts as not accepted."""
    return float(text) if _WEIGHT.fullmatch(text) else 0.0


def _liking(media_type: str, ranges: Mapping[str, float]) -> float:
    """How much a media type is liked: by the narrowest range that has it."""
    kind = media_type.partition("/")[0]
    return next((ranges[each] for each in (media_type, f"{kind}/*", "*/*") if each in ranges), 0.0)
