"""`koploper import`: an existing register brought in, row by row, after showing what would become of each."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import httpx
import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cli import reach
from cli.cannot import CannotRun
from cli.client import Client, NotReachable, SaysNo
from cli.main import app
from cli.options import Target
from cli.registers import sheet
from cli.registers.bringing import known
from cli.system import running
from tests.unit.cli.registers.files import xlsx

EXAMPLE: Final = Path(__file__).parents[3] / "docs" / "kopgroep.csv"
HEADINGS: Final = ("Nr", "Naam", "Organisatie", "Regio", "E-mail")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a system has started on."""
    data = tmp_path_factory.mktemp("started") / "data"

    async def start() -> None:
        data.mkdir()
        async with running(data):
            pass

    asyncio.run(start())
    return data


@pytest.fixture
def data(started: Path, tmp_path: Path) -> Path:
    """The same, of this test alone."""
    return copytree(started, tmp_path / "data")


def bring(data: Path, file: Path, *given: str, register: str = "kopgroep") -> Result:
    told = ["import", str(file), "--register", register, "--data", str(data), *given]
    return CliRunner().invoke(app, told, catch_exceptions=False, env={"COLUMNS": "200"})


def told(result: Result) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def counts(result: Result) -> tuple[int, int, int, int]:
    found = told(result)["counts"]
    return found["new"], found["changed"], found["unchanged"], found["refused"]


def entries(data: Path) -> Mapping[str, Any]:
    """What intake has of the register, by key."""

    async def look() -> dict[str, Any]:
        async with reach.reach(Target(None, data)) as client:
            return await known(client, "kopgroep")

    return {each["key"]: each for each in asyncio.run(look()).values()}


def saved(place: Path, *rows: tuple[Any, ...]) -> Path:
    file = place / "register.xlsx"
    file.write_bytes(xlsx(HEADINGS, *rows))
    return file


KETENSTAGE: Final = ("1", "Ketenstage", "Noorderboog", "Groningen", "anna@example.org")
KETJA: Final = ("2", "KeTJA", "Jeugdzorg", "Amsterdam", "")


def test_the_example_is_shown_first_and_done_when_asked(data: Path) -> None:
    """A dry run changes nothing and says how; done, it is there; again, there is nothing to do."""
    shown = bring(data, EXAMPLE)
    assert shown.exit_code == 0
    assert "10 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 geweigerd." in shown.output
    assert "met --apply gebeurt dit" in shown.output
    assert re.search(r"Initiatief +│ naam", shown.output)
    assert re.search(r"verzonnen is +│ \(niet ingelezen\)", shown.output)
    assert entries(data) == {}
    done = bring(data, EXAMPLE, "--apply")
    assert (done.exit_code, "Ingelezen: 10." in done.output) == (0, True)
    assert entries(data)["6"]["name"] == "WijkLeerbedrijf"
    assert entries(data)["8"]["since"] == "2018-02"
    again = bring(data, EXAMPLE, "--apply", "--json")
    assert (again.exit_code, counts(again), told(again)["applied"]) == (0, (0, 0, 10, 0), 0)


def test_words_that_are_none_of_todays_are_told_and_kept(data: Path) -> None:
    """The register keeps its own; branches that hold here are not mentioned."""
    shown = bring(data, EXAMPLE)
    assert "Nu geen thema: “Opleiden”, “Leren in de praktijk”" in shown.output
    assert "Het register houdt zijn eigen woorden." in shown.output
    done = told(bring(data, EXAMPLE, "--apply", "--json"))
    assert done["ownWords"]["themes"][0] == "Opleiden"
    assert "ziekenhuizen" not in done["ownWords"].get("branches", ())
    assert entries(data)["1"]["themes"] == ["Opleiden"]


def test_what_changed_is_shown_and_brought_in(data: Path, tmp_path: Path) -> None:
    """Field by field; of a contact only that it changed. What is not in the file stays as it is."""
    bring(data, saved(tmp_path, KETENSTAGE, KETJA), "--apply")
    changed = saved(tmp_path, (*KETENSTAGE[:3], "Drenthe", KETENSTAGE[4]))
    shown = bring(data, changed)
    assert "regio: Groningen → Drenthe" in shown.output
    assert "1 in het register staan niet in dit bestand" in shown.output
    assert bring(data, changed, "--apply").exit_code == 0
    assert {key: each["region"] for key, each in entries(data).items()} == {"1": "Drenthe", "2": "Amsterdam"}
    other = saved(tmp_path, (*KETENSTAGE[:3], "Drenthe", "bram@example.org"), KETJA)
    contact = {"contact": {"was": True, "becomes": True}}
    assert told(bring(data, other, "--json"))["rows"] == [
        {"row": 2, "name": "Ketenstage", "outcome": "changed", "why": [], "differs": contact},
        {"row": 3, "name": "KeTJA", "outcome": "unchanged", "why": [], "differs": {}},
    ]
    assert counts(bring(data, other, "--apply", "--json")) == (0, 1, 1, 0)
    back = saved(tmp_path, KETENSTAGE, KETJA)
    assert counts(bring(data, back, "--apply", "--json")) == (0, 1, 1, 0)
    assert entries(data)["1"]["version"] == 4


def test_a_refused_row_holds_up_all_of_them(data: Path, tmp_path: Path) -> None:
    """Unless somebody says to pass it over: all its faults are told, and nothing is half done."""
    file = saved(tmp_path, KETENSTAGE, ("2", "", "=A1", "Utrecht", "bel mij"))
    shown = bring(data, file, "--apply")
    assert shown.exit_code == 1
    for says in ("Naam: is leeg", "Organisatie: hier staat een formule", "E-mail: is geen e-mailadres"):
        assert says in shown.output
    assert "--skip-refused" in shown.output
    assert entries(data) == {}
    passed = bring(data, file, "--apply", "--skip-refused", "--json")
    assert (passed.exit_code, counts(passed), told(passed)["applied"]) == (1, (1, 0, 0, 1), 1)
    assert list(entries(data)) == ["1"]


def test_rows_that_say_they_are_the_same_are_both_refused(data: Path, tmp_path: Path) -> None:
    """Which of the two would be meant?"""
    shown = bring(data, saved(tmp_path, KETENSTAGE, ("1", "KeTJA", "Jeugdzorg", "", "")), "--json")
    assert (shown.exit_code, counts(shown)) == (1, (0, 0, 0, 2))
    assert [row["why"] for row in told(shown)["rows"]] == [
        [f"Heeft dezelfde sleutel als rij {other}; laat er een staan."] for other in (3, 2)
    ]


class Breaks(httpx.ASGITransport):
    """A system that answers so many acts and is then gone."""

    def __init__(self, app: Any, acts: int) -> None:
        super().__init__(app)
        self.left = acts

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and b"dryRun" not in request.content:
            self.left -= 1
            if self.left < 0:
                raise httpx.ConnectError("gone")
        return await super().handle_async_request(request)


def test_an_import_that_was_broken_off_goes_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells how far it came; what was brought in is not brought in again."""

    @asynccontextmanager
    async def breaking(_: Target) -> AsyncIterator[Client]:
        async with running(data) as system, Client("http://localhost", Breaks(system.http, 4)) as client:
            yield client

    monkeypatch.setattr(reach, "reach", breaking)
    with pytest.raises(NotReachable, match=r"4 van 10 rijen zijn ingelezen; geef het commando opnieuw"):
        bring(data, EXAMPLE, "--apply")
    monkeypatch.undo()
    assert len(entries(data)) == 4
    assert counts(bring(data, EXAMPLE, "--apply", "--json")) == (6, 0, 4, 0)
    assert {each["version"] for each in entries(data).values()} == {1}


def test_a_row_that_intake_refuses_is_told(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an older command would have let it pass; what is not about a row ends the command."""

    @asynccontextmanager
    async def stricter(_: Target) -> AsyncIterator[Client]:
        async with running(data) as system, Strict("http://localhost", httpx.ASGITransport(system.http)) as client:
            yield client

    class Strict(Client):
        async def post(self, path: str, body: Mapping[str, Any], *more: Any) -> Mapping[str, Any]:
            if body["name"] == "Ketenstage":
                raise SaysNo(409, "not-now", "Nu niet.")
            return await super().post(path, body, *more)

    monkeypatch.setattr(reach, "looking", stricter)
    shown = bring(data, saved(tmp_path, KETENSTAGE, KETJA), "--json")
    assert [(row["outcome"], row["why"]) for row in told(shown)["rows"]] == [("refused", ["Nu niet."]), ("new", [])]


def test_who_may_not_bring_in_is_told_once(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not row by row."""

    class Nobody(Client):
        async def post(self, *_: Any) -> Mapping[str, Any]:
            raise SaysNo(403, "role-may-not", "Dit mag u niet.")

    @asynccontextmanager
    async def as_nobody(_: Target) -> AsyncIterator[Client]:
        async with running(data) as system, Nobody("http://localhost", httpx.ASGITransport(system.http)) as client:
            yield client

    monkeypatch.setattr(reach, "looking", as_nobody)
    with pytest.raises(SaysNo, match="Dit mag u niet"):
        bring(data, saved(tmp_path, KETENSTAGE))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("leeg.csv", b"", "leeg"),
        ("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "wachtwoord"),
        ("groot.csv", b"x" * (sheet.MOST_BYTES + 1), "groter dan 20 MB"),
        ("plaatje.png", b"\x89PNG\r\n\x1a\n\0\0\0", "geen tekst"),
        ("koploos.csv", b"a;b\r\nc;d\r\n", "geen kolomkoppen"),
    ],
)
def test_a_file_that_is_no_register_is_told(tmp_path: Path, name: str, body: bytes, says: str) -> None:
    """In a sentence and exit code 1, before any system is asked; for machines in JSON."""
    file = tmp_path / name
    file.write_bytes(body)
    with pytest.raises(SaysNo, match=says):
        bring(tmp_path / "nowhere", file)
    shown = bring(tmp_path / "nowhere", file, "--json")
    assert (shown.exit_code, says in told(shown)["error"]) == (1, True)


def test_the_sheet_that_is_meant_is_read(data: Path, tmp_path: Path) -> None:
    """The only one with headings that are known, or the one that is named; merged cells are told where they matter."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Toelichting", "Naam van wie het bijhoudt"])
    for title in ("2018", "2019"):
        for row in (["Koplopers"], HEADINGS, KETENSTAGE):
            (book[title] if title in book.sheetnames else book.create_sheet(title)).append(list(row))
    book["2018"].merge_cells("A1:C1")
    file = tmp_path / "boek.xlsx"
    book.save(file)
    with pytest.raises(SaysNo, match="“2018”, “2019”"):
        bring(data, file)
    with pytest.raises(SaysNo, match="geen blad “2020”"):
        bring(data, file, "--sheet", "2020")
    assert counts(bring(data, file, "--sheet", "2018", "--json")) == (1, 0, 0, 0)
    book["2018"].merge_cells("D2:D3")
    book.save(file)
    with pytest.raises(SaysNo, match=r"samengevoegd \(D2:D3\)"):
        bring(data, file, "--sheet", "2018")


def test_a_column_can_be_said_to_be_a_field(data: Path, tmp_path: Path) -> None:
    """Where its heading says nothing, or something else."""
    file = tmp_path / "eigen.csv"
    file.write_text("Wat;Wie;Naam\nKetenstage;Noorderboog;Jansen\n")
    shown = bring(data, file, "--column", "name=Wat", "--column", "organisation=wie", "--json")
    assert (counts(shown), told(shown)["leftOut"]) == ((1, 0, 0, 0), ["Naam"])
    for wrong in ("name", "kleur=Wat", "name="):
        assert bring(data, file, "--column", wrong).exit_code == 2


def test_how_a_register_is_called_is_checked(tmp_path: Path) -> None:
    """Before anything is read."""
    assert bring(tmp_path, EXAMPLE, register="Kop groep").exit_code == 2
    assert CliRunner().invoke(app, ["import", str(EXAMPLE)]).exit_code == 2


def test_a_file_or_system_that_is_not_there(tmp_path: Path) -> None:
    """Cannot be helped here: exit code 2."""
    with pytest.raises(CannotRun, match="kan niet worden gelezen"):
        bring(tmp_path, tmp_path / "absent.csv")
    with pytest.raises(CannotRun, match="geen gegevens van Koploper"):
        bring(tmp_path / "nowhere", EXAMPLE)


def test_many_rows_are_brought_in(data: Path, tmp_path: Path) -> None:
    """Each once, and then none again; of so many only those that do something are shown."""
    rows = 120
    file = saved(tmp_path, *((number, f"Initiatief {number}", "Org", "", "") for number in range(rows)))
    assert counts(bring(data, file, "--apply", "--json")) == (rows, 0, 0, 0)
    shown = bring(data, file)
    assert f"{rows} ongewijzigd" in shown.output
    assert "Initiatief 5" not in shown.output
