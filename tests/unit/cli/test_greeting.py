"""What `koploper up` says when the demo set cannot be loaded."""

from pathlib import Path

import pytest
from rich.console import Console

from cli import demo, up
from cli.client import Client, NotReachable, SaysNo


@pytest.mark.parametrize(
    "failure", [SaysNo(503, "store-away", "De opslag is weg."), NotReachable("Niemand antwoordt.")]
)
async def test_a_demo_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: Exception
) -> None:
    """It says so and where it runs all the same, and the next start goes on with the demo."""

    async def load(client: Client, console: Console) -> None:
        raise failure

    monkeypatch.setattr(demo, "load", load)
    assert demo.wanted(tmp_path)
    await up._greet("http://127.0.0.1:1", tmp_path, load_demo=True)
    said = capsys.readouterr().out
    assert f"voorbeeldreizen zijn niet af; een volgende start gaat ermee verder. {failure}" in said
    assert "Koploper draait" in said
    assert demo.wanted(tmp_path)
