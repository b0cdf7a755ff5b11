"""Making the environment: a Python that will not do is refused in one sentence, and nothing is touched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 30.0
TOO_OLD: Final = "echo 3.9 False"
ANCIENT: Final = "echo Python 2.7.18"
BROKEN: Final = "exit 127"
WITHOUT_VENV: Final = f'[ "$2" != venv ] || exit 1; exec {sys.executable} "$@"'
WITHOUT_ENSUREPIP: Final = f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What making the environment needs of this project."""
    project = tmp_path / "een map"
    (project / "deploy").mkdir(parents=True)
    for file in ("Makefile", "deploy/venv", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / file, project / file)
    return project


def python(checkout: Path, script: str) -> Path:
    """A `python3` that does what `script` says."""
    fake = checkout.parent / "bin" / "python3"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return fake


def make(checkout: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    search = f"{path.parent}:/usr/bin:/bin" if path else "/usr/bin:/bin"
    return subprocess.run(  # noqa: S603 - our own Makefile
        ["/usr/bin/env", "make", *arguments],
        cwd=checkout,
        env={"PATH": search},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("named", [True, False], ids=["named", "first on the path"])
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (TOO_OLD, "Koploper heeft Python 3.11 of nieuwer nodig"),
        (ANCIENT, "Koploper heeft Python 3.11 of nieuwer nodig"),
        (BROKEN, "Koploper heeft Python 3.11 of nieuwer nodig"),
        (WITHOUT_VENV, "De module venv ontbreekt"),
        (WITHOUT_ENSUREPIP, "De module venv ontbreekt"),
    ],
)
def test_a_python_that_will_not_do_is_refused(checkout: Path, script: str, sentence: str, *, named: bool) -> None:
    """One sentence says what is wrong and what to do; exit code 2; no file was made."""
    before = sorted(checkout.rglob("*"))
    fake = python(checkout, script)
    refused = make(checkout, "run", f"PYTHON={fake}") if named else make(checkout, "run", path=fake)
    said, *makes_own = refused.stderr.splitlines()
    assert refused.returncode == 2
    assert said.startswith(sentence)
    assert all(line.startswith("make:") for line in makes_own)
    assert sorted(checkout.rglob("*")) == before


def test_no_python_at_all_is_refused(checkout: Path) -> None:
    """A Python that does not exist is told as one that is too old is."""
    refused = make(checkout, "test", "PYTHON=/nergens/python3")
    assert refused.returncode == 2
    assert refused.stderr.startswith("Koploper heeft Python 3.11 of nieuwer nodig en '/nergens/python3' is dat niet")


@pytest.mark.skipif(shutil.which("flock") is None, reason="flock is not here")
def test_two_at_once_wait_for_each_other(checkout: Path) -> None:
    """While one makes the environment another says that it waits, and finds it made; nothing is made twice."""
    calls, gate = checkout.parent / "calls", checkout.parent / "gate"
    os.mkfifo(gate)
    fake = python(checkout, slow_python(calls, gate))
    command = ["/bin/sh", str(checkout / "deploy" / "venv"), "run", str(fake)]
    with started(command) as first:
        opened = gate.open("w")  # the first is in the midst of it
        with started(command) as second:
            assert second.stderr is not None
            assert second.stderr.readline().startswith("In deze map wordt de omgeving al klaargezet")
            opened.close()
            assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)
            assert second.stderr.read() == ""
    assert calls.read_text().split() == ["venv"]


def slow_python(calls: Path, gate: Path) -> str:
    """A Python that makes an environment of itself, without anything in it, once `gate` was opened and closed."""
    return f"""case "$*" in
*version_info*) echo "3.11 True";;
"-m venv --clear "*) echo venv >>'{calls}'; cat '{gate}'; mkdir -p .venv/bin; cp "$0" .venv/bin/python;;
-V) echo Python 3.11.7;;
esac"""


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end, whatever happens."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
        try:
            yield process
        finally:
            process.kill()


def test_help_lists_every_target(checkout: Path) -> None:
    """`make` alone says what there is."""
    listed = make(checkout)
    assert listed.returncode == 0
    assert {"make run", "make test", "make check", "make bench", "make faults"} <= {
        " ".join(line.split()[:2]) for line in listed.stdout.splitlines()
    }
