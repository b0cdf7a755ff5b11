"""What bodies are made of: how long, how large and how written things may be, so that every fact can hold them."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.web.body import text

_PLAIN: Final = r"[^@\s\x00-\x1F\x7F]"
BODY: Final = 40 * 1024
"""Characters of an article at most; publication's rules count bytes."""


Title = Annotated[str, text(200)]
Intro = Annotated[str, text(2000)]
Markdown = Annotated[str, text(BODY)]
Region = Annotated[str, text(80)]
Place = Annotated[str, text(200)]
Name = Annotated[str, text(120)]
Word = Annotated[str, text(80)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=rf"^{_PLAIN}+@{_PLAIN}+\.{_PLAIN}+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()-]{6,25}$")]
Link = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s\x00-\x1F\x7F]+$")]
ChannelText = Annotated[str, text(4000)]
DraftVersion = Annotated[int, Field(ge=1, le=1_000_000, examples=[6])]
Capacity = Annotated[int, Field(ge=1, le=10_000, examples=[40])]
ContactRef = Annotated[UUID, Field(strict=False, examples=["019b1c00-0000-7000-8000-00000000000a"])]
InitiativeRef = Annotated[UUID, Field(strict=False, examples=["019b1c00-0000-7000-8000-000000000001"])]
