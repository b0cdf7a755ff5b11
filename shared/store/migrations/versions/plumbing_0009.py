"""Whether somebody was erased here is looked up at each agreement, without reading all erasures."""

from alembic import op

revision = "plumbing_0009"
down_revision = "plumbing_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("erasure_person", "erasure", ["person"])
