"""When two people found the same thing: links and organisations written in many ways, and those that differ."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.intake import sameness, words
from services.intake.sameness import FORMS, TRACKING, normal_link, normal_organisation

LINK = TypeAdapter(words.Link)
links = st.from_regex(re.compile(words.ADDRESS), fullmatch=True)
letters = st.text("abcdefghijklmnopqrstuvwxyzáàäçéèëíïñóöúü0123456789", min_size=2)
letters = letters.filter(lambda word: normal_organisation(word) not in FORMS)
names = st.lists(letters, min_size=1, max_size=4)

HERE = "https://www.example.org/nieuws/ketenstage?id=7&taal=nl"
SAME_LINK = [
    HERE,
    "HTTPS://WWW.Example.ORG/nieuws/ketenstage?id=7&taal=nl",
    "http://www.example.org/nieuws/ketenstage?id=7&taal=nl",
    "https://www.example.org:443/nieuws/ketenstage?id=7&taal=nl",
    "http://www.example.org:80/nieuws/ketenstage?id=7&taal=nl",
    "https://www.example.org./nieuws/ketenstage?id=7&taal=nl",
    "https://www.example.org/nieuws/ketenstage/?id=7&taal=nl",
    "https://www.example.org/nieuws/ketenstage?id=7&taal=nl#reacties",
    "https://www.example.org/nieuws/ketenstage?taal=nl&id=7",
    "https://www.example.org/nieuws/ketenstage?utm_source=brief&id=7&UTM_Medium=email&taal=nl&fbclid=abc",
    "https://www.example.org/nieuws/./oud/../ketenstage?id=7&taal=nl",
    "https://www.example.org/%6Eieuws/ketenst%61ge?id=7&taal=nl",
    "https://www.example.org/nieuws/ketenstage?id=7&&taal=nl&",
    f"  {HERE}\n",
]
OTHER_LINKS = [
    "https://www.example.org/nieuws/ketenstage?id=7&taal=nl#/reacties",
    "https://www.example.org/nieuws/ketenstage?id=7&taal=nl#!reacties",
    "https://example.org/nieuws/ketenstage?id=7&taal=nl",
    "https://www.example.org:8443/nieuws/ketenstage?id=7&taal=nl",
    "https://www.example.org/nieuws/Ketenstage?id=7&taal=nl",
    "https://www.example.org/nieuws/ketenstage?id=8&taal=nl",
    "https://www.example.org/nieuws/ketenstage",
    "https://www.example.org/nieuws%2Fketenstage?id=7&taal=nl",
    "https://www.example.org/nieuws/ketenstage/2?id=7&taal=nl",
]
SAME_ORGANISATION = [
    "Zorggroep Noord-Oost",
    "zorggroep noord oost",
    "  Zorggroep   Noord-Oost ",
    "Stichting Zorggroep Noord-Oost",
    "STICHTING ZORGGROEP NOORD-OOST",
    "Zorggroep Noord-Oost B.V.",
    "Zorggroep Noord-Oost BV",
    "Zorggroep Noord-Oost B. V.",
    "Zorggroep Noord/Oost, Stichting",
    "Coöperatie Zorggroep Noord-Oost U.A.",
    "“Zorggroep Noord–Oost”",
    "Zórggroep Noord-Oost",
]
OTHER_ORGANISATIONS = ["Zorggroep Noord", "Zorggroep Noord-West", "Zorggroep Noordoost", "Groep Zorg Noord Oost"]


@pytest.mark.parametrize("link", SAME_LINK)
def test_one_link_is_written_in_many_ways(link: str) -> None:
    """Case of scheme and host, default port, fragment, tracking, order of the query, dots, a last slash: nothing."""
    assert normal_link(link) == "www.example.org/nieuws/ketenstage?id=7&taal=nl"


@pytest.mark.parametrize("link", OTHER_LINKS)
def test_another_link_is_another(link: str) -> None:
    """Another host, port, path or question leads elsewhere."""
    assert normal_link(link) != normal_link(HERE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a?q=x+y", "https://example.org/a?q=x%20y"),
        ("https://example.org/cafe\u0301", "https://example.org/caf\u00e9"),
        ("https://example.org/?utm_source=a", "https://example.org"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]:443/a"),
        ("https://example.org/100%", "https://example.org/100%25"),
    ],
)
def test_letters_of_all_kinds(one: str, other: str) -> None:
    """Names and paths in any script, in letters or in percents."""
    assert normal_link(one) == normal_link(other)


@pytest.mark.parametrize("name", sorted(TRACKING))
def test_what_only_tells_where_somebody_came_from_is_left_out(name: str) -> None:
    """Every name in the list, in small and capital letters."""
    for written in (name, name.upper()):
        assert normal_link(f"https://example.org/a?{written}=1") == "example.org/a"


@given(links)
def test_a_normal_link_stays_as_it_is(link: str) -> None:
    """Normal twice is normal once, for every link that is one."""
    normal = normal_link(link)
    assert normal_link(f"https://{normal}") == normal


@given(links, st.sampled_from(sorted(TRACKING)), st.text(st.characters(categories=("L", "N")), max_size=9))
def test_what_is_added_to_a_link_does_not_make_another(link: str, name: str, value: str) -> None:
    """A tracking parameter and a fragment behind any link."""
    base = link.partition("#")[0]
    added = f"{base}{'&' if '?' in base else '?'}{name}={value}#{value}"
    assert normal_link(added) == normal_link(base)


@pytest.mark.parametrize("link", ["", "ftp://example.org", "example.org/a", "mailto:a@example.org"])
def test_what_is_no_address_on_the_web(link: str) -> None:
    """There is no normal way to write it."""
    with pytest.raises(ValueError, match="http://"):
        normal_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.org/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/a",
        "example.org",
        "https://",
        "https:///a",
        "https://?a",
        "https://.",
        "https://:80/a",
        "https://anna:geheim@example.org/a",
        "https://anna@example.org/a",
        "https://example.org:99999/a",
        "https://example.org:8o/a",
        "https://example.org\\@evil.example/a",
        "https://example.org/a b",
        "https://example.org/a\tb",
        "https://example.org/a\nb",
        "https://example.org/a\x00b",
        "https://example.org/a\x1b[31m",
        "https://example.org/a\x85b",
        "https://example.org/\u202etxt.exe",
        "https://example.org/\u200b",
        'https://example.org/"onload="x',
        "https://example.org/<script>",
        "https://example.org/" + "x" * 2000,
        5,
        None,
    ],
)
def test_what_is_no_link(link: object) -> None:
    """Other schemes, credentials, places that are none, what steers or hides, what is too long."""
    with pytest.raises(ValidationError):
        LINK.validate_python(link)


@pytest.mark.parametrize(
    "link", [*SAME_LINK, *OTHER_LINKS, "https://[::1]/a", "https://medium.com/@zorg/a", "https://bücher.example/é?x=ß"]
)
def test_what_is_a_link(link: str) -> None:
    """Kept as it was written, but for white space around it."""
    assert LINK.validate_python(link) == link.strip()


@pytest.mark.parametrize("name", SAME_ORGANISATION)
def test_one_organisation_is_written_in_many_ways(name: str) -> None:
    """Capitals, spaces, punctuation, accents and legal forms are nothing."""
    assert normal_organisation(name) == "zorggroep noord oost"


@pytest.mark.parametrize("name", OTHER_ORGANISATIONS)
def test_another_organisation_is_another(name: str) -> None:
    """Another word is another name."""
    assert normal_organisation(name) != "zorggroep noord oost"


@pytest.mark.parametrize(
    ("name", "normal"), [("Stichting", "stichting"), ("B.V.", "bv"), ("!!!", "!!!"), ("Zon & Zorg", "zon en zorg")]
)
def test_a_name_never_becomes_nothing(name: str, normal: str) -> None:
    """What is only a legal form, or no word at all, is itself."""
    assert normal_organisation(name) == normal


@given(st.text(min_size=1))
def test_a_normal_name_stays_as_it_is(name: str) -> None:
    """Normal twice is normal once."""
    normal = normal_organisation(name)
    assert normal_organisation(normal) == normal
    assert normal or not name.strip()


@given(names, st.sampled_from(sorted(FORMS)), st.sampled_from([" ", "  ", "-", ", ", " / "]))
def test_how_a_name_is_written_does_not_make_another(parts: list[str], form: str, between: str) -> None:
    """Capitals, what stands between words, and a legal form before or behind."""
    normal = normal_organisation(" ".join(parts))
    written = between.join(parts)
    assert normal_organisation(written.upper()) == normal
    assert normal_organisation(f"{form.title()} {written}") == normal
    assert normal_organisation(f"{written} {form.upper()}") == normal


@given(links, names, links, names)
def test_a_key_is_the_link_and_the_organisation(one: str, of: list[str], other: str, of_other: list[str]) -> None:
    """Two keys are equal exactly where both are."""
    equal = sameness.key(one, " ".join(of)) == sameness.key(other, " ".join(of_other))
    both = (normal_link(one), normal_organisation(" ".join(of))) == (
        normal_link(other),
        normal_organisation(" ".join(of_other)),
    )
    assert equal == both


def test_sites_of_one_page() -> None:
    """Their fragment names the page, and is written in many ways too; a place on a page leads nowhere else."""
    one = normal_link("https://example.org/#/nieuws/ketenstage")
    assert one == "example.org#/nieuws/ketenstage"
    for same in ("#/nieuws/ketenstage/", "#/nieuws/%6Betenstage", "#/nieuws/ketenstage?utm_source=brief"):
        assert normal_link(f"https://example.org/{same}") == one
    for other in ("#/nieuws/nachtdiensten", "#!/nieuws/ketenstage", "#/nieuws/ketenstage?id=7", "#nieuws/ketenstage"):
        assert normal_link(f"https://example.org/{other}") != one
    for home in ("", "#", "#/", "#!", "#!/", "#nieuws", "#a=1"):
        assert normal_link(f"https://example.org/{home}") == "example.org"


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        (HERE, HERE),
        ("https://example.org/?utm_source=brief", "https://example.org/"),
        ("https://example.org/a?b=%20c&&FBCLID=1&%75tm_id=2&q=x?y#z", "https://example.org/a?b=%20c&&q=x?y#z"),
        ("https://example.org/?", "https://example.org/?"),
        ("https://example.org/#", "https://example.org/#"),
        ("https://example.org/#utm_source=brief", "https://example.org/"),
        ("https://example.org/?a=1#utm_source=brief&b=2", "https://example.org/?a=1#b=2"),
        ("https://example.org/#/a?gclid=1&b=2", "https://example.org/#/a?b=2"),
        ("https://example.org/#!a?gclid=1", "https://example.org/#!a"),
    ],
)
def test_what_tracks_is_left_out(link: str, kept: str) -> None:
    """Who it may name is not told with a link; all else stays to the letter."""
    assert sameness.untracked(link) == kept


@given(links)
def test_leaving_out_what_tracks_leaves_the_same_link(link: str) -> None:
    """It leads where it led, is still a link, and has nothing left to leave out."""
    kept = sameness.untracked(link)
    assert normal_link(kept) == normal_link(link)
    assert re.fullmatch(words.ADDRESS, kept)
    assert sameness.untracked(kept) == kept
