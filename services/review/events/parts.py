"""What review's facts are made of: kinds of ids, enumerations, and examples of what is kept."""

from typing import Annotated, Any, Final, Literal, NewType

from pydantic import Field, StringConstraints

from shared.event import Event
from shared.versions import Digest

InitiativeId = NewType("InitiativeId", str)
PolicyVersion = NewType("PolicyVersion", str)
PersonId = NewType("PersonId", str)
"""The id of the actor: a UUID, never a name."""
Ministry = Literal["ministry-vws", "ministry-ocw", "ministry-szw"]
Verdict = Literal["cleared", "refused"]
Outcome = Literal["met", "not-met"]
Advice = Annotated[str, StringConstraints(pattern="^[a-z]+(-[a-z]+)*$", max_length=40)]
"""One word: whatever explains it is confidential, and belongs in the text beside it."""

KEPT: Final[dict[str, Any]] = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
MINISTRIES: Final = ["ministry-vws", "ministry-ocw", "ministry-szw"]
INITIATIVE: Final = "019b1c00-0000-7000-8000-000000000001"
PERSON: Final = "019b1c00-0000-7000-8000-000000000003"

SourceSequence = Annotated[int | None, Field(ge=1, examples=[7])]
"""Which fact of its service's stream it was; facts of before this was noted do not say."""


_DIGEST: Final = "2f0d1b6a9c3e4f5a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a"
SubmissionDigest = Annotated[Digest | None, Field(examples=[_DIGEST])]
"""What that version is called by, as intake says it; facts of before it was heard do not tell."""
PolicyDigest = Annotated[Digest | None, Field(examples=[_DIGEST])]
"""What that policy is called by, as assessment says it; facts of before it was heard do not tell."""


class InRound(Event):
    """What is found in a round is found of one version, under one policy."""

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    policy_digest: PolicyDigest = None
    submission_version: int = Field(ge=1, examples=[1])
    submission_digest: SubmissionDigest = None


class GoesOn(InRound):
    """The ministries of which no verdict is in are asked from `since` on; without days nobody is reminded."""

    ministries: tuple[Ministry, ...] = Field(examples=[["ministry-ocw"]])
    since: str = Field(examples=["2026-11-26T09:00:00.000000Z"])
    reminder_days: tuple[int, ...] | None = Field(default=None, examples=[[7, 14]])
    escalation_days: int | None = Field(default=None, examples=[28])
