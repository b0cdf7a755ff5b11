"""Who may do what, tried by every user on every topic of a broker that asks who somebody is."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

from cli.cannot import CannotRun
from cli.kafka import topics
from cli.kafka.cluster import Cluster, cluster
from cli.kafka.commands import FILE
from cli.kafka.properties import OPERATOR, Guarded
from cli.kafka.wanted import Wanted, load
from shared.bus.settings import KafkaSettings
from tests import needs
from tests.parts.kafka import broker

WANTED: Final = load(FILE, 1)
USERS: Final = sorted({right.user for right in WANTED.rights})
TOPICS: Final = sorted(WANTED.topics)
SERVICES: Final = sorted(WANTED.reads)
STRANGER: Final = "stranger"
PATIENCE: Final = 30.0
DENIED: Final = {
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,  # an idempotent producer of whoever may write nothing at all
}

pytestmark = [pytest.mark.xdist_group("kafka-rights")]


class Guard:
    """A broker with our topics and rights, each of which holds one message."""

    def __init__(self, address: str, passwords: Path) -> None:
        self._address = address
        self._passwords = passwords

    def settings(self, user: str) -> KafkaSettings:
        return KafkaSettings(
            url=self._address,
            security="sasl_plaintext",
            mechanism="PLAIN",
            user=user,
            password_file=self._passwords / user,
        )

    def may_write(self, user: str, topic: str) -> bool:
        """Whether a message of this user is taken."""
        told: list[KafkaError | None] = []

        def tell(error: KafkaError | None, _: Message | None) -> None:
            told.append(error)

        producer = Producer(self.settings(user).librdkafka() | {"log_level": 2, "enable.idempotence": True})
        producer.produce(topic, b"{}", partition=0, on_delivery=tell)
        try:
            assert producer.flush(PATIENCE) == 0
        except KafkaException as no:
            return _allowed(no.args[0])
        except SystemError as raised:  # by librdkafka while it called `tell`
            if not isinstance(raised.__cause__, KafkaException):
                raise
            return _allowed(raised.__cause__.args[0])
        return _allowed(told[0])

    def may_read(self, user: str, topic: str) -> bool:
        """Whether this user gets the first message; who only assigns what may not be read would hear nothing at all."""
        reading = {"group.id": user, "log_level": 2, "auto.offset.reset": "earliest", "enable.auto.commit": False}
        consumer = Consumer(self.settings(user).librdkafka() | reading)
        try:
            consumer.subscribe([topic])
            found = consumer.poll(PATIENCE)
            assert found is not None, f"neither a message nor a refusal: {user} on {topic}"
            return _allowed(found.error())
        finally:
            consumer.close()

    def may_join(self, user: str, *groups: str) -> set[str]:
        """The groups of which this user learns how far they are; who may read in one may that too, and nobody else."""
        allowed = set()
        for group in groups:
            with suppress(CannotRun), cluster(self.settings(user)) as speaking:
                speaking.committed([group])
                allowed.add(group)
        return allowed


def _allowed(error: KafkaError | None) -> bool:
    assert error is None or error.code() in DENIED, error
    return error is None


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    needs.kafka()
    place = tmp_path_factory.mktemp("guarded")
    passwords = {user: f"{user}-secret" for user in (*USERS, STRANGER)}
    for user, password in passwords.items():
        (place / user).write_text(password + "\n")
    with broker(place / "broker", Guarded(passwords, "own-secret")) as address:
        guard = Guard(address, place)
        with cluster(guard.settings(OPERATOR)) as speaking:
            topics.apply(speaking, topics.compare(speaking, WANTED))
        assert all(guard.may_write(OPERATOR, topic) for topic in TOPICS)
        yield guard


@pytest.fixture
def speaking(guard: Guard) -> Iterator[Cluster]:
    with cluster(guard.settings(OPERATOR)) as speaking:
        yield speaking


def test_nothing_differs_after_apply(speaking: Cluster) -> None:
    """What was applied is what is compared: topics, settings and rights."""
    compared = topics.compare(speaking, WANTED)
    assert compared.guarded
    assert compared.differences == []


@pytest.mark.parametrize("user", [*USERS, STRANGER])
def test_who_writes_where(guard: Guard, user: str) -> None:
    """A service writes its own topic, publication also what is public, an operator all, and nobody else anything."""
    allowed = {topic for topic in TOPICS if guard.may_write(user, topic)}
    if user == OPERATOR:
        assert allowed == set(TOPICS)
    else:
        assert allowed == {f"koploper.{user}"} & set(TOPICS) | ({"koploper.public"} if user == "publication" else set())


@pytest.mark.parametrize("user", [*USERS, STRANGER])
def test_who_reads_where(guard: Guard, user: str) -> None:
    """A service reads what it reacts to, a partner what is public, an operator all, and nobody else anything."""
    allowed = {topic for topic in TOPICS if guard.may_read(user, topic)}
    if user == OPERATOR:
        assert allowed == set(TOPICS)
    elif user.startswith("partner-"):
        assert allowed == {"koploper.public"}
    else:
        assert allowed == set(WANTED.reads.get(user, []))


@pytest.mark.parametrize("user", SERVICES)
def test_nobody_reads_in_anothers_group(guard: Guard, user: str) -> None:
    """A service that read in another's group would take that one's facts away."""
    assert guard.may_join(user, *SERVICES, "partner-voorbeeld") == {user}


def test_a_partner_reads_in_groups_that_begin_with_its_name(guard: Guard) -> None:
    """A partner may have several groups, and none that another could have."""
    partner = next(user for user in USERS if user.startswith("partner-"))
    assert guard.may_join(partner, f"{partner}.reports", "partner-other", "events") == {f"{partner}.reports"}


def test_a_right_too_many_is_seen_and_taken_away(guard: Guard, speaking: Cluster) -> None:
    """A right that somebody gave by hand is a difference, and is withdrawn."""
    too_many = next(right for right in WANTED.rights if right.user == "intake" and right.operation == "WRITE")
    without = Wanted(WANTED.topics, WANTED.rights - {too_many}, WANTED.reads)
    compared = topics.compare(speaking, without)
    assert [(each.kind, each.what) for each in compared.differences] == [("withdraw", str(too_many))]
    topics.apply(speaking, compared)
    assert topics.compare(speaking, WANTED).allow == {too_many}
    topics.apply(speaking, topics.compare(speaking, WANTED))
    assert topics.compare(speaking, WANTED).differences == []
