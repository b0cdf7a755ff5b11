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
    given,
)


def forget(command: commands.ForgetContact, state: Story) -> list[events.StoryEvent]:
    """Never refused. An article that was out may come out again as it was, and is looked at then.

    Of what was never out, and holds nothing of theirs, there is nothing to say.
    """
    match state:
        case Open(desk=desk, before=before):
            out = before != NEVER_OUT
            return [_erased(command, desk, out=out)] if out or command.texts else []
        case Published(desk=desk) | TakenBack(desk=desk):
            return [_erased(command, desk, out=True)]
        case Waiting() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _erased(command: commands.ForgetContact, desk: Desk, *, out: bool) -> events.ContactErased:
    return events.ContactErased(
        erasure=command.erasure, out=out, draft_version=_agreed(command, desk), texts=tuple(command.texts)
    )


def _agreed(command: commands.ForgetContact, desk: Desk) -> int | None:
    """The draft to which was agreed with what went, and whose publication may still come."""
    match desk:
        case Draft(version=version, approved=approved, contact=contact):
            return version if "contact" in approved and given.names(contact, command.texts) else None
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
