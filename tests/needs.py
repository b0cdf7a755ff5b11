"""What a test needs from the machine: skipped with one line where it is absent, failed where it is required.

`KOPLOPER_REQUIRE` lists, with commas, what must be there: `.ci/run` says which.
"""

import os
import shutil
from functools import cache

import pytest

from cli.cannot import CannotRun
from cli.kafka import jars
from tests.e2e import composed
from tests.parts import postgres as server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """The path of this machine's Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    return present("browser", found, "Chromium is not installed; a package manager has it as 'chromium'.")


def docker() -> str:
    """The path of a Docker client whose engine answers, with Compose v2 and the images that ours are made of."""
    sentence = f"No Docker Engine answers here with Compose v2 and {', '.join(composed.IMAGES)}."
    return present("docker", composed.found(), sentence)


def postgres() -> str:
    """How a PostgreSQL server can be run here: `docker` or `native`."""
    return present(
        "postgres",
        server.found(),
        f"Neither does a Docker engine with {server.IMAGE} answer, nor is a PostgreSQL server installed; a "
        "package manager has it as 'postgresql'.",
    )


def kafka() -> str:
    """What a Kafka broker can be made of here: `docker`, or `java`."""
    found = "docker" if docker_answers("apache/kafka:4.3.1") else "java" if _can_run_kafka() else None
    return present("kafka", found, "No Docker engine answers, nor are Java 17 and Maven here: no Kafka can be started.")


def java_and_maven() -> str:
    """What a broker without a container needs."""
    return present("kafka", "java" if _can_run_kafka() else None, "Java 17 and Maven are not here.")


@cache
def docker_answers(image: str) -> bool:
    """Whether a Docker engine answers here that has this image, or can get it."""
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env(timeout=60)
        if not client.images.list(name=image):
            client.images.pull(image)
    except DockerException:
        return False
    return True


def _can_run_kafka() -> bool:
    try:
        jars.java()
    except CannotRun:
        return False
    return jars.present() or shutil.which("mvn") is not None


def present(name: str, found: str | None, sentence: str) -> str:
    """What was found; without it the test is skipped, or fails when `name` is required."""
    if found is not None:
        return found
    if name in os.environ.get("KOPLOPER_REQUIRE", "").split(","):
        pytest.fail(f"{sentence} (required by KOPLOPER_REQUIRE)", pytrace=False)
    pytest.skip(f"{sentence} (KOPLOPER_REQUIRE={name} makes this a failure)")
