"""The AsyncAPI 3 document of a service: the facts it sends, and those of others that it reacts to.

It is made of the committed contracts (shared/contracts), for the service's own types as for those of others.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import orjson
from fastapi import FastAPI, Response

from shared import contracts
from shared.actor import ROLES
from shared.bus.protocol import owner_of, topic_of
from shared.envelope import SOURCE
from shared.heard import Reaction, Reactions
from shared.service import Service
from shared.web.openapi import ANYBODY, LICENSE

MEDIA_TYPE: Final = "application/cloudevents+json"
ANY: Final = "anyFact"
"""The message of a service that takes every fact as it comes."""

Json = dict[str, Any]

_TEXT: Final = {"type": "string"}
_ID: Final = {"type": "string", "format": "uuid"}
ATTRIBUTES: Final[Json] = {
    "specversion": {"const": "1.0"},
    "id": {**_ID, "description": "A UUIDv7, the same on every copy of the fact."},
    "source": {**_TEXT, "pattern": f"^{SOURCE}[a-z]+$"},
    "type": _TEXT,
    "subject": {**_TEXT, "description": "The id in the stream's name."},
    "time": {**_TEXT, "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "dataschema": {**_TEXT, "format": "uri"},
    "stream": {**_TEXT, "description": "Facts of one stream come in the order of their sequence."},
    "sequence": {**_TEXT, "pattern": "^[1-9][0-9]*$"},
    "sequencetype": {"const": "Integer"},
    "correlationid": _TEXT,
    "causationid": {**_TEXT, "description": "The event or the command that this followed from."},
    "actor": {**_TEXT, "pattern": f"^({'|'.join(ROLES)});id=[a-z0-9-]+$"},
}
OPTIONAL: Final[Json] = {
    "initiativeid": _TEXT,
    "policyversion": {**_TEXT, "description": "The policy this was decided under."},
    "reaction": {**_TEXT, "description": "What made it, where no person did."},
    "traceparent": _TEXT,
}
KAFKA: Final = {"key": {**_TEXT, "description": "The stream."}, "bindingVersion": "0.5.0"}


def install(app: FastAPI, service: Service) -> None:
    """Serve the document to everybody, browsers of other sites included. It is made when it is first asked for."""

    @cache
    def made() -> bytes:
        return orjson.dumps(document(app, service))

    @app.get(f"/{service.name}/v1/asyncapi.json", include_in_schema=False)
    async def asyncapi() -> Response:
        return Response(made(), headers=ANYBODY, media_type="application/json")


def document(app: FastAPI, service: Service) -> Json:
    """What `service` sends to its own topic and its outlets, and what it receives from which."""
    types = service.model.core.types
    sent = sorted({*types.by_type, *types.upcasters})
    reactions = service.hears.reactions if isinstance(service.hears, Reactions) else ()
    heard = [(reaction.source, [reaction.on]) for reaction in reactions] or [
        (owner_of(topic), [ANY]) for topic in service.topics
    ]
    channels: dict[str, set[str]] = {service.name: set(sent)}
    for source, received in heard:
        channels.setdefault(source, set()).update(received)
    channels |= {outlet.name: set(outlet.types) for outlet in service.outlets}
    return {
        "asyncapi": "3.0.0",
        "id": SOURCE + service.name,
        "info": {
            "title": app.title,
            "version": app.version,
            "description": app.description,
            "contact": app.contact,
            "license": {"name": LICENSE["name"]},
        },
        "defaultContentType": MEDIA_TYPE,
        "channels": {source: _channel(source, messages) for source, messages in channels.items()},
        "operations": {
            "sendFacts": _operation("send", service.name, sent),
            **{_camel(f"send-{each.name}"): _operation("send", each.name, each.types) for each in service.outlets},
            **_receiving(reactions, service),
        },
        "components": {"messages": {type_: _message(type_) for type_ in sorted(set().union(*channels.values()))}},
    }


def _channel(source: str, messages: Iterable[str]) -> Json:
    return {
        "address": topic_of(source),
        "description": f"All facts of {source}, in order per stream.",
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in sorted(messages)},
    }


def _receiving(reactions: Sequence[Reaction[Any]], service: Service) -> Json:
    """One operation per reaction; a service without reactions of its own takes in all of its topics."""
    named = {_camel(each.name): _operation("receive", each.source, [each.on]) for each in reactions}
    return named or {
        _camel(f"receive-{owner_of(topic)}"): _operation("receive", owner_of(topic), [ANY]) for topic in service.topics
    }


def _operation(action: str, source: str, messages: Iterable[str]) -> Json:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{source}"},
        "messages": [{"$ref": f"#/channels/{source}/messages/{type_}"} for type_ in messages],
    }


def _message(type_: str) -> Json:
    """The whole envelope, with data as the type's contract says."""
    if type_ == ANY:
        shared = {"title": "Any fact", "summary": "Every type and version there is."}
        return {**shared, **_carrying({"type": "object"}, type_)}
    schema, example = contracts.committed(type_)
    data = contracts.inlined(schema)
    return {
        "title": data.pop("title"),
        "summary": data.pop("description"),
        **_carrying(data, type_),
        "examples": [{"name": "example", "payload": example}],
    }


def _carrying(data: Json, type_: str) -> Json:
    named = {} if type_ == ANY else {"type": {"const": type_}}
    return {
        "name": type_,
        "contentType": MEDIA_TYPE,
        "bindings": {"kafka": KAFKA},
        "payload": {
            "type": "object",
            "required": [*ATTRIBUTES, "data"],
            "properties": {**ATTRIBUTES, **OPTIONAL, **named, "data": data},
        },
    }


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)
