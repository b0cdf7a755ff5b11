"""Somebody was forgotten whom a story let people call: their agreement goes, and an editor looks at the article."""

from typing import assert_never

from services.publication import commands, errors, events
from services.publication.decider import allowed
from services.publication.decider.story import (
    NEVER_OUT,
    Desk,
    Draft,
    NoDraft,
    Open,
    Published,
    Story,
    TakenBack,
    Waiting,
    Withdrawn,
)


def forget(command: commands.ForgetContact, state: Story) -> list[events.StoryEvent]:
    """Never refused. An article that was out may come out again as it was, and is looked at then."""
    match state:
        case Open(desk=desk, before=before):
            return [_erased(command, desk, out=before != NEVER_OUT)]
        case Published(desk=desk) | TakenBack(desk=desk):
            return [_erased(command, desk, out=True)]
        case Waiting() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _erased(command: commands.ForgetContact, desk: Desk, *, out: bool) -> events.ContactErased:
    return events.ContactErased(erasure=command.erasure, out=out, draft_version=_agreed(desk))


def _agreed(desk: Desk) -> int | None:
    """The draft to which the contact person agreed, and whose publication may still come."""
    match desk:
        case Draft(version=version, approved=approved):
            return version if "contact" in approved else None
        case NoDraft():
            return None
        case _:
            assert_never(desk)


def check(_: commands.CheckForNames, state: Story) -> list[events.StoryEvent]:
    if not allowed.published(state).to_check:
        raise errors.NothingToCheck(
            "Nobody was forgotten whom this article might name, or it was looked at since. Nothing more is needed."
        )
    return [events.ArticleCheckedForNames()]
