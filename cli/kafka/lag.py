"""`koploper lag`: how far each service has come on each partition it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cli.kafka.cluster import Cluster


@dataclass(frozen=True, order=True)
class Lag:
    """One group on one partition: what it has handled, what there is; `committed` is 0 where it has not begun."""

    service: str
    topic: str
    partition: int
    committed: int
    end: int

    @property
    def lag(self) -> int:
        return max(0, self.end - self.committed)


def lags(cluster: Cluster, reads: Mapping[str, Sequence[str]]) -> list[Lag]:
    """Ask the cluster, for each service and the topics it reads."""
    ends = cluster.ends({topic for topics in reads.values() for topic in topics})
    committed = cluster.committed(list(reads))
    return sorted(
        Lag(service, topic, partition, committed.get(service, {}).get((topic, partition), 0), end)
        for service, topics in reads.items()
        for (topic, partition), end in ends.items()
        if topic in topics
    )


def for_machines(found: Sequence[Lag]) -> dict[str, Any]:
    """All of it, with sums per service and of all."""
    services = {each.service: 0 for each in found}
    for each in found:
        services[each.service] += each.lag
    return {
        "lag": sum(services.values()),
        "services": services,
        "partitions": [{**asdict(each), "lag": each.lag} for each in found],
    }
