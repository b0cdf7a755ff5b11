"""The broker's jars: fetched by Maven as deploy/kafka/pom.xml says, once for all data folders of this person."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cli.cannot import CannotRun
from cli.language import say

VERSION: Final = "4.3.1"
POM: Final = Path(__file__).parents[2] / "deploy" / "kafka" / "pom.xml"
OLDEST_JAVA: Final = 17

Tell = Callable[[str], None]
"""Says in a sentence what is being done."""


def java() -> str:
    """The path of a Java that can run a broker; raises CannotRun."""
    found = shutil.which("java", path=_java_path())
    if found is None:
        raise CannotRun(
            say(
                "Java ontbreekt; er is niets gestart. Installeer Java 17 of nieuwer (Debian: openjdk-17-jre-headless).",
                "Java is missing; nothing was started. Install Java 17 or newer (Debian: openjdk-17-jre-headless).",
            )
        )
    asked = (found, "-version")
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stderr  # noqa: S603 - found on our PATH
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise CannotRun(
            say(
                f"Deze Java is te oud of onbekend ({told.partition(chr(10))[0]}); er is niets gestart. "
                f"Apache Kafka {VERSION} vraagt Java {OLDEST_JAVA} of nieuwer.",
                f"This Java is too old or unknown ({told.partition(chr(10))[0]}); nothing was started. "
                f"Apache Kafka {VERSION} asks for Java {OLDEST_JAVA} or newer.",
            )
        )
    return found


def _java_path() -> str | None:
    """Where to look: JAVA_HOME first, when it is set."""
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin{os.pathsep}{os.environ.get('PATH', '')}" if home else None


def present() -> bool:
    """Whether the jars are here already, so that nothing needs to be fetched."""
    return _folder().exists()


def jars(tell: Tell) -> Path:
    """The folder of the jars, fetched when it is not there; raises CannotRun."""
    folder = _folder()
    if not folder.exists():
        tell(
            say(
                f"Apache Kafka {VERSION} wordt opgehaald (54 MB, eenmalig) …",
                f"Fetching Apache Kafka {VERSION} (54 MB, once) …",
            )
        )
        _fetch(folder)
    return folder


def _folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "koploper" / f"kafka-{VERSION}"


def _fetch(folder: Path) -> None:
    """Fetch beside the folder, then move: a half-fetched folder is never used, and two who fetch do not mind."""
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotRun(
            say(
                "Maven (mvn) ontbreekt, en de broker is hier nog niet eerder opgehaald; er is niets gestart. "
                "Installeer Maven (Debian: maven).",
                "Maven (mvn) is missing, and the broker was not fetched here before; nothing was started. "
                "Install Maven (Debian: maven).",
            )
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as beside:
        libs = Path(beside) / "libs"
        goal = ("dependency:copy-dependencies", f"-DoutputDirectory={libs}", "-DincludeScope=runtime")
        fetching = subprocess.run(  # noqa: S603 - found on our PATH
            [maven, "-q", "-B", "-f", str(POM), *goal], capture_output=True, text=True, check=False
        )
        if fetching.returncode:
            said = next((line for line in fetching.stdout.splitlines() if "ERROR" in line), "?")
            raise CannotRun(
                say(
                    f"Maven kon de broker niet ophalen ({said}); er is niets gestart. Probeer het later weer.",
                    f"Maven could not fetch the broker ({said}); nothing was started. Try again later.",
                )
            )
        if not folder.exists():
            libs.rename(folder)
