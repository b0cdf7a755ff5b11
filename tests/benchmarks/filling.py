"""A million facts in the toy's tables on PostgreSQL, made there by the server itself; valid to the byte.

They are what `handle` would have written, with ids of their own that sort before all new ones.
"""

from typing import Final, LiteralString

import psycopg
from psycopg import sql

from shared.envelope import seal
from tests.benchmarks.counting import MODEL, NOTE, PER_TALLY, Counting, ids
from tests.benchmarks.seeding import MILLION
from tests.toy.core import Counted

EVENT: Final = Counted(by=1, note=NOTE)
MARKS: Final = ("<name>", "<event>", "<act>")
EVENTS: Final = """
INSERT INTO event (stream, version, id, type, causation, ordinal, body)
SELECT 'tally-' || name, v, event, {type}, act, 0,
       convert_to(replace(replace(replace(template, '<name>', name), '<event>', event), '<act>', act), 'UTF8')
FROM (
    SELECT v, template,
           '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS name,
           '01900000-0000-7000-8001-' || lpad(to_hex(n * {per} + v), 12, '0') AS event,
           '01900000-0000-7000-8002-' || lpad(to_hex(n * {per} + v), 12, '0') AS act
    FROM generate_series(0, {tallies} - 1) AS n, (VALUES {templates}) AS of (v, template)
    ORDER BY n, v
) AS facts
"""
TALLIES: Final = """
INSERT INTO tally (name, version, note, seen)
SELECT '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), {per}, {note}, '[1]'
FROM generate_series(0, {tallies} - 1) AS n
"""


def fill(counting: Counting, events: int = MILLION) -> None:
    """Put `events` into the store of `counting`, with the read model they make."""
    fact_per_version = [_template(counting, version) for version in range(1, PER_TALLY + 1)]
    templates = sql.SQL(", ").join(
        sql.SQL("({}, {})").format(version, template) for version, template in enumerate(fact_per_version, 1)
    )
    told = {"per": sql.Literal(PER_TALLY), "tallies": sql.Literal(events // PER_TALLY)}
    with psycopg.connect(counting.store.url, autocommit=True) as connection:
        connection.execute(_said(EVENTS, **told, type=sql.Literal(EVENT.event_type), templates=templates))
        connection.execute(_said(TALLIES, **told, note=sql.Literal(NOTE)))


def _said(statement: LiteralString, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(**parts)


def _template(counting: Counting, version: int) -> str:
    """A fact's bytes as text, with marks where ids stand."""
    command, event_id = counting.command(ids.new()), ids.new()
    stream = f"tally-{command.name}"
    body = seal(EVENT, command.act, id=event_id, service=MODEL.service, stream=stream, sequence=version).decode()
    for mark, placed in zip(MARKS, (command.name, event_id, command.act.id), strict=True):
        body = body.replace(placed, mark)
    return body
