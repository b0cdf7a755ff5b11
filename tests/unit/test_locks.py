"""The locks: everything by hash, nothing by address, and development on the very versions that run."""

import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[2]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
PACKAGES: Final = "tests/contract/asyncapi/package-lock.json"
PIN: Final = re.compile(r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """The pinned versions that have hashes, by name."""
    return dict(PIN.findall((ROOT / lock).read_text()))


def roots(file: Path) -> Iterator[Requirement]:
    """What is asked for by hand, with what a file that it names asks for."""
    for line in file.read_text().splitlines():
        if line.startswith("-r "):
            yield from roots(file.with_name(line.removeprefix("-r ")))
        else:
            yield Requirement(line)


def lacking(lock: str) -> set[str]:
    """What this machine needs, asked for by hand or by what was asked for, and the lock does not give."""
    locked = pins(lock)
    left = [(each, "") for each in roots((ROOT / lock).with_suffix(".in"))]
    seen: set[tuple[str, str]] = set()
    lack: set[str] = set()
    while left:
        needed, extra = left.pop()
        if needed.marker is not None and not needed.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(needed.name)
        if name not in locked or not needed.specifier.contains(locked[name], prereleases=True):
            lack.add(str(needed))
            continue
        asked = {(name, each) for each in ("", *needed.extras)} - seen
        seen |= asked
        left += [(Requirement(line), each) for _, each in asked for line in requires(name) or ()]
    return lack


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    """Each package in a lock is pinned to one version and its hashes."""
    packages = re.findall(r"^[^\s#][^=\n]*", (ROOT / lock).read_text(), re.MULTILINE)
    assert sorted(packages) == sorted(pins(lock))


@pytest.mark.parametrize("lock", [*LOCKS, PACKAGES])
def test_no_lock_names_a_host(lock: str) -> None:
    """A lock holds no address: where packages come from is up to the machine, the hashes say what they are."""
    assert "://" not in (ROOT / lock).read_text()


def test_development_runs_on_the_locked_versions() -> None:
    """What runs in production has the same version in the development lock."""
    run, development = (pins(lock) for lock in LOCKS)
    assert run.items() <= development.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_whole(lock: str) -> None:
    """What its packages need on this machine is in it too, at a version they can do with: pip resolves nothing."""
    assert lacking(lock) == set()


def test_what_a_lock_lacks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is needed by another only, and is not there or too old, is named."""
    locked = pins("requirements.lock") | {"starlette": "0.1"}
    del locked["h11"]
    monkeypatch.setitem(globals(), "pins", lambda _: locked)
    assert {Requirement(each).name for each in lacking("requirements.lock")} == {"h11", "starlette"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked(lock: str) -> None:
    """A requirement that was added without locking again is told."""
    lines = (ROOT / lock).with_suffix(".in").read_text().splitlines()
    asked = {re.split(r"[^a-z0-9-]", line.lower())[0] for line in lines if not line.startswith("-")}
    assert asked <= set(pins(lock))
