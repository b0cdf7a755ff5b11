"""What a fact changes in the read model of channels.

How far a channel is follows from which came last: what happened to the article, or what was done on the channel. Rows
hold the latest of each, by its number in the stream, and `queries` compares them.
"""

from collections.abc import Iterable
from typing import Any, Final

from services.publication import events
from services.publication.projections.tables import channel
from shared.envelope import timestamp
from shared.projection import Change, Projection, Put
from shared.turn import Recorded


def _channel(fact: Recorded) -> Iterable[Change]:
    number, at = fact.version, timestamp(fact.time)
    match fact.event:
        case events.ChannelPlanned(channel=name, text=text):
            yield _put(fact, name, {"written": number, "text": text})
        case events.ChannelPublished() as out:
            sent = {"sent": number, "sent_text": out.text, "link": out.link, "carries": out.published_version}
            yield _put(fact, out.channel, sent | {"published_at": at})
        case events.ChannelFailed(channel=name, reason=reason):
            yield _put(fact, name, {"failed": number, "failure": reason.model_dump()})
        case events.ChannelWithdrawn(channel=name):
            yield _put(fact, name, {"removed": number})
        case events.ArticlePublished(published_version=version):
            for name in events.CHANNELS:
                yield _put(fact, name, {"begun": number, "renewed": number} | _shown(name, version, at))
        case events.ArticleCorrected(published_version=version):
            for name in events.CHANNELS:
                yield _put(fact, name, {"renewed": number} | _shown(name, version, None))
        case events.ArticleWithdrawn(replaces=None):
            for name in events.CHANNELS:
                yield _put(fact, name, {"ended": number})
        case _:
            return


def _shown(name: events.Channel, version: int, since: str | None) -> dict[str, Any]:
    """The website shows the article by itself; where its page is, an editor tells anew."""
    if name != events.WEBSITE:
        return {}
    return {"carries": version} if since is None else {"carries": version, "published_at": since, "link": None}


def _put(fact: Recorded, name: events.Channel, values: dict[str, Any]) -> Change:
    key = {"initiative_id": fact.subject, "channel": name}
    return Put(channel, key, values | {"changed_at": timestamp(fact.time)})


CHANNELS: Final[tuple[Projection[Recorded], ...]] = (Projection("channels", (channel,), _channel),)
