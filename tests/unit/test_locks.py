"""The locks: everything by hash, nothing by address, and development on the very versions that run."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
PIN: Final = re.compile(r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """The pinned versions that have hashes, by name."""
    return dict(PIN.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    """Each package in a lock is pinned to one version and its hashes."""
    packages = re.findall(r"^[^\s#][^=\n]*", (ROOT / lock).read_text(), re.MULTILINE)
    assert sorted(packages) == sorted(pins(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host(lock: str) -> None:
    """A lock holds no address: where packages come from is up to the machine, the hashes say what they are."""
    assert "://" not in (ROOT / lock).read_text()


def test_development_runs_on_the_locked_versions() -> None:
    """What runs in production has the same version in the development lock."""
    run, development = (pins(lock) for lock in LOCKS)
    assert run.items() <= development.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked(lock: str) -> None:
    """A requirement that was added without locking again is told."""
    lines = (ROOT / lock).with_suffix(".in").read_text().splitlines()
    asked = {re.split(r"[^a-z0-9-]", line)[0] for line in lines if not line.startswith("-")}
    assert asked <= set(pins(lock))
