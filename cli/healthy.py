"""`python -m cli.healthy`: whether the service that is this container is ready; its exit code says so to Docker.

It is asked every few seconds, so it imports next to nothing.
"""

import http.client
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TIMEOUT: Final = 4.0
"""Seconds it may take to say so."""
FIRST: Final = Path("/proc/1/cmdline")
"""How the container's first process was called: `koploper serve <service>`."""


def served(command: Sequence[str]) -> str | None:
    """The service that this command runs; None of a command that does its work and ends."""
    return command[command.index("serve") + 1] if "serve" in command[:-1] else None


def ready(port: int, service: str) -> bool:
    """Whether what listens on this port of this machine says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", f"/{service}/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    service = served(FIRST.read_text().rstrip("\0").split("\0"))
    sys.exit(service is not None and not ready(int(os.environ.get("KOPLOPER_PORT", "8000")), service))
