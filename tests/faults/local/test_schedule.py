"""Which kills the long run is given."""

from tests.faults.local import kills
from tests.faults.local.kills import KINDS


def test_kills_come_of_all_kinds() -> None:
    """The long run kills at each point as often as at any other, and the same seed gives the same kills."""
    chosen = kills.some(60, seed=1)
    times = [sum(kill.point == kind for kill in chosen) for kind in KINDS]
    assert min(times) >= 7
    assert len(chosen) == 60
    assert chosen == kills.some(60, seed=1) != kills.some(60, seed=2)
