"""Time in UTC, and ids that sort by it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SystemClock, SystemIds, derived, name_based, uuid7


def test_the_clock_tells_utc() -> None:
    """The time is now, in UTC."""
    before = datetime.now(UTC)
    told = SystemClock().now()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)


def test_the_example_of_the_standard() -> None:
    """RFC 9562, appendix A.6: the same parts give the same id."""
    assert uuid7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**12 - 1), st.integers(0, 2**64 - 1))
def test_every_part_has_its_own_bits(milliseconds: int, counter: int, randomness: int) -> None:
    """48 bits of time, version 7, 12 bits of counter, variant 10, 62 bits of randomness."""
    text = uuid7(milliseconds, counter, randomness)
    number = UUID(text).int
    assert text == str(UUID(text))
    assert number >> 80 == milliseconds
    assert number >> 76 & 0xF == 7
    assert number >> 64 & 0xFFF == counter
    assert number >> 62 & 0b11 == 0b10
    assert number & 2**62 - 1 == randomness & 2**62 - 1


@given(st.integers(2**48, 2**60), st.integers(2**12, 2**20), st.integers(2**64, 2**80))
def test_parts_that_are_too_big_stay_in_their_bits(milliseconds: int, counter: int, randomness: int) -> None:
    """What does not fit never spills into the version or the variant."""
    made = UUID(uuid7(milliseconds, counter, randomness))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


moments = st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**12 - 1))


@given(moments, moments, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_texts_sort_as_moments_do(one: tuple[int, int], other: tuple[int, int], left: int, right: int) -> None:
    """The earlier moment has the smaller text, whatever the randomness."""
    if one != other:
        assert (uuid7(*one, left) < uuid7(*other, right)) == (one < other)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=30))
def test_later_ids_sort_later_also_when_time_steps_back(ticks: list[int]) -> None:
    """Within a millisecond and after the clock was set back, ids keep rising."""
    times = iter(1_700_000_000_000_000_000 + tick * 400_000 for tick in ticks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: next(times))
        ids = SystemIds()
        made = [ids.new() for _ in ticks]
    assert made == sorted(set(made))


def test_more_than_a_millisecond_can_count_borrow_from_the_next() -> None:
    """The 4,097th id of one millisecond carries the next one's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: 5_000_000)
        ids = SystemIds()
        made = [UUID(ids.new()).int >> 80 for _ in range(4097)]
    assert made == [5] * 4096 + [6]


def test_ids_carry_the_present_time() -> None:
    """The first 48 bits are milliseconds since 1970."""
    before = datetime.now(UTC)
    milliseconds = UUID(SystemIds().new()).int >> 80
    assert abs(milliseconds - before.timestamp() * 1000) < 60_000


def test_threads_never_share_an_id() -> None:
    """Four threads that ask at once get a thousand different ids each, rising in each thread."""
    ids, made = SystemIds(), [list[str]() for _ in range(4)]

    def take(into: list[str]) -> None:
        into.extend(ids.new() for _ in range(1000))

    threads = [threading.Thread(target=take, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({text for into in made for text in into}) == 4000
    assert all(into == sorted(into) for into in made)


def test_secrets_have_the_size_asked_for_and_differ() -> None:
    """Two salts are never the same."""
    ids = SystemIds()
    assert len(ids.secret(32)) == 32
    assert ids.secret(32) != ids.secret(32)


def test_what_follows_has_an_id_of_its_own() -> None:
    """Always the same, another under another name, and of the moment of what it follows from."""
    first = SystemIds().new()
    made = derived(first, "public")
    assert made == derived(first, "public")
    assert len({first, made, derived(first, "other"), derived(SystemIds().new(), "public")}) == 4
    assert (UUID(made).version, made[:18]) == (7, first[:18])


@given(st.binary(min_size=1), st.text(), st.text())
def test_an_id_made_of_a_name(secret: bytes, one: str, other: str) -> None:
    """A valid UUIDv8, the same for the same name, another for another, and nobody makes it with another secret."""
    made = name_based(secret, one)
    assert (UUID(made).version, UUID(made).variant, str(UUID(made))) == (8, "specified in RFC 4122", made)
    assert (made == name_based(secret, other)) == (one == other)
    assert made != name_based(secret + b"1", one)
