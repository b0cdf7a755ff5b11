"""Publication's read models: stories, revisions, drafts, appearances, adoptions, meetings, invitations."""

import sqlalchemy as sa
from alembic import op

revision = "publication_0001"
down_revision = None
branch_labels = ("publication",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text),
        sa.Column("submitter", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("branches", sa.JSON),
        sa.Column("submission_version", sa.Integer),
        sa.Column("assessed_version", sa.Integer),
        sa.Column("cleared_version", sa.Integer),
        sa.Column("refused_version", sa.Integer),
        sa.Column("opened_at", sa.Text),
        sa.Column("article_title", sa.Text),
        sa.Column("article_region", sa.Text),
        sa.Column("article_themes", sa.JSON),
        sa.Column("article_branches", sa.JSON),
        sa.Column("intro", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("contact", sa.JSON),
        sa.Column("draft_version", sa.Integer),
        sa.Column("published_version", sa.Integer),
        sa.Column("published_at", sa.Text),
        sa.Column("corrected_at", sa.Text),
        sa.Column("nominated", sa.JSON),
        sa.Column("appointed", sa.JSON),
        sa.Column("reason", sa.Text),
        sa.Column("notice", sa.Text),
        sa.Column("motivation", sa.JSON),
        sa.Column("taken_back_at", sa.Text),
        sa.Column("withdrawn_at", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("story_state", "story", ["state"])
    op.create_index("story_submitter", "story", ["submitter"])
    op.create_table(
        "revision",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("submission_version", sa.Integer, primary_key=True),
        sa.Column("noted_at", sa.Text),
    )
    op.create_table(
        "draft",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("draft_version", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("intro", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("drafted_at", sa.Text),
        sa.Column("editor_approval", sa.JSON),
        sa.Column("contact_approval", sa.JSON),
    )
    op.create_table(
        "appearance",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("date", sa.Text),
        sa.Column("recorded_at", sa.Text),
    )
    op.create_index("appearance_initiative", "appearance", ["initiative_id"])
    op.create_table(
        "adoption",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("by", sa.Text),
        sa.Column("element", sa.Text),
        sa.Column("form", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("recorded_at", sa.Text),
    )
    op.create_index("adoption_initiative", "adoption", ["initiative_id"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("date", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("capacity", sa.Integer),
        sa.Column("planned_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("meeting_date", "meeting", ["date", "id"])
    op.create_table(
        "invitation",
        sa.Column("meeting_id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("seated", sa.Boolean),
        sa.Column("invited_at", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("answered_at", sa.Text),
    )
    op.create_index("invitation_initiative", "invitation", ["initiative_id"])
