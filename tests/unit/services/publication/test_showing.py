"""As what a story was out, since when: each time that it comes and goes."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from services.publication import projections
from services.publication.projections import queries
from shared import projection
from shared.envelope import timestamp
from shared.event import Event
from shared.testing.given import NOON, actor, uuid
from shared.turn import Recorded
from tests.unit.services.publication.koplopers import AGREED, IN_STORY, PUBLISHED, TAKEN_BACK, published

ANEW = published().model_copy(update={"published_version": 2, "region": "Drenthe"})
FACTS: list[Event] = [*PUBLISHED, TAKEN_BACK, ANEW]
OUT, GONE, OUT_AGAIN = (len(AGREED) + later for later in (1, 2, 3))


@pytest.mark.parametrize("apart", [timedelta(days=1), timedelta(0)])
def test_a_story_that_comes_out_again_was_gone_in_between(apart: timedelta) -> None:
    """At each moment it is what the facts until then say; of those of one moment the last counts."""
    with create_engine("sqlite://").connect() as connection:
        projections.tables.create_all(connection)
        for number, event in enumerate(FACTS, 1):
            at, order = NOON + number * apart, f"{IN_STORY}/{number}"
            fact = Recorded(event, order, IN_STORY, number, at, actor("system"), uuid(900), None, b"")
            for each in projections.PROJECTIONS:
                projection.write(connection, each.changes(fact))
        moments = [timestamp(NOON + number * apart) for number in (OUT - 1, OUT, GONE, OUT_AGAIN)]
        regions = [[row.region for row in queries.out_at(connection, moment)] for moment in moments]
    expected = [[], ["Groningen"], [], ["Drenthe"]] if apart else [["Drenthe"]] * 4
    assert regions == expected
