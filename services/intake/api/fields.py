"""What bodies are made of, beside the words of `services/intake/words.py`: how people are reached, and references."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

_PLAIN: Final = r"[^@\s\x00-\x1F\x7F]"

Email = Annotated[str, StringConstraints(max_length=254, pattern=rf"^{_PLAIN}+@{_PLAIN}+\.{_PLAIN}+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()-]{6,25}$")]
InitiativeRef = Annotated[UUID, Field(strict=False, examples=["019b1c00-0000-7000-8000-000000000001"])]
SignalRef = Annotated[UUID, Field(strict=False, examples=["0190a5dd-4c61-8b7e-9f0a-5c3d2e1f0a9b"])]
