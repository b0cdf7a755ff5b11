"""What is asked about stories."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    func,
    not_,
    or_,
    select,
)

from services.publication.projections.tables import revision, story
from shared.store import schema
from shared.store.store import AnyRow

key: Final = story.c.id
state: Final = story.c.state
submitter: Final = story.c.submitter
shown_title: Final = func.coalesce(story.c.article_title, story.c.title)
"""What is published goes before what the submitter told since."""
region: Final = func.coalesce(story.c.article_region, story.c.region)
_themes: Final = func.coalesce(story.c.article_themes, story.c.themes)
_branches: Final = func.coalesce(story.c.article_branches, story.c.branches)
out_since: Final = func.coalesce(story.c.published_at, "")
"""To sort on: what is not published comes before what is."""

_of_story: Final = revision.c.initiative_id == story.c.id
_revisions: Final = select(func.count()).select_from(revision).where(_of_story).scalar_subquery()
_revised: Final = select(func.max(revision.c.submission_version)).where(_of_story).scalar_subquery()
_newest: Final = func.coalesce(_revised, story.c.submission_version)
_cleared: Final = func.coalesce(story.c.cleared_version, 0)
_moving: Final = and_(
    _newest == _cleared,
    _revisions == _newest - 1,
    func.coalesce(story.c.assessed_version, 0) <= _cleared,
    func.coalesce(story.c.refused_version, 0) < _cleared,
    story.c.assessment_undone_at.is_(None),
    story.c.clearance_undone_at.is_(None),
)
"""The newest version that anybody spoke of is known here in full, and is the one that is cleared, and still is."""

_shown: Final = (
    shown_title.label("title"),
    region.label("region"),
    _themes.label("themes"),
    _branches.label("branches"),
)
_standing: Final = (
    and_(or_(story.c.state != "withdrawn", story.c.reopened_at.is_not(None)), not_(_moving)).label("suspended"),
    _newest.label("newest_version"),
)
_LISTED: Final = ("id", "state", "published_at", "notice")
_whole: Final = [column for column in story.c if column.name not in {"title", "region", "themes", "branches"}]


def visible(own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Stories that opened: those of one's `own`, and those that are or were out."""
    return and_(story.c.opened_at.is_not(None), or_(story.c.published_at.is_not(None), own))


def written_for(own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Stories that opened, of those who are `own` to them: who read how they are written."""
    return and_(story.c.opened_at.is_not(None), own)


def stories(seen: ColumnElement[bool], *more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """What lists show of the stories that may be seen, and `more` of each."""
    return select(*(story.c[name] for name in _LISTED), *_shown, *more).where(seen)


def has_theme(theme: str) -> ColumnElement[bool]:
    return _names(_themes, theme)


def has_branch(branch: str) -> ColumnElement[bool]:
    return _names(_branches, branch)


def _names(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Whether JSON holds this plain word as a value; said as text, which every store can."""
    return cast(column, Text).contains(f'"{value}"', autoescape=True)


def one_story(
    connection: Connection, initiative_id: str, seen: ColumnElement[bool], *more: ColumnElement[Any]
) -> AnyRow | None:
    """All there is of one story, when it may be seen, and `more` of it."""
    chosen = select(*_whole, *_shown, *_standing, *more).where(story.c.id == initiative_id, seen)
    return connection.execute(chosen).one_or_none()


def is_out(connection: Connection, ref: str) -> bool:
    """Whether a published article names this entry of the vault as its contact's."""
    out = (story.c.state == "published") & _names(story.c.contact, ref)
    return connection.execute(select(story.c.id).where(out).limit(1)).first() is not None


def to_check() -> ColumnElement[bool]:
    """Stories that are out of which an editor is to look whether they name somebody who was forgotten."""
    return and_(story.c.state == "published", story.c.to_check_since.is_not(None))


def texts(connection: Connection, refs: Sequence[str]) -> dict[str, str]:
    """The texts under these references, for those who may read them; what was erased is left out."""
    held = schema.vault.c.ref.in_(refs) & schema.vault.c.content.is_not(None)
    return {
        row.ref: row.content
        for row in connection.execute(select(schema.vault.c.ref, schema.vault.c.content).where(held))
    }
