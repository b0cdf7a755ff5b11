"""What is said of input that is not as it should be: words for people, and no expression of ours."""

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.web.body import Line
from shared.web.problems import wrong_input

CODED = Annotated[str, Field(pattern="^[a-z]+$")]
WHITE = "there is nothing here but white space: write a text, or leave it out where it may be left out"


@pytest.mark.parametrize(
    ("kind", "given", "code", "said"),
    [
        (Line, "  \n", "string-too-short", WHITE),
        (Line, "", "string-too-short", WHITE),
        (CODED, " \t", "string-pattern-mismatch", WHITE),
        (Line, "a\x1b[31m", "string-pattern-mismatch", "this holds a character that cannot be printed: leave it out"),
        (
            CODED,
            "A1",
            "string-pattern-mismatch",
            "this is not written in the form that is asked for here: the service's openapi.json has it",
        ),
        (Line, "x" * 201, "string-too-long", "String should have at most 200 characters"),
        (Line, 5, "string-type", "Input should be a valid string"),
    ],
)
def test_what_is_wrong_is_said_in_words(kind: Any, given: object, code: str, said: str) -> None:
    """A program has the code, who typed it a sentence."""
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(kind).validate_python(given)
    (error,) = wrong.value.errors()
    told = wrong_input({**error, "loc": ("body", "note")})
    assert (told.code, told.detail, told.pointer) == (code, said, "/note")
