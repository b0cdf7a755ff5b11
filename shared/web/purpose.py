"""Why somebody looks into the vault: what they say, or else what their role ordinarily looks for."""

from typing import Annotated, Final

from fastapi import Header

from shared.vault import Purpose

HEADER: Final = "Koploper-Purpose"

Why = Annotated[
    Purpose | None,
    Header(
        alias=HEADER,
        description="Why you look at what is about somebody; kept with who and when. Without it, what your role "
        "ordinarily looks for.",
    ),
]
