"""What contact details look like."""

from typing import Annotated

from pydantic import Field

Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1F\x7F]+@[^@\s\x00-\x1F\x7F]+\.[^@\s\x00-\x1F\x7F]+$")
]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{6,25}$")]
