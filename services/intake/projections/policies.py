"""The policies that intake knows: how long persons are known of what ends under each."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from services.intake import events, words
from services.intake.projections.initiatives import tables
from shared.projection import Change, Projection, Put
from shared.store import schema
from shared.turn import Recorded

policy: Final = Table(
    "policy",
    tables,
    Column("policy_version", Text, primary_key=True),
    Column("retention_days", Integer),
    Column("event_id", Text),
)


def _policy(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.PolicyNotedByIntake(policy_version=version, retention_days=days):
            yield Put(policy, {"policy_version": version}, {"retention_days": days, "event_id": fact.id})
        case _:
            return


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (Projection("policies", (policy,), _policy),)


def is_noted(connection: Connection, policy_version: str) -> bool:
    """Whether intake has heard of this policy."""
    chosen = select(policy.c.policy_version).where(policy.c.policy_version == policy_version)
    return connection.execute(chosen).first() is not None


def retention_days(connection: Connection, policy_version: str | None) -> int:
    """How long persons are known of what ends under this policy; None is the one that holds now, as far as is known."""
    chosen = select(policy.c.retention_days)
    if policy_version is None:
        order = schema.event.c.position.desc()
        chosen = chosen.join(schema.event, schema.event.c.id == policy.c.event_id).order_by(order).limit(1)
    else:
        chosen = chosen.where(policy.c.policy_version == policy_version)
    found: int | None = connection.execute(chosen).scalar()
    return words.RETENTION_DAYS if found is None else found
