"""What publication's facts are made of: ids, enumerations and what a contact person lets be published."""

import datetime as dt
from typing import Annotated, Final, Literal, NewType, get_args

from pydantic import Field, JsonValue

from shared.event import Event, Fact, Kept
from shared.versions import Digest

InitiativeId = NewType("InitiativeId", str)
MeetingId = NewType("MeetingId", str)
PersonId = NewType("PersonId", str)
"""The id of the actor: a UUID, never a name."""

Word = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A word of the reference data: intake holds submissions to those there are."""
Theme = Word
Branch = Word
Outcome = Literal["met", "not-met"]
Approver = Literal["editor", "contact"]
Reply = Literal["accepted", "declined", "next"]
Podium = Literal[
    "podcast", "zoemen-met", "actieleer-tv", "letter-to-parliament", "national-meeting", "ambassador-blog", "other"
]
Sending = Literal["email", "post", "in-person", "download"]
Lapse = Literal["called-off", "absent", "article-withdrawn"]
Form = Literal["broadened", "deepened", "adopted"]
Channel = Literal["website", "newsletter", "social"]
Undone = Literal["assessment-reversed", "clearance-reversed", "clearance-lapsed", "not-met"]
"""What an article rests on, and does not any more: nobody meant to take it back, and it can be published anew."""
WithdrawnBy = Literal["withdrawn-by-submitter", "withdrawn-by-editor", Undone, "to-agree-anew"]
"""Why an article is not out; `to-agree-anew` only in the place of another: for that alone none goes."""
Verdict = Literal["cleared", "refused"]
UNDONE: Final[frozenset[Undone]] = frozenset(get_args(Undone))

FORMS: Final[tuple[Form, ...]] = get_args(Form)
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
WEBSITE: Final[Channel] = "website"
"""The one channel that carries the article itself, and so needs nobody to put it there."""

AnInitiative = Annotated[InitiativeId, Field(examples=["019b1c00-0000-7000-8000-000000000001"])]
AMeeting = Annotated[MeetingId, Field(examples=["019b1c00-0000-7000-8000-000000000002"])]
APerson = Annotated[PersonId, Field(examples=["019b1c00-0000-7000-8000-000000000003"])]
Title = Annotated[str, Field(examples=["Ketenstage Groningen"])]
Intro = Annotated[str, Field(examples=["Studenten volgen één cliënt langs de hele keten van zorg."])]
Body = Annotated[str, Field(examples=["## Wat er anders is\n\nEen stage langs *meerdere* organisaties."])]
Region = Annotated[str, Field(min_length=1, max_length=80, examples=["Groningen"])]
Themes = Annotated[tuple[Theme, ...], Field(examples=[["leven-lang-ontwikkelen"]])]
Branches = Annotated[tuple[Branch, ...], Field(examples=[["vvt", "ziekenhuizen"]])]
SubmissionVersion = Annotated[int, Field(ge=1, examples=[1])]
PolicyVersion = Annotated[str, Field(examples=["2019-03"])]
SourceSequence = Annotated[int | None, Field(ge=1, examples=[7])]
"""Which fact of its service's stream it was; facts of before this was noted do not say."""
DraftVersion = Annotated[int, Field(ge=1, examples=[6])]
_DIGEST: Final = "2f0d1b6a9c3e4f5a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a"
ADigest = Annotated[Digest | None, Field(examples=[_DIGEST])]
"""What a text is called by; facts of before that was told do not say."""
MeetingTitle = Annotated[str, Field(examples=["Koplopersbijeenkomst Noord-Oost"])]
MeetingDate = Annotated[dt.date, Field(examples=["2019-06-17"])]
AChannel = Annotated[Channel, Field(examples=["newsletter"])]
ChannelText = Annotated[str, Field(examples=["Nieuwe Koploper: studenten volgen één cliënt langs de hele keten."])]
Place = Annotated[str, Field(examples=["Zwolle"])]


class OfArticle(Event):
    """What was done with a draft: that of this version, which says what this digest is of."""

    draft_version: DraftVersion
    article_digest: ADigest = None


_PARTY: Final[dict[str, JsonValue]] = {"x-readers": "party"}


class RestsOn(OfArticle):
    """And the cleared version of the submission, and the policy under which it was, that the article rests on.

    For its own people, also where everybody reads the article: nobody else can look up what it is the digest of.
    """

    submission_version: int | None = Field(default=None, ge=1, examples=[1], json_schema_extra=_PARTY)
    submission_digest: ADigest = Field(default=None, json_schema_extra=_PARTY)
    policy_version: str | None = Field(default=None, examples=["2019-03"], json_schema_extra=_PARTY)
    policy_digest: ADigest = Field(default=None, json_schema_extra=_PARTY)


class Consent(Fact):
    """What the contact person agrees to have published, each on its own."""

    name: bool = Field(examples=[True])
    phone: bool = Field(examples=[False])
    email: bool = Field(examples=[True])


_KEPT = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class PublishedContact(Fact):
    """Where the story's public contact details are kept: only what was agreed to."""

    name: Kept | None = Field(default=None, examples=[_KEPT])
    phone: Kept | None = Field(default=None, examples=[_KEPT])
    email: Kept | None = Field(default=None, examples=[_KEPT])
