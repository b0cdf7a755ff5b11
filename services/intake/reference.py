"""Reference data: the themes and branches that a submission may name. `references/` holds one file per version."""

from datetime import date
from typing import Annotated, Final, TypeAlias

from pydantic import Field, model_validator

from shared.event import Fact

FIRST: Final = "2019-03"
"""The version that a new system starts with, and under which stands what names none."""
MOST: Final = 20
"""Themes, and branches, at most: so many, with the longest names, fit in a submission."""
VERSION: Final = "^[0-9]{4}-(0[1-9]|1[0-2])$"

Name = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Label = Annotated[
    str, Field(pattern=r"^[^\s\u0000-\u001f\u007f]([^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f])?$", max_length=120)
]


class Term(Fact):
    """A theme or branch: its name in facts, and what it is called on the screen."""

    name: Name = Field(examples=["gezond-werken"])
    nl: Label = Field(examples=["Gezond werken"])
    en: Label = Field(examples=["Healthy work"])


Terms: TypeAlias = Annotated[tuple[Term, ...], Field(min_length=1, max_length=MOST, strict=False)]


class Reference(Fact):
    """The words of one version. A version never changes: other words are another version."""

    reference_version: str = Field(pattern=VERSION, examples=["2019-03"])
    valid_from: date = Field(examples=["2019-03-01"])
    themes: Terms
    branches: Terms

    @model_validator(mode="after")
    def _each_once(self) -> "Reference":
        """Raise ValueError where a name, or what people read, would stand for two things."""
        for terms in (self.themes, self.branches):
            for said in ([each.name for each in terms], [each.nl for each in terms], [each.en for each in terms]):
                if len(set(said)) < len(said):
                    raise ValueError("a list names each term once, and gives each a label of its own")
        return self
