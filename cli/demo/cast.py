"""Who acts in the demo set: always the same invented people."""

from typing import Final

from shared.actor import Actor, Role

INITIATIVES: Final = 15
MINISTRIES: Final[tuple[Role, ...]] = ("ministry-vws", "ministry-ocw", "ministry-szw")


def person(role: Role, number: int) -> Actor:
    """An invented person of the demo set: always the same."""
    return Actor(role, f"0190d0de-0000-7000-8000-{number:012x}")


ADVISER: Final = person("adviser", 1)
SECOND_ADVISER: Final = person("adviser", 2)
RELATED_ADVISER: Final = person("adviser", 5)
AUTHOR: Final = person("editor", 3)
EDITOR: Final = person("editor", 4)
VWS: Final = person("ministry-vws", 10)
"""The first of the ministries' people."""
AUDITOR: Final = person("auditor", 90)
OPERATOR: Final = person("operator", 91)
STAGE_HAND: Final = person("operator", 92)
"""The operator who changes policies for the set."""


def submitter(index: int) -> Actor:
    """The contact person of the `index`-th initiative."""
    return person("submitter", 100 + index)


def people() -> list[Actor]:
    """Everybody who acts or looks in the demo set, and an operator."""
    ministries = [person(ministry, number) for number, ministry in enumerate(MINISTRIES, 10)]
    office = [
        ADVISER,
        SECOND_ADVISER,
        RELATED_ADVISER,
        AUTHOR,
        EDITOR,
        *ministries,
    ]
    return [*office, AUDITOR, OPERATOR, STAGE_HAND, *map(submitter, range(INITIATIVES))]
