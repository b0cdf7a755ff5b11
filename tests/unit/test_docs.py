"""The documents say nothing that is not there: links, files, tests, targets, commands, settings, decisions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from cli.main import app

ROOT: Final = Path(__file__).parents[2]
NOT_OURS: Final = {".venv", "node_modules", "var", ".git"}
MADE: Final = {
    *("docs/benchmarks.json", "docs/benchmarks.md", "docs/reliability.json", "docs/reliability.md"),
    *("deploy/secrets", "deploy/secrets/people.toml", "deploy/secrets/tokens.toml"),
}
"""What `make bench`, `make faults` and `make secrets` write: named also before anybody ran them."""
PAGES: Final = sorted(
    page.relative_to(ROOT).as_posix()
    for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in NOT_OURS for part in page.relative_to(ROOT).parts)
)
DECISIONS: Final = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))

LINK: Final = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
CODE: Final = re.compile(r"`([^`\n]+)`")
FILE: Final = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|in|lock|toml|txt)|Makefile")
TEST: Final = re.compile(r"test_\w+")
SETTING: Final = re.compile(r"KOPLOPER_[A-Z_]+")
TOP: Final = {path.name for path in ROOT.iterdir()}


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code(page: str) -> Iterator[str]:
    """What stands in backticks, and the lines of code blocks."""
    blocks = text(page).split("\n```")
    for outside in blocks[::2]:
        yield from CODE.findall(outside)
    for inside in blocks[1::2]:
        yield from inside.splitlines()[1:]


def sources(*folders: str) -> str:
    names = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in names)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Every relative link leads to a file or folder that is there."""
    targets = [target for target in LINK.findall(text(page)) if "://" not in target]
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_are_there(page: str) -> None:
    """A path in backticks that begins with something at the top of this folder exists."""
    named = {found for found in CODE.findall(text(page)) if FILE.fullmatch(found)} - MADE
    ours = {name for name in named if name.split("/")[0] in TOP and not re.search("[<>*…]|NNN|000N", name)}
    assert sorted(name for name in ours if not (ROOT / name).exists()) == []


def test_tests_that_are_named_are_there() -> None:
    """Who reads which test proves a guarantee finds that test."""
    named = {name for page in PAGES for each in CODE.findall(text(page)) if TEST.fullmatch(name := each)}
    there = sources("tests")
    assert sorted(name for name in named if f"def {name}(" not in there) == []


def test_make_targets_are_there() -> None:
    """Every `make x` that a document tells people to type is a target."""
    typed = {
        found[1]
        for page in PAGES
        for line in code(page)
        for found in re.finditer(r"(?:^|  )make +([a-z-]+)(?![\w=-])", line)
    }
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert sorted(typed - targets) == []
    assert "run" in typed


def test_commands_are_there() -> None:
    """Every `koploper x` in a document is a command."""
    known = set(getattr(get_command(app), "commands"))  # noqa: B009 - a group, which the type does not say
    typed = {
        found[1]
        for page in PAGES
        for line in code(page)
        for found in re.finditer(r"(?:^|[ /])koploper ([a-z]+(?:-[a-z]+)*)", line)
    }
    assert sorted(typed - known) == []
    assert "doctor" in typed


def test_settings_are_there() -> None:
    """Every setting a document names is read somewhere."""
    read = sources("cli", "shared", "services", "tests") + text(".ci/run")
    read += "".join(f"KOPLOPER_LOG_{name}".upper() for name in re.findall(r"^    (\w+): ", read, re.MULTILINE))
    named = {name for page in PAGES for name in SETTING.findall(text(page))}
    assert sorted(name for name in named if name not in read) == []


def test_every_decision_is_listed_once_under_its_title() -> None:
    """The list of decisions has each page, in order, with the sentence it begins with."""
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", text("docs/adr/README.md"), re.MULTILINE)
    there = []
    for page in DECISIONS:
        number, title = page.name[:4], page.read_text(encoding="utf-8").splitlines()[0]
        there.append((number, page.name, title.removeprefix(f"# {number}. ")))
    assert listed == there


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_a_decision_says_why_what_and_what_follows(page: Path) -> None:
    """Each is one page with its three parts, and says whether it stands."""
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]
    assert re.search(r"^(Accepted|Replaced by .+), \d{4}-\d\d-\d\d\.$", page.read_text(encoding="utf-8"), re.MULTILINE)
