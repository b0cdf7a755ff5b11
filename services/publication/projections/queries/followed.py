"""What is asked about what followed on a story: podia, elements that were taken over, toolkits that were sent."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, and_, cast, select

from services.publication.projections.queries.stories import shown_title
from services.publication.projections.tables import adoption, appearance, story, toolkit
from shared.store.store import AnyRow

_out: Final = story.c.state == "published"
_appointed: Final = and_(story.c.appointed.is_not(None), cast(story.c.appointed, Text) != "null")


def appearances(connection: Connection, initiative_id: str) -> list[AnyRow]:
    return _followed(connection, appearance, initiative_id)


def adoptions(connection: Connection, initiative_id: str) -> list[AnyRow]:
    return _followed(connection, adoption, initiative_id)


def toolkits(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """The editions that a Koploper was sent, in order."""
    chosen = select(toolkit).where(toolkit.c.initiative_id == initiative_id)
    return list(connection.execute(chosen.order_by(toolkit.c.sent_at, toolkit.c.edition)))


def without_toolkit(own: ColumnElement[bool], edition: str) -> ColumnElement[bool]:
    """The appointed Koplopers of one's `own` that were not sent this edition."""
    sent = select(toolkit).where(toolkit.c.initiative_id == story.c.id, toolkit.c.edition == edition).exists()
    return and_(own, _out, _appointed, ~sent)


def every_appearance() -> Select[*tuple[Any, ...]]:
    """Where the Koplopers that are out were seen or heard."""
    return _of_all(appearance)


def every_adoption() -> Select[*tuple[Any, ...]]:
    """What others took over of the Koplopers that are out."""
    return _of_all(adoption)


def _of_all(table: Table) -> Select[*tuple[Any, ...]]:
    joined = select(table, shown_title.label("koploper")).join(story, story.c.id == table.c.initiative_id)
    return joined.where(_out)


def _followed(connection: Connection, table: Table, initiative_id: str) -> list[AnyRow]:
    """What was recorded with a story, in order."""
    chosen = select(table).where(table.c.initiative_id == initiative_id).order_by(table.c.recorded_at, table.c.id)
    return list(connection.execute(chosen))
