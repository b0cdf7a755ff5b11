"""What changed between two versions: field by field, and in each what a person would mark."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.differences import Changed, changes
from tests.unit.services.intake.ketenstage import DESCRIPTION, kept

CONTACT = kept(1).model_dump()
TOLD = DESCRIPTION.model_dump(mode="json", by_alias=True, exclude_none=True) | {"contact": CONTACT, "contacts": []}
ZORG = {"name": "Zorggroep", "sector": "zorg", "role": "stageplaats"}
COLLEGE = {"name": "College", "sector": "onderwijs"}
GEMEENTE = {"name": "Groningen", "sector": "lokale-overheid"}


def marked(changed: Changed) -> str:
    """The parts as one line: what goes in [-…-], what comes in {+…+}, items with | between them."""
    around = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    between = "|" if isinstance(changed.after, list) else ""
    return between.join(around[part.kind].format(part.text) for part in changed.parts)


def change(**told: Any) -> list[Changed]:
    return changes(TOLD, TOLD | told)


def test_nothing_changed() -> None:
    """A version that says the same has no changes."""
    assert change() == []


@pytest.mark.parametrize(
    ("field", "after", "expected"),
    [
        ("title", "Ketenstage Groningen", "Ketenstage{+ Groningen+}"),
        ("region", "Drenthe", "[-Groningen-]{+Drenthe+}"),
        (
            "summary",
            "Studenten volgen twee cliënten langs de hele keten.",
            "Studenten volgen [-één cliënt-]{+twee cliënten+} langs de hele keten.",
        ),
        ("branches", ["vvt", "ggz", "ziekenhuizen"], "vvt|{+ggz+}|ziekenhuizen"),
        ("branches", ["ziekenhuizen", "vvt"], "{+ziekenhuizen+}|vvt|[-ziekenhuizen-]"),
        ("effects", ["meer-uren", "overig"], "[-beter-opgeleid-]|{+meer-uren+}|{+overig+}"),
        (
            "organisations",
            [ZORG, GEMEENTE],
            "Zorggroep · zorg · stageplaats|[-College · onderwijs-]|{+Groningen · lokale-overheid+}",
        ),
        (
            "organisations",
            [{**ZORG, "role": "werkgever"}, COLLEGE],
            "[-Zorggroep · zorg · stageplaats-]|{+Zorggroep · zorg · werkgever+}|College · onderwijs",
        ),
    ],
)
def test_a_field_is_told_word_by_word_or_item_by_item(field: str, after: Any, expected: str) -> None:
    """Texts by their words, lists by what stands in them, in the order in which they are read."""
    (changed,) = change(**{field: after})
    assert (changed.field, changed.before, changed.after) == (field, TOLD[field], after)
    assert marked(changed) == expected


def test_each_criterion_is_told_on_its_own() -> None:
    """Claimed now, given up, or put otherwise; what stays is not mentioned."""
    criteria = {"samenwerken": "Samen.", "innoveren": "Heel nieuw.", "veranderen": "Blijvend."}
    found = change(criteria=criteria)
    assert [(each.field, each.before, each.after, marked(each)) for each in found] == [
        ("criteria.innoveren", "Nieuw.", "Heel nieuw.", "[-Nieuw-]{+Heel nieuw+}."),
        ("criteria.veranderen", None, "Blijvend.", "{+Blijvend.+}"),
        ("criteria.opschalen", "Overal.", None, "[-Overal.-]"),
    ]


def test_of_contact_persons_only_that_it_are_others() -> None:
    """Who they are the vault has; there is nothing to mark."""
    others = [kept(2).model_dump()]
    assert change(contacts=others, contact=kept(3).model_dump()) == [
        Changed("contact", CONTACT, kept(3).model_dump(), ()),
        Changed("contacts", [], others, ()),
    ]


def test_changes_come_in_the_order_of_a_submission() -> None:
    """As it is read, whatever was changed first."""
    found = change(region="Drenthe", title="Anders", effects=["overig"])
    assert [each.field for each in found] == ["title", "effects", "region"]


LINES = st.lists(st.sampled_from(["vvt", "ggz", "overig", "onderwijs"]), max_size=6, unique=True)


@given(LINES, LINES)
def test_the_parts_of_a_list_make_one_into_the_other(before: list[str], after: list[str]) -> None:
    """No item is lost and none comes twice."""
    told: Mapping[str, Any] = TOLD | {"branches": before}
    found = changes(told, TOLD | {"branches": after})
    assert bool(found) == (before != after)
    for changed in found:
        assert [part.text for part in changed.parts if part.kind != "added"] == before
        assert [part.text for part in changed.parts if part.kind != "removed"] == after
