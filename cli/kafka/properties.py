"""A native broker's settings: one node that is broker and controller, loopback only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
NODE: Final = 1
BROKER: Final = "broker"
"""The user that the node itself is, where users are asked for."""
OPERATOR: Final = "operator"


@dataclass(frozen=True)
class Guarded:
    """Who may come in, and with which password (SASL PLAIN); rights by ACL, but the operator may all."""

    passwords: Mapping[str, str] = field(repr=False)
    own: str = field(repr=False)
    """The node's password with itself."""


def properties(folder: Path, port: int, controller: int, guarded: Guarded | None) -> dict[str, str]:
    """What goes into server.properties of a broker of this machine."""
    return {
        "listeners": f"CLIENTS://{HOST}:{port},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"CLIENTS://{HOST}:{port}",
        "controller.quorum.voters": f"{NODE}@{HOST}:{controller}",
        "log.dirs": str(folder / "log"),
        **single(guarded),
    }


def single(guarded: Guarded | None) -> dict[str, str]:
    """What holds for a broker that is alone, wherever it runs."""
    listener = "PLAINTEXT" if guarded is None else "SASL_PLAINTEXT"
    return {
        "process.roles": "broker,controller",
        "node.id": str(NODE),
        "listener.security.protocol.map": f"CLIENTS:{listener},CONTROLLER:{listener}",
        "inter.broker.listener.name": "CLIENTS",
        "controller.listener.names": "CONTROLLER",
        "auto.create.topics.enable": "false",
        "num.partitions": "12",
        "offsets.topic.num.partitions": "5",
        "offsets.topic.replication.factor": "1",
        "offsets.retention.minutes": "5256000",  # ten years: a service that stood still goes on where it was
        "transaction.state.log.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "500",
        **({} if guarded is None else _guards(guarded)),
    }


def _guards(guarded: Guarded) -> dict[str, str]:
    """Users by name and password, the node itself too; what no ACL allows is refused."""
    return {
        "sasl.enabled.mechanisms": "PLAIN",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config": _users({**guarded.passwords, BROKER: guarded.own}),
        "listener.name.controller.plain.sasl.jaas.config": _users({BROKER: guarded.own}),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:{BROKER};User:{OPERATOR}",
    }


def _users(passwords: Mapping[str, str]) -> str:
    """What the PLAIN login module takes: whom it lets in, and as whom the node comes."""
    known = " ".join(f'user_{name}="{password}"' for name, password in passwords.items())
    own = f'username="{BROKER}" password="{passwords[BROKER]}"'
    return f"org.apache.kafka.common.security.plain.PlainLoginModule required {own} {known};"


def written(settings: Mapping[str, str]) -> str:
    """The text of a properties file."""
    return "".join(f"{name}={value}\n" for name, value in settings.items())
