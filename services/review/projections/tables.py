"""The tables of review's read models."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Index, Integer, MetaData, Table, Text

tables: Final = MetaData()
clearance: Final = Table(
    "clearance",
    tables,
    Column("id", Text, primary_key=True),
    Column("state", Text),  # null until clearance was requested
    Column("title", Text),
    Column("region", Text),
    Column("policy_version", Text),
    Column("submission_version", Integer),
    Column("submission_digest", Text),
    Column("policy_digest", Text),
    Column("required_ministries", JSON),
    Column("requested_at", Text),
    Column("inspectorate_check", JSON),
    Column("refused_by", JSON),
    Column("closure", JSON),
    Column("closed_because", Text),
    Column("changed_at", Text),
    Column("version", Integer),
    Column("due_under", Text),
    Column("revised_version", Integer),
    Column("assessed_version", Integer),
    Column("settled_version", Integer),
    Column("escalated_at", Text),
    Column("reversed_version", Integer),  # of which the assessment was taken back, until there is another
    Column("reversal", JSON),  # the last outcome that was taken back
)
Index("clearance_due_under", clearance.c.due_under)
Index("clearance_requested_at", clearance.c.requested_at, clearance.c.id)

verdict: Final = Table(
    "verdict",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("ministry", Text, primary_key=True),
    Column("verdict", Text),
    Column("motivation", JSON),
    Column("submission_version", Integer),
    Column("given_at", Text),
)

advice: Final = Table(
    "advice",
    tables,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("advice", Text),
    Column("text", JSON),
    Column("submission_version", Integer),
    Column("given_at", Text),
    Column("by", Text),
    Column("corrects", Boolean),  # null where it does not
)
Index("advice_initiative", advice.c.initiative_id)

reminder: Final = Table(
    "reminder",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("submission_version", Integer, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("ministries", JSON),
    Column("sent_at", Text),
)
