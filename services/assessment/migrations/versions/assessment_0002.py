"""Who sees to a dossier; until when its assessment is deferred, and why."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0002"
down_revision = "assessment_0001"
branch_labels = None
depends_on = "plumbing_0004"


def upgrade() -> None:
    op.add_column("dossier", sa.Column("adviser", sa.Text))
    op.create_index("dossier_adviser", "dossier", ["adviser"])
    op.add_column("dossier", sa.Column("deferred_until", sa.Text))
    op.add_column("dossier", sa.Column("deferral", sa.JSON))
    op.execute("UPDATE dossier SET deferral = 'null'")  # as the projection writes that there is none
