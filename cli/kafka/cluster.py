"""What a cluster has, and how it gets what it lacks, through kafka-python's admin client."""

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.admin import OffsetSpec as Spec
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    SecurityDisabledError,
)
from kafka.structs import TopicPartition
from pydantic import ValidationError

from cli.cannot import CannotRun
from cli.kafka.broker import NativeBroker
from cli.kafka.wanted import PREFIX, Right, Topic
from cli.language import say
from shared.bus.settings import KafkaSettings

WAIT: Final = 10_000
"""Milliseconds to look for a broker."""
USER: Final = "User:"
ENVIRONMENT: Final = "KOPLOPER_KAFKA_URL"
NOT_YET: Final = (CoordinatorNotAvailableError, CoordinatorLoadInProgressError)
"""What a cluster says of its groups when nobody has read from it yet."""


def settings(url: str | None, data: Path) -> KafkaSettings:
    """Where Kafka is: as said, or of the environment, or the broker that runs on `data`; raises CannotRun."""
    if url is None and (native := NativeBroker(data / "kafka").running()):
        url = native.address
    try:
        return KafkaSettings(url=url) if url else KafkaSettings()
    except ValidationError as wrong:
        told = "; ".join(
            f"KOPLOPER_KAFKA_{str(each['loc'][0]).upper() if each['loc'] else '…'}: {each['msg']}"
            for each in wrong.errors()
        )
        raise CannotRun(
            say(
                f"Onbekend waar Kafka is ({told}). Geef --kafka host:poort, of start er een met `koploper kafka up`.",
                f"Unknown where Kafka is ({told}). Give --kafka host:port, or start one with `koploper kafka up`.",
            )
        ) from wrong


@contextmanager
def cluster(where: KafkaSettings) -> Iterator["Cluster"]:
    """Speak with a cluster; whatever it says no to is raised as CannotRun."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # what it meets is raised, and told in one sentence
    try:
        admin = KafkaAdminClient(**where.kafka_python(), bootstrap_timeout_ms=WAIT, client_id="koploper")
        try:
            yield Cluster(admin)
        finally:
            admin.close()
    except KafkaError as no:
        raise CannotRun(
            say(
                f"Kafka op {where.url} doet dit niet: {no or type(no).__name__}.",
                f"Kafka at {where.url} does not do this: {no or type(no).__name__}.",
            )
        ) from no


class Cluster:
    """A cluster that answers."""

    def __init__(self, admin: KafkaAdminClient) -> None:
        self._admin = admin

    def topics(self) -> dict[str, Topic]:
        """Ours, as they are."""
        found = {each["name"]: each for each in self._admin.describe_topics() if each["name"].startswith(PREFIX)}
        if not found:
            return {}
        asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in found]
        configs = self._admin.describe_configs(asked, config_filter="all")["topic"]
        return {
            name: Topic(
                len(each["partitions"]),
                min(len(partition["replica_nodes"]) for partition in each["partitions"]),
                {key: str(config["value"]) for key, config in configs[name].items()},
            )
            for name, each in found.items()
        }

    def rights(self) -> frozenset[Right] | None:
        """Every right there is; None when this cluster lets everybody do everything."""
        everything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
        try:
            found, _ = self._admin.describe_acls(
                ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, everything)
            )
        except SecurityDisabledError:
            return None
        return frozenset(_right(acl) for acl in found if acl.permission_type is ACLPermissionType.ALLOW)

    def make(self, name: str, topic: Topic) -> None:
        wanted = {
            "num_partitions": topic.partitions,
            "replication_factor": topic.replication,
            "configs": topic.config,
        }
        self._admin.create_topics({name: wanted}, wait_for_metadata=True)

    def configure(self, name: str, config: Mapping[str, str]) -> None:
        done = self._admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, dict(config))])
        if (said := done["topic"][name]) != "OK":
            raise KafkaError(said)

    def allow(self, rights: Collection[Right]) -> None:
        """Give rights, all at once."""
        if rights and (failed := self._admin.create_acls([_acl(right) for right in rights])["failed"]):
            raise failed[0]

    def withdraw(self, rights: Collection[Right]) -> None:
        """Take rights away, all at once."""
        if rights:
            for _, _, error in self._admin.delete_acls([_acl(right) for right in rights]):
                if error.errno:
                    raise error

    def ends(self, topics: Collection[str]) -> dict[tuple[str, int], int]:
        """The offset behind the last message, per partition of topics that exist."""
        there = {each["name"]: each for each in self._admin.describe_topics() if each["name"] in topics}
        asked = {
            TopicPartition(name, partition["partition_index"]): Spec.LATEST
            for name, each in there.items()
            for partition in each["partitions"]
        }
        found = self._admin.list_partition_offsets(asked) if asked else {}
        return {(place.topic, place.partition): end.offset for place, end in found.items()}

    def committed(self, groups: Collection[str]) -> dict[str, dict[tuple[str, int], int]]:
        """How far each group has come, per partition where it has begun."""
        deadline = time.monotonic() + WAIT / 1_000
        while True:
            try:
                found: dict[str, Any] = self._admin.list_group_offsets(list(groups))
                break
            except NOT_YET:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        return {
            group: {(place.topic, place.partition): each.offset for place, each in offsets.items() if each.offset >= 0}
            for group, offsets in found.items()
        }


def _right(acl: ACL) -> Right:
    pattern = acl.resource_pattern
    return Right(
        acl.principal.removeprefix(USER),
        acl.operation.name,
        pattern.resource_type.name,
        pattern.resource_name,
        pattern.pattern_type is ACLResourcePatternType.PREFIXED,
    )


def _acl(right: Right) -> ACL:
    kind = ACLResourcePatternType.PREFIXED if right.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        USER + right.user,
        "*",
        ACLOperation[right.operation],
        ACLPermissionType.ALLOW,
        ResourcePattern(ResourceType[right.resource], right.name, kind),
    )
