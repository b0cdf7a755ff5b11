"""What is asked about a story when somebody was forgotten whom it let people call."""

from dataclasses import dataclass
from typing import ClassVar

from services.publication.commands.parts import EDITOR, SYSTEM, OnStory
from shared.actor import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetContact(OnStory):
    """What was to be published, or is, of the contact person is erased."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    erasure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForNames(OnStory):
    """Say that what is out does not name who was forgotten."""

    roles: ClassVar[frozenset[Role]] = EDITOR
