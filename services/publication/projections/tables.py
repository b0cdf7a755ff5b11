"""The tables of publication's read models."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Index, Integer, MetaData, Table, Text

tables: Final = MetaData()
story: Final = Table(
    "story",
    tables,
    Column("id", Text, primary_key=True),
    Column("state", Text),
    Column("submitter", Text),
    Column("title", Text),  # these four as the submitter tells them, those with article_ as they are published
    Column("region", Text),
    Column("themes", JSON),
    Column("branches", JSON),
    Column("submission_version", Integer),
    Column("assessed_version", Integer),
    Column("cleared_version", Integer),
    Column("refused_version", Integer),
    Column("assessment_undone_at", Text),
    Column("clearance_undone_at", Text),
    Column("opened_at", Text),
    Column("article_title", Text),
    Column("article_region", Text),
    Column("article_themes", JSON),
    Column("article_branches", JSON),
    Column("intro", Text),
    Column("body", Text),
    Column("contact", JSON),
    Column("draft_version", Integer),
    Column("published_version", Integer),
    Column("published_at", Text),
    Column("corrected_at", Text),
    Column("nominated", JSON),
    Column("appointed", JSON),
    Column("reason", Text),
    Column("notice", Text),
    Column("motivation", JSON),
    Column("taken_back_at", Text),
    Column("reopened_at", Text),  # taken back, and written and agreed to anew
    Column("name_withdrawn_at", Text),  # these three: consent that was withdrawn since it was last given
    Column("phone_withdrawn_at", Text),
    Column("email_withdrawn_at", Text),
    Column("withdrawn_at", Text),
    Column("next_since", Text),  # since when it wants the meeting that follows on the one it left
    Column("next_from", Text),
    Column("to_check_since", Text),
    Column("changed_at", Text),
    Column("version", Integer),
)
Index("story_state", story.c.state)
Index("story_submitter", story.c.submitter)

revision: Final = Table(
    "revision",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("submission_version", Integer, primary_key=True),
    Column("noted_at", Text),
)

draft: Final = Table(
    "draft",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("draft_version", Integer, primary_key=True),
    Column("title", Text),
    Column("intro", Text),
    Column("body", Text),
    Column("author", Text),
    Column("drafted_at", Text),
    Column("editor_approval", JSON),
    Column("contact_approval", JSON),
)

article: Final = Table(  # each version that came out, with what it was about then
    "article",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("published_version", Integer, primary_key=True),
    Column("draft_version", Integer),
    Column("title", Text),
    Column("region", Text),
    Column("themes", JSON),
    Column("branches", JSON),
    Column("out_at", Text),
)

showing: Final = Table(  # as what a story was out from a moment on; without a region it was out no more
    "showing",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("since", Text),
    Column("region", Text),
    Column("themes", JSON),
)

channel: Final = Table(  # the numbers are those of facts in the story's stream: the latest of its kind
    "channel",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("begun", Integer),  # the article came out
    Column("renewed", Integer),  # the article came out or was corrected
    Column("ended", Integer),  # the article was taken back
    Column("written", Integer),  # an editor wrote a text for the channel
    Column("sent", Integer),  # it went out
    Column("failed", Integer),
    Column("removed", Integer),  # it was taken off the channel
    Column("text", Text),  # null: what is proposed from the article
    Column("sent_text", Text),
    Column("link", Text),
    Column("carries", Integer),  # the published version
    Column("failure", JSON),
    Column("published_at", Text),
    Column("changed_at", Text),
)

appearance: Final = Table(
    "appearance",
    tables,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("kind", Text),
    Column("title", Text),
    Column("link", Text),
    Column("date", Text),
    Column("recorded_at", Text),
)
Index("appearance_initiative", appearance.c.initiative_id)

adoption: Final = Table(
    "adoption",
    tables,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("by", Text),
    Column("element", Text),
    Column("form", Text),
    Column("result", Text),
    Column("recorded_at", Text),
)
Index("adoption_initiative", adoption.c.initiative_id)

toolkit: Final = Table(
    "toolkit",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("how", Text),
    Column("sent_at", Text),
)

meeting: Final = Table(
    "meeting",
    tables,
    Column("id", Text, primary_key=True),
    Column("title", Text),
    Column("region", Text),
    Column("date", Text),
    Column("place", Text),
    Column("capacity", Integer),
    Column("planned_at", Text),
    Column("state", Text),
    Column("previous_date", Text),
    Column("moved_at", Text),
    Column("called_off_at", Text),
    Column("reason", JSON),
    Column("version", Integer),
)
Index("meeting_date", meeting.c.date, meeting.c.id)

invitation: Final = Table(
    "invitation",
    tables,
    Column("meeting_id", Text, primary_key=True),
    Column("initiative_id", Text, primary_key=True),
    Column("seated", Boolean),
    Column("invited_at", Text),
    Column("answer", Text),
    Column("answered_at", Text),
    Column("lapsed_because", Text),
    Column("lapsed_at", Text),
)
Index("invitation_initiative", invitation.c.initiative_id)
