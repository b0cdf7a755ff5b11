"""What each person did, also before this: by person, so that it is told without reading all that everybody did."""

import json

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0008"
down_revision = "plumbing_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    deed = op.create_table(
        "deed",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    chosen = sa.text("SELECT position, id, body FROM event WHERE position > :after ORDER BY position LIMIT 1000")
    after = 0
    while rows := connection.execute(chosen, {"after": after}).all():
        actors = [(row.id, str(json.loads(bytes(row.body))["actor"])) for row in rows]
        deeds = [{"person": actor.partition(";id=")[2], "id": fact} for fact, actor in actors if _is_person(actor)]
        if deeds:
            connection.execute(deed.insert(), deeds)
        after = rows[-1].position


def _is_person(actor: str) -> bool:
    return not actor.startswith("system;")
