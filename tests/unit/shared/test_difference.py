"""What changed between two texts: the parts make one into the other, and read as a person would mark them."""

from difflib import Match, SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import difference as different
from shared.difference import Part, difference

WORDS = st.lists(
    st.sampled_from(["zorg", "keten", "Één", " ", "  ", "\n", "\n\n", ",", ".", "é", "\u00a0", "1"]), max_size=30
)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map("".join))


def marked(before: str, after: str) -> str:
    """The parts as one line: what goes in [-…-], what comes in {+…+}."""
    around = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(around[part.kind].format(part.text) for part in difference(before, after))


@given(TEXTS, TEXTS)
def test_the_parts_make_one_text_into_the_other(before: str, after: str) -> None:
    """Not a character is lost, none is there twice, and no two parts of a kind stand side by side."""
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))
    assert ("added", "removed") not in [(one.kind, other.kind) for one, other in pairwise(parts)]


@given(TEXTS)
def test_an_equal_text_is_one_part(text: str) -> None:
    """What did not change is told as such, in one piece."""
    assert difference(text, text) == ((Part("same", text),) if text else ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "Een keten", "{+Een keten+}"),
        ("Een keten", "", "[-Een keten-]"),
        ("Een keten die leert", "Een keten die werkt", "Een keten die [-leert-]{+werkt+}"),
        ("Een keten", "Een keten die leert", "Een keten{+ die leert+}"),
        ("keten", "Een keten", "{+Een +}keten"),
        ("Twintig studenten.", "Dertig studenten, samen.", "[-Twintig-]{+Dertig+} studenten{+, samen+}."),
        ("de oude stage hier", "de nieuwe opleiding hier", "de [-oude stage-]{+nieuwe opleiding+} hier"),
        ("Kop\n\nOud.\n\nSlot.", "Kop\n\nNieuw.\n\nSlot.", "Kop\n\n[-Oud-]{+Nieuw+}.\n\nSlot."),
        ("Een.\nTwee.\n", "Een.\nAnderhalf.\nTwee.\n", "Een.\n{+Anderhalf.\n+}Twee.\n"),
        ("één cliënt", "eén cliënt", "[-één-]{+eén+} cliënt"),
        ("a b\nc d", "x y\nz q", "[-a b-]{+x y+}\n[-c d-]{+z q+}"),
    ],
)
def test_it_reads_as_a_person_would_mark_it(before: str, after: str, expected: str) -> None:
    """Whole words, the fewest parts, and each paragraph on its own."""
    assert marked(before, after) == expected


def test_a_text_beyond_measure_counts_as_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where comparing would take too long the parts are coarser, and still right."""
    monkeypatch.setattr(different, "STEPS", 1)
    assert marked("a a a a a a a a", "b a a a a a a a") == "[-a a a a a a a a-]{+b a a a a a a a+}"
    assert marked("een twee", "een drie") == "een [-twee-]{+drie+}"


def test_what_stays_between_noise_does_not_make_it_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each single word that stays has all around it looked at again, so what is done altogether is bounded."""
    done = 0

    def counted(matcher: SequenceMatcher[str], alo: int, ahi: int, blo: int, bhi: int) -> Match:
        nonlocal done
        done += ahi - alo
        return find(matcher, alo, ahi, blo, bhi)

    find = SequenceMatcher.find_longest_match
    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    monkeypatch.setattr(different, "STEPS", 25)
    symbols = [chr(0x2200 + n * 37 % 100) for n in range(1_000)]
    before, after = "".join(symbols), "".join(f"{each}{chr(0x2500 + n % 90)}" for n, each in enumerate(symbols[:500]))
    assert difference(before, after) == (Part("removed", before), Part("added", after))
    assert done <= 50_000


def test_a_word_replaced_throughout_a_long_article_is_marked_each_time() -> None:
    """Every paragraph differs, and yet only that word is told."""
    text = "\n\n".join(f"Alinea {n}: de student volgt de cliënt langs {n % 7} organisaties." for n in range(500))
    parts = difference(text, text.replace("student", "leerling"))
    assert [part.text for part in parts if part.kind == "added"] == ["leerling"] * 500
