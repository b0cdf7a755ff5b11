"""A real Apache Kafka broker of this machine, for one data folder: started, watched and stopped.

The broker inherits an open file with a lock on it, so the lock is held exactly as long as the broker lives, whoever
started it and however it ends; its process id is believed only then.
"""

import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from cli.cannot import CannotRun
from cli.kafka.jars import Tell, jars, java
from cli.kafka.properties import HOST, Guarded, properties, written
from cli.language import say

PORT: Final = 9092
CLUSTER: Final = "S29wbG9wZXItbG9rYWFs"  # 16 bytes in base64url, as a cluster id is; one broker knows one cluster
HEAP: Final = ("-Xms128m", "-Xmx512m")
START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 30.0
LOOK: Final = 0.05


@dataclass(frozen=True)
class Running:
    """A broker that lives: its process, and where it listens."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"


class NativeBroker:
    """The broker of one folder (`<data>/kafka`)."""

    def __init__(self, folder: Path, guarded: Guarded | None = None) -> None:
        self._folder = folder.absolute()
        self._guarded = guarded

    @property
    def log(self) -> Path:
        """What the broker itself says."""
        return self._folder / "kafka.log"

    def running(self) -> Running | None:
        """The broker that lives on this folder, if one does."""
        if not (self._folder / "lock").exists():
            return None
        with (self._folder / "lock").open("r") as file:
            if _locked(file):
                return None
            if told := file.read():
                return Running(**json.loads(told))
        raise CannotRun(
            say(
                f"De broker op {self._folder} wordt net gestart; probeer het zo weer.",
                f"The broker on {self._folder} is just being started; try again in a moment.",
            )
        )

    def up(self, port: int, tell: Tell) -> Running:
        """Start a broker and return when it answers; raises CannotRun, with nothing left running."""
        runtime = java()
        libs = jars(tell)
        lock = self._lock()
        with lock:
            _free(port)
            self._write(port)
            if not (self._folder / "log" / "meta.properties").exists():
                tell(say("De opslag van de broker wordt ingericht …", "Formatting the broker's storage …"))
                self._format(runtime, libs)
            tell(say(f"De broker start op {HOST}:{port} …", f"The broker starts at {HOST}:{port} …"))
            process = self._spawn(runtime, libs, lock)
            running = Running(process.pid, port)
            lock.write(json.dumps({"pid": running.pid, "port": port}))
        self._await(process, port)
        return running

    def down(self) -> bool:
        """Stop the broker in order and return when it has ended; False when none ran."""
        running = self.running()
        if running is None:
            return False
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.running() is not None:
            if time.monotonic() > deadline:
                raise CannotRun(
                    say(
                        f"De broker (proces {running.pid}) stopt niet binnen {STOP_SECONDS:.0f} s; zie {self.log}.",
                        f"The broker (process {running.pid}) has not ended in {STOP_SECONDS:.0f} s; see {self.log}.",
                    )
                )
            time.sleep(LOOK)
        return True

    def _lock(self) -> IO[str]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = (self._folder / "lock").open("a+")
        except OSError as wrong:
            raise CannotRun(
                say(
                    f"In de map {self._folder} kan niet worden geschreven ({wrong.strerror}); er is niets gestart.",
                    f"The folder {self._folder} cannot be written ({wrong.strerror}); nothing was started.",
                )
            ) from wrong
        if not _locked(file):
            file.close()
            raise CannotRun(
                say(
                    f"Op {self._folder} draait al een broker; er is niets veranderd. Zie `koploper kafka status`.",
                    f"A broker runs on {self._folder} already; nothing was touched. See `koploper kafka status`.",
                )
            )
        file.truncate(0)
        return file

    def _write(self, port: int) -> None:
        settings = properties(self._folder, port, any_port(), self._guarded)
        file = self._folder / "server.properties"
        file.touch(mode=0o600)
        file.write_text(written(settings))

    def _format(self, runtime: str, libs: Path) -> None:
        tool = ("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(self._folder / "server.properties"))
        formatting = subprocess.run(  # noqa: S603 - our own words
            [runtime, *_logging("error"), "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*", *tool],
            capture_output=True,
            text=True,
            check=False,
        )
        if formatting.returncode:
            said = (formatting.stderr or formatting.stdout).strip().rpartition("\n")[2]
            said = said or f"exit {formatting.returncode}"
            raise CannotRun(
                say(
                    f"De opslag van de broker kon niet worden ingericht: {said}",
                    f"The broker's storage could not be formatted: {said}",
                )
            )

    def _spawn(self, runtime: str, libs: Path, lock: IO[str]) -> "subprocess.Popen[bytes]":
        """In a session of its own: Ctrl-C for whoever started it is not for the broker."""
        command = [runtime, *HEAP, *_logging("warn"), "-cp", f"{libs}/*", "kafka.Kafka"]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own words
                [*command, str(self._folder / "server.properties")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock.fileno()],
                start_new_session=True,
            )

    def _await(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            if process.poll() is not None:
                raise CannotRun(
                    say(
                        f"De broker is bij het starten gestopt: {self._last_words()} Zie {self.log}.",
                        f"The broker ended while it started: {self._last_words()} See {self.log}.",
                    )
                )
            if time.monotonic() > deadline:
                process.terminate()
                process.wait()
                raise CannotRun(
                    say(
                        f"De broker antwoordde niet binnen {START_SECONDS:.0f} s en is weer gestopt; zie {self.log}.",
                        f"The broker did not answer in {START_SECONDS:.0f} s and was stopped again; see {self.log}.",
                    )
                )
            time.sleep(LOOK)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return next((line for line in reversed(lines) if "ERROR" in line or "FATAL" in line), "(?)")


def answers(port: int) -> bool:
    """Whether a Kafka broker answers there: it is asked which requests it knows, which it tells anybody."""
    request = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions, version 0, correlation id 1, no client id
    try:
        with socket.create_connection((HOST, port), 2.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            head = connection.recv(10, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(head) == 10 and struct.unpack(">ih", head[4:]) == (1, 0)


def _logging(level: str) -> tuple[str, ...]:
    simple = "-Dorg.slf4j.simpleLogger."
    return (f"{simple}defaultLogLevel={level}", f"{simple}showDateTime=true")


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((HOST, port))
        except OSError:
            return False
    return True


def _free(port: int) -> None:
    if not is_free(port):
        raise CannotRun(
            say(
                f"Poort {port} is niet vrij; er is niets gestart. Kies een andere met --port.",
                f"Port {port} is not free; nothing was started. Choose another with --port.",
            )
        )


def any_port() -> int:
    """A port that is free just now, for the controller, with whom only the broker itself speaks."""
    with socket.socket() as trying:
        trying.bind((HOST, 0))
        return int(trying.getsockname()[1])


def _locked(file: IO[str]) -> bool:
    """Take the lock of an open file, if it is free."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
