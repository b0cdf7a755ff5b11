"""The envelope of every event: CloudEvents 1.0 in JSON, whose exact bytes are stored, sent and kept in the ledger.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from shared.actor import Actor
from shared.decider import Act
from shared.event import Event

SOURCE: Final = "urn:nld:koploper:systeem:"
LIMIT: Final = 60 * 1024
"""Bytes an envelope may have at most: a tlog entry holds 65,535."""


TEXTS: Final = ("id", "type", "subject", "stream", "sequence", "actor", "correlationid", "causationid")


class Unreadable(ValueError):
    """Bytes that are no envelope of ours."""


class TooLarge(ValueError):
    """An event whose envelope would pass the limit."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A read envelope. `body` holds the exact bytes it was read from."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    stream: str
    sequence: int
    actor: Actor
    correlationid: str
    causationid: str
    data: dict[str, Any]
    body: bytes
    initiativeid: str | None = None
    policyversion: str | None = None
    reaction: str | None = None
    traceparent: str | None = None

    @property
    def service(self) -> str:
        return self.source.removeprefix(SOURCE)


def source_of(service: str) -> str:
    return SOURCE + service


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z` and always six digits of microseconds, so that text sorts as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """Read what `timestamp` writes (and any RFC 3339 time); raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)


def initiative_of(stream: str, event: Event) -> str | None:
    """The initiative an event belongs to: its stream's, or the one it names."""
    category, _, name = stream.partition("-")
    return name if category == "initiative" else getattr(event, "initiative_id", None)


def seal(event: Event, act: Act, *, id: str, service: str, stream: str, sequence: int) -> bytes:
    """The bytes of `event` as the `sequence`-th of `stream`, decided in `act`; raises TooLarge over 60 KiB."""
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": id,
        "source": SOURCE + service,
        "type": event.event_type,
        "subject": stream.partition("-")[2],
        "time": timestamp(act.now),
        "datacontenttype": "application/json",
        "dataschema": "urn:koploper:schema:" + event.event_type,
        "stream": stream,
        "sequence": str(sequence),
        "sequencetype": "Integer",
        "correlationid": act.correlation_id,
        "causationid": act.causation_id,
        "actor": str(act.actor),
    }
    optional = {
        "initiativeid": initiative_of(stream, event),
        "policyversion": getattr(event, "policy_version", None),
        "reaction": act.reaction,
        "traceparent": act.traceparent,
    }
    attributes |= {name: value for name, value in optional.items() if value is not None}
    attributes["data"] = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    body = orjson.dumps(attributes)
    if len(body) > LIMIT:
        raise TooLarge(f"{event.event_type} would take {len(body)} bytes; an event holds at most {LIMIT}.")
    return body


def open_(body: bytes) -> Envelope:
    """Read an envelope from its bytes; raises Unreadable with what is wrong."""
    try:
        read = orjson.loads(body)
        if read["specversion"] != "1.0" or not read["source"].startswith(SOURCE):
            raise Unreadable("not a CloudEvent 1.0 of this system")
        if not isinstance(read["data"], dict) or not all(isinstance(read[name], str) for name in TEXTS):
            raise Unreadable("attributes are texts and data is an object")
        envelope = Envelope(
            id=read["id"],
            source=read["source"],
            type=read["type"],
            subject=read["subject"],
            time=moment(read["time"]),
            stream=read["stream"],
            sequence=int(read["sequence"]),
            actor=Actor.parse(read["actor"]),
            correlationid=read["correlationid"],
            causationid=read["causationid"],
            data=read["data"],
            body=body,
            initiativeid=read.get("initiativeid"),
            policyversion=read.get("policyversion"),
            reaction=read.get("reaction"),
            traceparent=read.get("traceparent"),
        )
    except KeyError as missing:
        raise Unreadable(f"the attribute {missing} is absent") from missing
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Unreadable(str(wrong)) from wrong
    if envelope.sequence < 1:
        raise Unreadable("a sequence starts at 1")
    return envelope
