"""The envelope of every event: CloudEvents 1.0 in JSON, whose exact bytes are stored, sent and kept in the ledger.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from shared.actor import Actor
from shared.decider import Act
from shared.errors import Refusal
from shared.event import Event

SOURCE: Final = "urn:nld:koploper:systeem:"
LIMIT: Final = 60 * 1024
"""Bytes an envelope may have at most when it is made."""
MOST: Final = 0xFFFF
"""Bytes of an envelope that is read at most: the two bytes of length before an entry of a tlog can say no more."""

TEXTS: Final = ("id", "type", "subject", "stream", "sequence", "actor", "correlationid", "causationid")
OPTIONAL: Final = ("initiativeid", "policyversion", "reaction", "traceparent")


class Unreadable(ValueError):
    """Bytes that are no envelope of ours."""


class TooLarge(Refusal):
    """An event whose envelope would pass the limit."""

    rule = "event-too-large"


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
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """Read what `timestamp` writes (and any RFC 3339 time); raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is UTC:
        return read
    if read.tzinfo is None:
        raise ValueError(f"the time {text} names no offset from UTC")
    try:
        return read.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError(f"the time {text} lies beyond the calendar in UTC") from beyond


def _ordinal(text: str) -> int:
    number = int(text)
    if number < 1 or str(number) != text:
        raise Unreadable("a sequence is a whole number from 1, written plainly")
    return number


def _check(read: dict[str, Any]) -> None:
    """Raise Unreadable unless attributes are texts and data is an object; KeyError for what is absent."""
    if read["specversion"] != "1.0" or not read["source"].startswith(SOURCE) or read["source"] == SOURCE:
        raise Unreadable("not a CloudEvent 1.0 of this system")
    for name in TEXTS:
        if not isinstance(read[name], str):
            raise Unreadable(f"the attribute {name} is not a text")
    for name in OPTIONAL:
        if not isinstance(read.get(name), str | None):
            raise Unreadable(f"the attribute {name} is not a text")
    if not isinstance(read["data"], dict):
        raise Unreadable("data is not an object")


def seal(event: Event, act: Act, *, id: str, service: str, stream: str, sequence: int) -> bytes:
    """The bytes of `event` as the `sequence`-th of `stream`, decided in `act`; raises TooLarge over 60 KiB.

    An event belongs to the initiative of its stream, or else to the one that it names.
    """
    category, _, subject = stream.partition("-")
    data = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": id,
        "source": SOURCE + service,
        "type": event.event_type,
        "subject": subject,
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
        "initiativeid": subject if category == "initiative" else data.get("initiativeId"),
        "policyversion": data.get("policyVersion"),
        "reaction": act.reaction,
        "traceparent": act.traceparent,
    }
    attributes |= {name: value for name, value in optional.items() if value is not None}
    attributes["data"] = data
    body = orjson.dumps(attributes)
    if len(body) > LIMIT:
        raise TooLarge(
            f"{event.event_type} would take {len(body)} bytes; an event holds at most {LIMIT}. Nothing was changed."
        )
    return body


def open_(body: bytes) -> Envelope:
    """Read an envelope from its bytes; raises Unreadable with what is wrong."""
    if len(body) > MOST:
        raise Unreadable(f"an envelope of {len(body)} bytes is longer than {MOST}")
    try:
        read = orjson.loads(body)
        _check(read)
        return Envelope(
            id=read["id"],
            source=read["source"],
            type=read["type"],
            subject=read["subject"],
            time=moment(read["time"]),
            stream=read["stream"],
            sequence=_ordinal(read["sequence"]),
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
    except Unreadable:
        raise
    except KeyError as missing:
        raise Unreadable(f"the attribute {missing} is absent") from missing
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Unreadable(str(wrong)) from wrong
