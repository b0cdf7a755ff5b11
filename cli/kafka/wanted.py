"""What deploy/kafka/topics.yaml asks of a cluster: topics with their settings, and rights."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from cli.cannot import CannotRun
from cli.language import say

PREFIX: Final = "koploper."


@dataclass(frozen=True, order=True)
class Right:
    """One thing that one user may do; READ and WRITE of a topic also let it be described."""

    user: str
    operation: str
    resource: str
    name: str
    prefixed: bool = False

    def __str__(self) -> str:
        return f"{self.user}: {self.operation} {self.resource.lower()} {self.name}{'*' if self.prefixed else ''}"


@dataclass(frozen=True)
class Topic:
    """A topic as it should be, or as it is."""

    partitions: int
    replication: int
    config: dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """All that a cluster should have."""

    topics: dict[str, Topic]
    rights: frozenset[Right]
    reads: dict[str, list[str]]
    """The topics of each consumer group of a service."""


def load(file: Path, replication: int) -> Wanted:
    """Read the file; raises CannotRun."""
    try:
        found = yaml.safe_load(file.read_text())
        return _wanted(found, replication)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as wrong:
        raise CannotRun(
            say(
                f"{file} is niet te lezen als lijst van topics ({wrong!r}); er is niets veranderd.",
                f"{file} cannot be read as a list of topics ({wrong!r}); nothing was changed.",
            )
        ) from wrong


def _wanted(found: dict[str, Any], replication: int) -> Wanted:
    services: dict[str, dict[str, list[str]]] = found["services"]
    config = {**found["config"], "min.insync.replicas": str(max(1, replication - 1))}
    topics = sorted({topic for each in services.values() for topic in each["writes"]})
    partners = [
        right
        for user in found["partners"]["users"]
        for right in (
            *(Right(user, "READ", "TOPIC", topic) for topic in found["partners"]["reads"]),
            Right(user, "READ", "GROUP", user, prefixed=True),
        )
    ]
    operators = [
        right
        for user in found["operators"]
        for right in (
            Right(user, "ALL", "TOPIC", PREFIX, prefixed=True),
            Right(user, "ALL", "GROUP", "*"),
            Right(user, "ALL", "CLUSTER", "kafka-cluster"),
        )
    ]
    rights = [right for name, each in services.items() for right in _of_service(name, each)]
    return Wanted(
        {name: Topic(found["partitions"], replication, config) for name in topics},
        frozenset([*rights, *partners, *operators]),
        {name: each["reads"] for name, each in services.items()},
    )


def _of_service(name: str, each: dict[str, list[str]]) -> list[Right]:
    return [
        *(Right(name, "WRITE", "TOPIC", topic) for topic in each["writes"]),
        *(Right(name, "READ", "TOPIC", topic) for topic in each["reads"]),
        Right(name, "READ", "GROUP", name),
    ]
