"""The grammar of who acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.actor import ROLES, Actor
from shared.testing.given import uuid

PEOPLE = [role for role in ROLES if role != "system"]


@pytest.mark.parametrize("role", PEOPLE)
def test_a_person_is_a_role_and_a_uuid(role: str) -> None:
    """Every role of people is read and written in the same text."""
    text = f"{role};id={uuid(1)}"
    actor = Actor.parse(text)
    assert (actor.role, actor.id, str(actor)) == (role, uuid(1), text)


@given(st.sampled_from(PEOPLE).flatmap(lambda role: st.builds(Actor, st.just(role), st.uuids().map(str))))
def test_what_is_written_is_read_back(actor: Actor) -> None:
    """Writing and reading an actor are each other's inverse."""
    assert Actor.parse(str(actor)) == actor


def test_the_system_is_named_by_its_service() -> None:
    """A reaction acts as the service it belongs to."""
    assert Actor.parse("system;id=review") == Actor("system", "review")
    assert str(Actor("system", "review")) == "system;id=review"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "adviser",
        "adviser;id=",
        f"adviser;id={uuid(1)}\n",
        f" adviser;id={uuid(1)}",
        f"adviser; id={uuid(1)}",
        f"adviser;id={uuid(1).replace('-', '')}",
        f"adviser;id={uuid(1)[:-1]}g",
        "adviser;id=01890A5D-AC96-774B-BCCE-B302099A8057",
        f"Adviser;id={uuid(1)}",
        f"minister;id={uuid(1)}",
        f"public;id={uuid(1)}",
        f"system;id={uuid(1)}",
        "system;id=Review",
        "system;id=",
        "adviser;id=review",
        f"adviser;id={uuid(1)};id={uuid(2)}",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    """Who writes an actor wrongly is shown how it is written."""
    with pytest.raises(ValueError, match="for instance adviser;id="):
        Actor.parse(text)
