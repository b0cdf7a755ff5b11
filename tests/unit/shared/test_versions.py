"""Versions of what others write: what is known of them, and who decides on another than the newest."""

from itertools import permutations

import pytest

from shared.errors import DigestNotKnown, OutcomeOfOlderVersion, Refusal, SeenOlderVersion, VersionNotHereYet
from shared.versions import (
    NEWEST,
    NONE_HEARD,
    Seen,
    Text,
    Version,
    Versions,
    must_be_decided_on,
    must_be_newest,
)

TEXT = Text(lambda name: f"the {name}", lambda seen, newest: f"/{seen}-{newest}")
A, B, C = ("a" * 64, "b" * 64, "c" * 64)
THREE = NONE_HEARD.heard(1, A).heard(2, B, ["title"]).heard(3, C, ["region", "title"])


def refused(seen: Seen, newest: int = 3, versions: Versions = THREE) -> Refusal:
    with pytest.raises(Refusal) as raised:
        must_be_newest(seen, newest, versions, TEXT)
    return raised.value


def test_in_whatever_order_they_are_heard() -> None:
    """And however often, or by whom: what was told once stays."""
    heard = [(1, A, None), (2, B, ["title"]), (2, B, None), (2, None, ["title"]), (3, C, ["region", "title"])]
    for order in permutations(heard):
        versions = NONE_HEARD
        for number, digest, changed in order:
            versions = versions.heard(number, digest, changed)
        assert versions == THREE


def test_what_tells_nothing_leaves_no_trace() -> None:
    """Facts of before digests were told."""
    assert NONE_HEARD.heard(1, None) == NONE_HEARD
    assert NONE_HEARD.of(1) == Version()


def test_a_digest_names_the_newest_version_that_has_it() -> None:
    """A revision may say again what an older one said."""
    assert THREE.heard(4, A, ["title"]).named(A) == 4
    assert THREE.named("d" * 64) is None


def test_what_changed_since() -> None:
    """Each name once, in the order in which they were told; unknown where a version between does not tell."""
    assert THREE.changed_since(1, 3) == ("title", "region")
    assert THREE.changed_since(2, 3) == ("region", "title")
    assert THREE.heard(4, None).changed_since(3, 4) is None


@pytest.mark.parametrize("seen", [NEWEST, Seen(3), Seen(3, C), Seen(digest=C)])
def test_the_newest_is_decided_on(seen: Seen) -> None:
    """Named by number, by digest, by both, or not at all."""
    must_be_newest(seen, 3, THREE, TEXT)


@pytest.mark.parametrize("seen", [Seen(1), Seen(1, A), Seen(1, C), Seen(digest=A)])
def test_an_older_one_is_refused_with_what_changed(seen: Seen) -> None:
    """In words, and for a program."""
    said = refused(seen)
    assert isinstance(said, SeenOlderVersion)
    assert said.told == {"newest": 3, "changed": ["title", "region"], "differences": "/1-3"}
    assert "since then the title and the region changed, up to version 3" in said.sentence


def test_one_thing_that_changed_is_not_a_list() -> None:
    """The sentence reads as one."""
    two = NONE_HEARD.heard(1, A).heard(2, B, ["title"])
    assert "since then the title changed, up to version 2" in refused(Seen(1), 2, two).sentence


def test_what_changed_may_not_be_known() -> None:
    """Then where to read it is."""
    said = refused(Seen(1), versions=NONE_HEARD)
    assert said.told == {"newest": 3, "differences": "/1-3"}
    assert "and version 3 has come in" in said.sentence


@pytest.mark.parametrize(
    ("seen", "rule"),
    [
        (Seen(3, A), SeenOlderVersion),
        (Seen(digest="d" * 64), DigestNotKnown),
        (Seen(4), VersionNotHereYet),
        (Seen(4, C), VersionNotHereYet),
    ],
)
def test_what_is_not_the_newest_is_refused(seen: Seen, rule: type[Refusal]) -> None:
    """Another text, or one that has not arrived."""
    assert type(refused(seen)) is rule


def test_a_digest_alone_may_be_that_of_a_version_on_its_way() -> None:
    """Nobody is sent to an older one because a newer one has not arrived; who takes back an outcome neither."""
    said = refused(Seen(digest="d" * 64))
    assert said.told == {}
    assert "still on its way; the newest here is 3" in said.sentence
    assert "try again in a few seconds, or name the version" in said.sentence
    with pytest.raises(DigestNotKnown, match="still on its way"):
        must_be_decided_on(Seen(digest="d" * 64), 2, 3, THREE, TEXT)


def test_a_digest_is_not_compared_with_none() -> None:
    """Nor believed."""
    assert type(refused(Seen(3, C), versions=NONE_HEARD)) is DigestNotKnown
    assert type(refused(Seen(digest=C), versions=NONE_HEARD)) is DigestNotKnown


@pytest.mark.parametrize("seen", [NEWEST, Seen(2), Seen(2, B), Seen(digest=B)])
def test_an_outcome_is_taken_back_as_what_it_was_decided_on(seen: Seen) -> None:
    """Whatever came in since."""
    must_be_decided_on(seen, 2, 3, THREE, TEXT)


@pytest.mark.parametrize(
    ("seen", "rule"),
    [
        (Seen(1), SeenOlderVersion),
        (Seen(digest=A), SeenOlderVersion),
        (Seen(2, A), SeenOlderVersion),
        (Seen(3), OutcomeOfOlderVersion),
        (Seen(digest=C), OutcomeOfOlderVersion),
        (Seen(4), VersionNotHereYet),
    ],
)
def test_an_outcome_of_another_version_is_not_taken_back(seen: Seen, rule: type[Refusal]) -> None:
    """It was decided on what was not seen."""
    with pytest.raises(Refusal) as raised:
        must_be_decided_on(seen, 2, 3, THREE, TEXT)
    assert type(raised.value) is rule


def test_what_an_outcome_was_decided_on_is_said() -> None:
    """To whom read a newer one; and to whom read an older one what changed up to it, not since."""
    with pytest.raises(OutcomeOfOlderVersion, match="You read version 3, and what stands was decided on version 2"):
        must_be_decided_on(Seen(3), 2, 3, THREE, TEXT)
    with pytest.raises(SeenOlderVersion) as raised:
        must_be_decided_on(Seen(1), 2, 3, THREE, TEXT)
    assert raised.value.told == {"newest": 2, "changed": ["title"], "differences": "/1-2"}
