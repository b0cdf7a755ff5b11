"""The import rules and banned calls: each is broken on purpose in a copy, and named by its tool."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
BIN: Final = Path(sys.executable).parent
PACKAGES: Final = ("cli", "services", "shared")


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """An empty project with this one's configuration."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def project(configured: Path) -> Path:
    """This project's modules, free to be spoiled, with two more services and a Merkle room."""
    for package in PACKAGES:
        for module in (ROOT / package).rglob("*.py"):
            write(configured, str(module.relative_to(ROOT)), module.read_text())
    for package in ("cli", "services/one", "services/two", "services/two/decider", "shared/merkle"):
        write(configured, f"{package}/__init__.py", '"""A package."""\n')
    return configured


def write(project: Path, path: str, source: str) -> None:
    """Write `source` as the module `path` of the copy."""
    file = project / path
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(source)


def run(project: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own tools
        [BIN / tool, *arguments], cwd=project, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False
    )


def test_the_project_keeps_its_import_rules(project: Path) -> None:
    """Nothing in the project as it stands breaks an import rule."""
    kept = run(project, "lint-imports", "--no-cache")
    assert kept.returncode == 0, kept.stdout + kept.stderr


@pytest.mark.parametrize(
    ("contract", "path", "source", "named"),
    [
        (
            "services",
            "services/one/api.py",
            "import services.two",
            "services.one is not allowed to import services.two",
        ),
        ("shared", "shared/spoiled.py", "import services.one", "shared is not allowed to import services"),
        ("cli", "services/one/app.py", "import cli", "services is not allowed to import cli"),
        ("cli", "shared/spoiled.py", "import cli", "shared is not allowed to import cli"),
        ("pure", "services/one/events.py", "import sqlalchemy", "services.one.events -> sqlalchemy"),
        ("pure", "services/one/commands.py", "from fastapi import Body", "services.one.commands -> fastapi"),
        ("pure", "services/one/errors.py", "import httpx", "services.one.errors -> httpx"),
        ("pure", "services/one/decider.py", "from asyncio import sleep", "services.one.decider -> asyncio"),
        ("pure", "services/two/decider/story.py", "import sqlite3", "services.two.decider.story -> sqlite3"),
        ("pure", "services/one/decider.py", "import shared.clock", "shared.clock -> time"),
        ("pure", "services/one/decider.py", "from pathlib import Path", "services.one.decider -> pathlib"),
        ("pure", "shared/merkle/tree.py", "import socket", "shared.merkle.tree -> socket"),
    ],
)
def test_a_broken_import_rule_is_named(project: Path, contract: str, path: str, source: str, named: str) -> None:
    """An import that breaks a rule, directly or by way of another module, is told with the modules it goes between."""
    write(project, path, f"{source}\n")
    broken = run(project, "lint-imports", "--no-cache", "--contract", contract)
    assert broken.returncode == 1
    assert "BROKEN" in broken.stdout
    assert named in broken.stdout


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import UTC, datetime\n\nSPOILED = datetime.now(UTC)",
        "import datetime\n\nSPOILED = datetime.datetime.utcnow()",
        "from datetime import datetime\n\nSPOILED = datetime.today()",
        "from datetime import date\n\nSPOILED = date.today()",
        "import time\n\nSPOILED = time.time()",
        "from time import time_ns\n\nSPOILED = time_ns()",
        *(f"import uuid\n\nSPOILED = uuid.uuid{version}" for version in (1, 3, 4, 5, 6, 7, 8)),
        "from uuid import uuid4\n\nSPOILED = uuid4()",
        "import random\n\nSPOILED = random.random()",
        "from random import Random\n\nSPOILED = Random(1)",
        "import secrets\n\nSPOILED = secrets.token_hex()",
        "import os\n\nSPOILED = os.urandom(8)",
        "from os import getrandom\n\nSPOILED = getrandom(8)",
        'SPOILED = open("/etc/hosts")',
        'import builtins\n\nSPOILED = builtins.open("/etc/hosts")',
    ],
)
@pytest.mark.parametrize("path", ["services/one/decider.py", "shared/spoiled.py"])
def test_a_banned_call_is_named(configured: Path, path: str, source: str) -> None:
    """Time, ids, randomness and files that do not come in from outside are told by line."""
    write(configured, path, f'"""Spoiled."""\n\n{source}\n')
    found = run(
        configured, "ruff", "check", "--no-cache", "--select", "TID251,PTH123", "--output-format", "concise", "."
    )
    assert found.returncode == 1, found.stdout + found.stderr
    assert re.search(rf"^{path}:\d+:\d+: (TID251|PTH123) ", found.stdout, re.MULTILINE)
