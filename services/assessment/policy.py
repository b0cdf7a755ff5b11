"""A policy as data: which criteria, how many of them, which ministries. `policies/` holds one file per version.

Who decides under it says so by its version and its digest. A stranger recomputes that from PolicyActivated: take its
`data` without `policyDigest`, write it as JSON after RFC 8785 (UTF-8, keys sorted, no white space), and take the
SHA-256 of these bytes. What a policy leaves open is absent there, not null: a rule that policies get one day changes
the digest of none that was there before.
"""

import hashlib
import json
from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, model_validator

from shared.event import Fact

VERSION: Final = "^[0-9]{4}-(0[1-9]|1[0-2])$"
Criterion = Literal["samenwerken", "innoveren", "veranderen", "opschalen"]
Ministry = Literal["ministry-vws", "ministry-ocw", "ministry-szw"]

Day = Annotated[int, Field(ge=1, le=366)]
"""So many days after a request: within a year."""

Term = Annotated[int, Field(ge=1, le=3_660)]
"""So many days after an end: within ten years."""
RETENTION_DAYS: Final = 365
"""What a policy that says nothing of it means: a year, in which somebody may still ask why."""

T = TypeVar("T")


class Policy(Fact):
    """The rules of one version. A version never changes: other rules are another version."""

    policy_version: str = Field(pattern=VERSION)
    valid_from: date
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    threshold: int = Field(ge=1)
    required_ministries: tuple[Ministry, ...] = Field(min_length=1)
    reminder_days: tuple[Day, ...] = Field(max_length=12)
    escalation_days: Day
    declaration_required: bool = False
    """Whether an adviser says first to have no conflict of interest, before reading or acting on a dossier."""

    retention_days: Term = RETENTION_DAYS
    """How long persons of what was rejected, refused or withdrawn are known."""

    @property
    def digest(self) -> str:
        """SHA-256, in lowercase hex, of the canonical JSON of what it says."""
        said = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Policy":
        """Raise ValueError for rules that nobody could keep."""
        if _repeats(self.criteria) or _repeats(self.required_ministries):
            raise ValueError("a policy names each criterion and each ministry once")
        if self.threshold > len(self.criteria):
            raise ValueError("a policy asks for no more criteria than it names")
        days = (0, *self.reminder_days, self.escalation_days)
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("reminders come after the request, each after the one before, and escalation comes last")
        return self


def _repeats(names: tuple[T, ...]) -> bool:
    return len(set(names)) < len(names)
