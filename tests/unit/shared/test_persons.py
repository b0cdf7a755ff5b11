"""Who a person is here: an actor's id, or an id that only one service can make of an address."""

from uuid import UUID

import pytest

from shared import persons
from shared.testing.given import uuid

KEY = b"k" * 32
ANNA = persons.of_email(KEY, "anna@example.org")


def test_it_is_a_uuid_of_its_own_kind() -> None:
    """A UUIDv8, which no actor's id is by chance, in the canonical form."""
    made = UUID(ANNA)
    assert (made.version, made.variant, str(made)) == (8, UUID(uuid(1)).variant, ANNA)
    assert persons.is_of_email(ANNA)
    assert not persons.is_of_email(uuid(1))


@pytest.mark.parametrize("written", ["Anna@Example.org", " anna@example.org ", "ANNA@EXAMPLE.ORG"])
def test_an_address_is_the_same_however_it_is_written(written: str) -> None:
    """Capitals and white space around it make nobody another person."""
    assert persons.of_email(KEY, written) == ANNA


def test_accents_are_the_same_however_they_are_put_together() -> None:
    """One letter, or a letter and its accent."""
    assert persons.of_email(KEY, "rené@example.org") == persons.of_email(KEY, "rene\u0301@example.org")


def test_another_address_or_key_is_another_id() -> None:
    """Who does not have the key cannot tell whose it is by trying addresses."""
    others = {persons.of_email(KEY, "anna@example.nl"), persons.of_email(b"other", "anna@example.org")}
    assert len(others | {ANNA}) == 3
