"""What is asked about channels: how far each is follows from which of its story's facts came last."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, func, literal, not_, or_, select

from services.publication.events import WEBSITE
from services.publication.projections.queries.stories import shown_title
from services.publication.projections.tables import channel, story
from shared.store.store import AnyRow


def _latest(name: str) -> ColumnElement[int]:
    return func.coalesce(channel.c[name], 0)


_begun, _ended = _latest("begun"), _latest("ended")
_written, _sent, _failed, _removed = _latest("written"), _latest("sent"), _latest("failed"), _latest("removed")

_carries: Final = _sent > _removed
_over: Final = and_(story.c.state == "withdrawn", story.c.reopened_at.is_(None))
_gone: Final = or_(_ended > _begun, _over)
"""Its article was taken back, or never will be there."""
_away: Final = or_(and_(_ended > _begun, or_(_written < _ended, _carries)), _over)
"""So too for a channel; but one for which something was written since is to go out with it anew."""
_failing: Final = and_(_failed > _begun, _failed > _written, _failed > _removed)

channel_state: Final[ColumnElement[str]] = case(
    (channel.c.channel == WEBSITE, case((_gone, "withdrawn"), (_begun > 0, "published"), else_="planned")),
    (and_(_away, _carries), "to-withdraw"),
    (_away, "withdrawn"),
    (and_(_carries, or_(_latest("renewed") > _sent, _written > _sent)), "to-correct"),
    (_carries, "published"),
    (and_(_removed > _begun, _removed > _written), "withdrawn"),
    (_failing, "failed"),
    else_="planned",
)
channel_key: Final = channel.c.initiative_id + literal("/", String) + channel.c.channel
_proposed: Final = story.c.article_title + literal("\n\n", String) + story.c.intro
_text: Final = func.coalesce(channel.c.text, _proposed)
_standing_failure: Final = and_(_failing, _failed > _sent)
_LISTED: Final = ("initiative_id", "channel", "sent_text", "link", "carries", "published_at", "changed_at")


def channels(own: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The channels of stories that are `own`: what each says or is to say, how far it is, and what went wrong last."""
    return (
        select(
            *(channel.c[name] for name in _LISTED),
            shown_title.label("title"),
            _text.label("text"),
            channel.c.text.is_(None).label("proposed"),
            channel_state.label("state"),
            case((_standing_failure, channel.c.failure)).label("failure"),
        )
        .join(story, story.c.id == channel.c.initiative_id)
        .where(own)
    )


def channels_of(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """The channels of one story, in a fixed order."""
    chosen = channels(channel.c.initiative_id == initiative_id).order_by(
        not_(channel.c.channel == WEBSITE), channel.c.channel
    )
    return list(connection.execute(chosen))
