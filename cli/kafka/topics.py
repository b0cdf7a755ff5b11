"""`koploper topics`: what a cluster has beside what deploy/kafka/topics.yaml asks, and making it so.

A topic is never deleted, and its number of partitions never changes; a right that the file does not name is taken away.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from cli.cannot import CannotRun
from cli.kafka.cluster import Cluster
from cli.kafka.wanted import PREFIX, Right, Topic, Wanted
from cli.language import say

Kind = Literal["make", "configure", "allow", "withdraw", "cannot"]


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the file asks: of what, what it is now, what it should be, and what that takes."""

    kind: Kind
    what: str
    now: str
    wanted: str


@dataclass(frozen=True)
class Compared:
    """What apply would do."""

    differences: list[Difference]
    make: dict[str, Topic]
    configure: dict[str, dict[str, str]]
    allow: frozenset[Right]
    withdraw: frozenset[Right]
    guarded: bool
    """Whether this cluster asks who somebody is."""

    def for_machines(self) -> dict[str, object]:
        return {"differences": [asdict(each) for each in self.differences], "guarded": self.guarded}


def compare(cluster: Cluster, wanted: Wanted) -> Compared:
    """Look what differs; changes nothing."""
    there = cluster.topics()
    make = {name: topic for name, topic in wanted.topics.items() if name not in there}
    both = [(name, there[name], topic) for name, topic in wanted.topics.items() if name in there]
    configure = {name: lacks for name, now, topic in both if (lacks := _lacks(now, topic))}
    has = cluster.rights()
    rights = frozenset() if has is None else frozenset(right for right in has if _ours(right, wanted))
    allow = frozenset() if has is None else wanted.rights - rights
    withdraw = rights - wanted.rights
    differences = [
        *(Difference("make", name, "–", f"{topic.partitions} × {topic.replication}") for name, topic in make.items()),
        *(each for name, now, topic in both for each in _fixed(name, now, topic)),
        *(
            Difference("configure", f"{name} {key}", there[name].config.get(key, "–"), value)
            for name, lacks in configure.items()
            for key, value in lacks.items()
        ),
        *(Difference("allow", str(right), "–", "✓") for right in sorted(allow)),
        *(Difference("withdraw", str(right), "✓", "–") for right in sorted(withdraw)),
    ]
    return Compared(differences, make, configure, allow, withdraw, has is not None)


def apply(cluster: Cluster, compared: Compared) -> None:
    """Do what was found to differ; raises CannotRun, with nothing changed, when part of it cannot be done."""
    if stuck := [each for each in compared.differences if each.kind == "cannot"]:
        told = "; ".join(f"{each.what}: {each.now} → {each.wanted}" for each in stuck)
        raise CannotRun(
            say(
                f"Dit kan niet: {told}. Een topic houdt voor altijd zijn 12 partities (anders raakt de volgorde van "
                "een stroom zoek), en kopieën verplaatst men met Kafka's eigen gereedschap; er is niets veranderd.",
                f"This cannot be done: {told}. A topic keeps its 12 partitions for ever (or a stream would lose its "
                "order), and copies are moved with Kafka's own tools; nothing was changed.",
            )
        )
    for name, topic in compared.make.items():
        cluster.make(name, topic)
    for name, config in compared.configure.items():
        cluster.configure(name, config)
    cluster.allow(compared.allow)
    cluster.withdraw(compared.withdraw)


def _lacks(now: Topic, wanted: Topic) -> dict[str, str]:
    return {key: value for key, value in wanted.config.items() if now.config.get(key) != value}


def _fixed(name: str, now: Topic, wanted: Topic) -> Iterable[Difference]:
    """What cannot be changed once a topic is there."""
    if now.partitions != wanted.partitions:
        yield Difference("cannot", f"{name} partitions", str(now.partitions), str(wanted.partitions))
    if now.replication != wanted.replication:
        yield Difference("cannot", f"{name} replication", str(now.replication), str(wanted.replication))


def _ours(right: Right, wanted: Wanted) -> bool:
    """Whether the file is about this right: it says something of our topics, or of somebody whom we name."""
    return (right.resource == "TOPIC" and (right.name.startswith(PREFIX) or right.name == "*")) or right.user in {
        each.user for each in wanted.rights
    }
