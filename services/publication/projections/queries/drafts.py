"""What is asked about the drafts of a story."""

from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from services.publication.projections.tables import article, draft
from shared.store.store import AnyRow

draft_number: Final = draft.c.draft_version
_out: Final = (
    select(func.min(article.c.published_version))
    .where(article.c.initiative_id == draft.c.initiative_id, article.c.draft_version == draft.c.draft_version)
    .correlate(draft)
    .scalar_subquery()
    .label("published_version")
)


def written(initiative_id: str) -> Select[*tuple[Any, ...]]:
    """What was written of a story, and as which version it came out, where it did."""
    return select(draft, _out).where(draft.c.initiative_id == initiative_id)


def drafts(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What was written, the oldest first."""
    return list(connection.execute(written(initiative_id).order_by(draft_number)))


def one_draft(connection: Connection, initiative_id: str, version: int) -> AnyRow | None:
    return connection.execute(written(initiative_id).where(draft_number == version)).one_or_none()


def draft_before(connection: Connection, initiative_id: str, version: int) -> AnyRow | None:
    """The draft that this one was written after; None for the first."""
    earlier = written(initiative_id).where(draft_number < version).order_by(draft_number.desc()).limit(1)
    return connection.execute(earlier).one_or_none()
