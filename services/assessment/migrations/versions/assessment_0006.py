"""Who declared what of a conflict of interest, and where a policy wants to know it first."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0006"
down_revision = "assessment_0005"
branch_labels = None
depends_on = "plumbing_0006"


def upgrade() -> None:
    op.add_column("policy", sa.Column("declaration_required", sa.Boolean))
    op.execute("UPDATE policy SET declaration_required = false")
    op.add_column("dossier", sa.Column("declaration_required", sa.Boolean))
    op.execute("UPDATE dossier SET declaration_required = false")
    op.create_table(
        "declaration",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("role", sa.Text),
        sa.Column("conflict", sa.Boolean),
        sa.Column("reason", sa.JSON),
        sa.Column("declared_at", sa.Text),
        sa.Column("withdrawal", sa.JSON),
    )
