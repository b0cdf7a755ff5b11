"""The list of topics and rights, beside what the services themselves declare."""

from pathlib import Path

import pytest

from cli.cannot import CannotRun
from cli.kafka.commands import FILE
from cli.kafka.wanted import Right, load
from cli.system import SERVICES, build
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import topic_of
from shared.clock import SystemClock, SystemIds

WANTED = load(FILE, 3)


def test_every_service_may_read_what_it_hears_and_no_more(tmp_path: Path) -> None:
    """The list names exactly the topics that each service subscribes to."""
    parts = build(tmp_path, EmbeddedBus(f"sqlite:///{tmp_path}/bus.db"), SystemClock(), SystemIds())
    assert {name: sorted(part.service.topics) for name, part in parts.items()} == WANTED.reads


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_writes_its_own_topic(service: str) -> None:
    """Its own topic exists, and nobody else but an operator may write it."""
    topic = topic_of(service)
    assert topic in WANTED.topics
    writers = {right.user for right in WANTED.rights if right.operation == "WRITE" and right.name == topic}
    assert writers == {service}


def test_what_partners_hear_is_publications_to_write(tmp_path: Path) -> None:
    """Every outlet of a service is a topic that it may write, and nobody else."""
    parts = build(tmp_path, EmbeddedBus(f"sqlite:///{tmp_path}/bus.db"), SystemClock(), SystemIds())
    outlets = {(name, topic_of(each.name)) for name, part in parts.items() for each in part.service.outlets}
    assert outlets == {("publication", "koploper.public")}
    writers = {(right.user, right.name) for right in WANTED.rights if right.operation == "WRITE"}
    assert {each for each in writers if each[1] == "koploper.public"} == outlets


def test_twelve_partitions_kept_for_ever() -> None:
    """What is hard to undo: partitions, retention, and copies of which all but one must confirm."""
    for topic in WANTED.topics.values():
        assert (topic.partitions, topic.replication) == (12, 3)
        assert topic.config["retention.ms"] == topic.config["retention.bytes"] == "-1"
        assert topic.config["cleanup.policy"] == "delete"
        assert topic.config["min.insync.replicas"] == "2"
    assert load(FILE, 1).topics["koploper.intake"].config["min.insync.replicas"] == "1"


def test_a_partner_reads_what_is_public_only() -> None:
    """Nothing else is named for whoever is outside."""
    partners = {right for right in WANTED.rights if right.user.startswith("partner-")}
    assert {right for right in partners if right.resource == "TOPIC"} == {
        Right(right.user, "READ", "TOPIC", "koploper.public") for right in partners
    }
    assert all(right.prefixed and right.name == right.user for right in partners if right.resource == "GROUP")


@pytest.mark.parametrize("text", ["", "services: 1", "services: {", "services: {intake: {}}"])
def test_a_list_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    """A mistake in the file is a sentence with its name in it."""
    (tmp_path / "topics.yaml").write_text(text)
    with pytest.raises(CannotRun, match=r"topics\.yaml"):
        load(tmp_path / "topics.yaml", 1)
