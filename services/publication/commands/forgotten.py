"""What is asked about a story when somebody was forgotten whom it let people call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from services.publication.commands.parts import EDITOR, SYSTEM, OnStory
from shared.actor import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetContact(OnStory):
    """These details were erased, which were to be published or are; none where only the article may name somebody."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    erasure: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForNames(OnStory):
    """Say that what is out does not name who was forgotten."""

    roles: ClassVar[frozenset[Role]] = EDITOR
