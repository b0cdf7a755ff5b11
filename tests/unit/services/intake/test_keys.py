"""Keys of secret links: the same for the same link, and of no use for any other."""

import re

import pytest

from services.intake import keys
from shared.testing.given import uuid

SECRET = b"s" * 32
KEY = keys.made(SECRET, "draft", uuid(1))


def test_a_key_is_made_of_what_it_opens() -> None:
    """Always the same, 256 bits in letters that a link can hold; it names neither the draft nor the secret."""
    assert keys.made(SECRET, "draft", uuid(1)) == KEY == "eUOzHs4vHH7JwYttTjDTrz22H1NXLs6BWqoTGX94LdI"
    assert re.fullmatch("[A-Za-z0-9_-]{43}", KEY)


@pytest.mark.parametrize("given", [None, "", KEY[:-1], KEY + "=", KEY.swapcase(), "é", "x" * 43])
def test_only_the_whole_key_fits(given: str | None) -> None:
    """A part of it, or anything else, opens nothing."""
    assert keys.fits(KEY, SECRET, "draft", uuid(1))
    assert not keys.fits(given, SECRET, "draft", uuid(1))


@pytest.mark.parametrize(
    ("secret", "of", "id"),
    [(b"t" * 32, "draft", uuid(1)), (SECRET, "contact", uuid(1)), (SECRET, "draft", uuid(2))],
)
def test_a_key_opens_one_thing(secret: bytes, of: str, id: str) -> None:
    """Of another store, another kind or another id it is not the key."""
    assert not keys.fits(KEY, secret, of, id)
