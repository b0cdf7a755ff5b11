"""Who takes part in an initiative and where; what followed from that when a criterion was judged."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0003"
down_revision = "assessment_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("organisations", sa.JSON))
    op.execute("UPDATE dossier SET organisations = 'null'")  # as the projection writes what was not told
    op.add_column("dossier", sa.Column("region", sa.Text))
    op.add_column("judgement", sa.Column("proposed", sa.Boolean))
