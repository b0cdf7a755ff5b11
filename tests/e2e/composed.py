"""Koploper in containers, as docker-compose.yml says, under a name and on ports that nobody else has."""

import json
import os
import shutil
import socket
import subprocess
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.actor import Actor

ROOT: Final = Path(__file__).parents[2]
IMAGES: Final = ("python:3.13-slim", "postgres:17", "apache/kafka:4.3.1", "caddy:2", "prom/prometheus:v3.1.0")
"""What ours are made of; `.ci/run` gets them where no registry can be reached."""
START: Final = 600
"""Seconds it may take to build and to become healthy, on a small machine that does other things too."""


def found() -> str | None:
    """The Docker client, where its engine answers with Compose v2 and the images are here or come when asked for."""
    client = shutil.which("docker")
    if client is None or not (_works(client, "info") and _works(client, "compose", "version")):
        return None
    here = all(_works(client, "image", "inspect", each) or _works(client, "pull", "--quiet", each) for each in IMAGES)
    return client if here else None


def _works(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0  # noqa: S603 - the client that was found


@dataclass(frozen=True)
class Composed:
    """A project that was brought up; acts and questions go to its one address."""

    client: str
    project: str
    port: int
    prometheus: int
    people: Mapping[str, str]
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def bearer(self, actor: Actor) -> dict[str, str]:
        """What this person says with a request."""
        return {"Authorization": f"Bearer {self.people[str(actor)]}"}

    def compose(self, *arguments: str) -> str:
        """What `docker compose` says to this project."""
        return self.docker("compose", "--project-name", self.project, *arguments)

    def docker(self, *arguments: str) -> str:
        """What `docker` says; a failure says all of it."""
        done = subprocess.run(  # noqa: S603 - the client that was found
            [self.client, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=START,
        )
        assert done.returncode == 0, f"docker {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def containers(self, *services: str) -> Sequence[Mapping[str, Any]]:
        """All that is known of each container, or of those of these services; also of those that have ended."""
        names = self.compose("ps", "--all", "--quiet", *services).split()
        told: Sequence[Mapping[str, Any]] = json.loads(self.docker("inspect", *names))
        return told


@contextmanager
def composed(client: str, secrets: Path) -> Iterator[Composed]:
    """Build, bring up and wait until all is healthy; whatever comes of it, nothing stays behind."""
    port, prometheus = _free(), _free()
    environment = {
        "KOPLOPER_SECRETS": str(secrets),
        "KOPLOPER_PROXY_PORT": str(port),
        "KOPLOPER_PROMETHEUS_PORT": str(prometheus),
        "KOPLOPER_VERSION": "test",
        "DOCKER_BUILDKIT": os.environ.get("DOCKER_BUILDKIT", "0"),
    }
    subprocess.run([ROOT / "deploy" / "secrets.sh"], check=True, env={**os.environ, **environment})  # noqa: S603 - ours
    people = tomllib.loads((secrets / "people.toml").read_text())
    project = Composed(client, f"koploper-test-{os.getpid()}", port, prometheus, people, environment)
    try:
        project.compose("up", "--build", "--wait", "--wait-timeout", str(START))
        yield project
    except AssertionError as failed:
        failed.add_note(project.compose("ps", "--all") + project.compose("logs", "--tail", "30"))
        raise
    finally:
        project.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "20")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
