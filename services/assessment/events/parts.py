"""What assessment's facts are made of: ids, outcomes, and what was found of a criterion."""

from typing import Any, Final, Literal, NewType, TypeAlias

from pydantic import Field

from shared.event import Event, Fact, Kept
from shared.versions import Digest

InitiativeId = NewType("InitiativeId", str)
AdviserId = NewType("AdviserId", str)
PersonId = NewType("PersonId", str)
"""The id of somebody of the office, in whatever role."""
RequestId = NewType("RequestId", str)
SubmitterId = NewType("SubmitterId", str)
Outcome: TypeAlias = Literal["met", "not-met"]

INITIATIVE: Final = "019b1c00-0000-7000-8000-000000000001"
ADVISER: Final = "019b1c00-0000-7000-8000-000000000001"
SUBMITTER: Final = "019b1c00-0000-7000-8000-000000000003"
REQUEST: Final = "019b1c00-0000-7000-8000-000000000002"
KEPT: Final[dict[str, Any]] = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
DIGEST: Final = "2f0d1b6a9c3e4f5a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a"
CHANGED: Final = ["title", "criteria.innoveren"]
CRITERIA: Final = ["samenwerken", "innoveren", "veranderen", "opschalen"]
ORGANISATIONS: Final = [
    {"name": "Zorggroep Noorderboog", "sector": "zorg"},
    {"name": "Alfa-college", "sector": "onderwijs"},
]
JUDGED: Final[dict[str, Any]] = {
    criterion: {"met": criterion != "opschalen", "motivation": KEPT} for criterion in CRITERIA
}


class Told(Event):
    """A version of the submission was told, and is called by this digest; older facts do not tell."""

    submission_digest: Digest | None = Field(default=None, examples=[DIGEST])


class Revised(Told):
    """A version that told anew what `changed` names."""

    changed: tuple[str, ...] | None = Field(default=None, examples=[CHANGED])


class DecidedOn(Told):
    """What was decided on: the version of the submission that this digest stands for, and this policy."""

    policy_digest: Digest | None = Field(default=None, examples=[DIGEST])


class DecidedOnVersion(DecidedOn):
    """The same, of decisions that named neither at first."""

    submission_version: int | None = Field(default=None, ge=1, examples=[1])
    policy_version: str | None = Field(default=None, examples=["2019-03"])


class Organisation(Fact):
    """Who takes part, and from which sector, as the submission says it."""

    name: str = Field(examples=["Zorggroep Noorderboog"])
    sector: str = Field(examples=["zorg"])


class Judged(Fact):
    """What an adviser found of one criterion, and why."""

    met: bool = Field(examples=[True])
    motivation: Kept = Field(examples=[KEPT])
