"""What the newest version of a submission, and the policy of a dossier, are called by."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0007"
down_revision = "assessment_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("submission_digest", sa.Text))
    op.add_column("dossier", sa.Column("policy_digest", sa.Text))
