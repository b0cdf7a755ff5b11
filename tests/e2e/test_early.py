"""Ctrl-C while `koploper` is still being loaded: it ends at once, in silence, and has touched nothing."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.faults.process import KOPLOPER, PATIENCE, free_port

pytestmark = [pytest.mark.xdist_group("up")]

STOPPED = 130
REPORT = b"import time:"


async def stopped_behind(module: str, *arguments: str) -> tuple[int, str]:
    """Press Ctrl-C when `koploper` has just imported `module`: its exit code, and all that it said."""
    process = await asyncio.create_subprocess_exec(
        KOPLOPER,
        *arguments,
        env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    said, pressed = b"", False
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stderr:
                if not line.startswith(REPORT):
                    said += line
                elif not pressed and line.rpartition(b"|")[2].strip().decode() == module:
                    process.send_signal(signal.SIGINT)
                    pressed = True
            said += await process.stdout.read()
            return await process.wait(), said.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("module", ["asyncio", "rich.console", "sqlalchemy", "uvloop"])
async def test_up_is_stopped_while_it_loads(tmp_path: Path, module: str) -> None:
    """Whatever is being imported just then: no traceback, no word, no file."""
    data = tmp_path / "data"
    code, said = await stopped_behind(module, "up", "--data", str(data), "--port", str(free_port()))
    assert (code, said) == (STOPPED, "")
    assert not data.exists()


async def test_a_command_is_stopped_while_it_loads(tmp_path: Path) -> None:
    """The same holds for a command that asks."""
    assert await stopped_behind("cli.client", "doctor", "--data", str(tmp_path)) == (STOPPED, "")
