"""The tail of a topic: it gives what was committed last, and says when it does not know."""

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.protocol import Message
from shared.bus.tail import Tail


def messages(*bodies: bytes) -> list[Message]:
    return [Message("a", body) for body in bodies]


def bodies(tail: Tail, after: int, limit: int = 500) -> list[bytes] | None:
    found = tail.after(after, limit)
    return None if found is None else [delivery.body for _, delivery in found]


def test_it_gives_what_is_behind_a_cursor() -> None:
    """Each reader gets what comes behind its own cursor, at most as much as it asks for."""
    tail = Tail("t")
    tail.add(1, messages(b"1", b"2", b"3"))
    assert bodies(tail, 0) == [b"1", b"2", b"3"]
    assert bodies(tail, 1, limit=1) == [b"2"]
    assert bodies(tail, 3) == []


def test_an_empty_one_knows_nothing() -> None:
    """Before anything was sent by this process the file must be asked."""
    assert bodies(Tail("t"), 0) is None


def test_what_came_before_it_is_asked_of_the_file() -> None:
    """A process that starts with messages in its file keeps only those that it sends."""
    tail = Tail("t")
    tail.add(5, messages(b"5"))
    assert bodies(tail, 3) is None
    assert bodies(tail, 4) == [b"5"]


def test_a_cursor_beyond_it_is_asked_of_the_file() -> None:
    """Who has come further than the tail knows is not told that there is nothing."""
    tail = Tail("t")
    tail.add(1, messages(b"1"))
    assert bodies(tail, 2) is None


def test_behind_a_hole_it_begins_anew() -> None:
    """Somebody else wrote in between: what lies before the hole is asked of the file."""
    tail = Tail("t")
    tail.add(1, messages(b"1"))
    tail.add(3, messages(b"3"))
    assert bodies(tail, 0) is None
    assert bodies(tail, 2) == [b"3"]


def test_what_is_told_late_is_left_to_the_file() -> None:
    """Of two batches told in the wrong order the earlier is asked of the file, and the later is there."""
    tail = Tail("t")
    tail.add(3, messages(b"3"))
    tail.add(1, messages(b"1", b"2"))
    assert bodies(tail, 0) is None
    assert bodies(tail, 2) == [b"3"]


@given(st.lists(st.lists(st.binary(max_size=9), min_size=1, max_size=4), max_size=9), st.integers(0, 40))
def test_it_keeps_no_more_than_it_may(batches: list[list[bytes]], most: int) -> None:
    """However much comes, the newest fit into what it may keep, and what it gives is what was sent."""
    tail = Tail("t", most)
    sent: list[bytes] = []
    for batch in batches:
        tail.add(len(sent) + 1, messages(*batch))
        sent += batch
    for after in range(len(sent) + 1):
        found = bodies(tail, after)
        assert found is None or (found == sent[after:] and sum(map(len, found)) <= most)
    assert not sent or bodies(tail, len(sent)) == []
