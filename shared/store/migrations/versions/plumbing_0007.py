"""Why somebody looked into the vault, and what was erased of persons.

The table of accesses is made anew: a column that is added would stand behind the constraints.
"""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0007"
down_revision = "plumbing_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    connection.execute(sa.text("CREATE TABLE access_before AS SELECT number, ref, actor, at FROM vault_access"))
    op.drop_table("vault_access")
    op.create_table(
        "vault_access",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text),
    )
    op.create_index("vault_access_ref", "vault_access", ["ref"])
    connection.execute(
        sa.text("INSERT INTO vault_access (ref, actor, at) SELECT ref, actor, at FROM access_before ORDER BY number")
    )
    op.drop_table("access_before")
    op.create_table(
        "erasure",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("erasure", sa.Text),
        sa.Column("because", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("initiative_id", sa.Text),
        sa.Column("texts", sa.Integer),
        sa.Column("rows", sa.Integer),
        sa.Column("done_at", sa.Text),
    )
    op.create_index("erasure_erasure", "erasure", ["erasure"])
