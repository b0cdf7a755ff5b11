"""A PostgreSQL server for the tests of one process: a container where Docker answers, else this machine's binaries.

One server per pytest worker: it starts in about two seconds, and nobody has to wait for, or look after, another's.
Its databases sort by the rules of the Dutch language, as an operator's may: what relies on bytes must say so.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import psycopg
from psycopg import sql

IMAGE: Final = "postgres:17"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder in it is made for us
"""Where a server of our own keeps its data, if there: no test cuts the power, and syncing a real disk takes long."""
DEBIAN: Final = Path("/usr/lib/postgresql")
LOCALE: Final = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nl")
PATIENCE: Final = 30.0
"""Seconds after which a server that does not answer has failed to start."""


class Postgres(ABC):
    """A server that runs, and databases on it."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._used: list[str] = []
        self._spare: list[str] = []

    @property
    @abstractmethod
    def admin(self) -> str:
        """The address of a superuser's own database."""

    @abstractmethod
    def stop(self) -> None:
        """End at once, as a host that fails: nothing is written down any more."""

    @abstractmethod
    def start(self) -> None:
        """Run (again) on the same data, at the same address; answers when this returns."""

    def restart(self) -> None:
        """End at once and come back."""
        self.stop()
        self.start()

    def fresh(self) -> str:
        """The address of an empty database, which a role of its own owns; nobody else has it until `forget`."""
        name = self._cleaned(self._spare.pop()) if self._spare else self._created()
        self._used.append(name)
        parts = psycopg.conninfo.conninfo_to_dict(self.admin)
        return f"postgresql://{name}:{name}@{parts['host']}:{parts['port']}/{name}"

    def forget(self) -> None:
        """Nobody uses the databases given so far any more; to empty one is quicker than to make one."""
        self._spare += self._used
        self._used.clear()

    def _created(self) -> str:
        name = f"koploper_{next(self._numbers)}"
        self.run(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(name)),
            sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(name)),
        )
        return name

    def _cleaned(self, name: str) -> str:
        self.cut(name)
        with psycopg.connect(self.admin, autocommit=True, dbname=name) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute(sql.SQL("CREATE SCHEMA public AUTHORIZATION {}").format(sql.Identifier(name)))
        return name

    def cut(self, url: str) -> int:
        """End all connections to a database, as a network or an operator may; gives how many there were."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.admin, autocommit=True) as connection:
            found = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            row: Any = found.fetchone()
            return int(row[0])

    def run(self, *statements: sql.Composed) -> None:
        """Run statements as superuser, each by itself."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _wait(self) -> None:
        until = monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.admin, connect_timeout=2).close()
            except psycopg.OperationalError:
                if monotonic() > until:
                    raise
                sleep(0.02)
            else:
                return


class Native(Postgres):
    """A server of our own in a temporary folder, run by a user without rights."""

    def __init__(self, binaries: Path, folder: Path, behind: "Native | None" = None) -> None:
        super().__init__()
        self._binaries = binaries
        self._folder = folder
        self._user = None if os.geteuid() else "postgres"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if self._user is not None:
            found = pwd.getpwnam(self._user)
            os.chown(folder, found.pw_uid, found.pw_gid)
        data = f"--pgdata={folder / 'data'}"
        if behind is None:
            self._call("initdb", "--no-sync", "--auth=trust", "--username=postgres", *LOCALE, data)
        else:
            of = ("--host=127.0.0.1", f"--port={behind._port}", "--username=postgres")
            self._call("pg_basebackup", *of, "--no-sync", "--checkpoint=fast", "--write-recovery-conf", data)
        self.start()

    @property
    def admin(self) -> str:
        return f"host=127.0.0.1 port={self._port} user=postgres dbname=postgres"

    def standby(self, folder: Path) -> "Native":
        """A second server, in an empty folder, that replays all that this one writes; it only reads."""
        return Native(self._binaries, folder, behind=self)

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this machine's own server
                [
                    self._binaries / "postgres",
                    *("-D", self._folder / "data", "-p", str(self._port), "-k", self._folder, "-h", "127.0.0.1"),
                    *("-c", "max_connections=200", "-c", "log_error_verbosity=terse"),
                ],
                user=self._user,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self._folder,
            )
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._call("pg_ctl", "stop", "--mode=immediate", "--silent", f"--pgdata={self._folder / 'data'}")
            self._process.wait()
            self._process = None

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - likewise
            [self._binaries / program, *arguments],
            user=self._user,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
        )


class Contained(Postgres):
    """A server in a container."""

    def __init__(self) -> None:
        from testcontainers.community.postgres import PostgresContainer
        from testcontainers.core.config import testcontainers_config

        super().__init__()
        testcontainers_config.ryuk_disabled = True  # one more image to fetch, to do what `remove` does
        self._port = _free_port()
        self._container = PostgresContainer(IMAGE, username="postgres", password="postgres", dbname="postgres")
        self._container.with_env("POSTGRES_INITDB_ARGS", " ".join(LOCALE)).with_bind_ports(5432, self._port)
        self._container.with_command("postgres -c max_connections=200 -c log_error_verbosity=terse")
        self._container.start()
        self._wait()

    @property
    def admin(self) -> str:
        return f"host=127.0.0.1 port={self._port} user=postgres password=postgres dbname=postgres"

    def start(self) -> None:
        self._container.get_wrapped_container().start()
        self._wait()

    def stop(self) -> None:
        self._container.get_wrapped_container().kill()

    def remove(self) -> None:
        self._container.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def binaries() -> Path | None:
    """Where this machine has the newest PostgreSQL server, if any."""
    on_path = shutil.which("postgres")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = (each.parent for each in DEBIAN.glob("*/bin/postgres"))
    return max(found, key=lambda each: int(each.parent.name), default=None)


def has_image(image: str) -> bool:
    """Whether a Docker engine answers that has this image, or can get it."""
    import docker
    from docker.errors import DockerException, ImageNotFound

    try:
        engine = docker.from_env(timeout=120)
        try:
            engine.images.get(image)
        except ImageNotFound:
            engine.images.pull(image)
    except DockerException:
        return False
    return True


def found() -> str | None:
    """How a server can be run here: `docker`, `native`, or not at all."""
    if has_image(IMAGE):
        return "docker"
    return "native" if binaries() is not None else None


@contextmanager
def running(how: str, folder: Path = MEMORY) -> Iterator[Postgres]:
    """A server, until the end of the block; `how` is what `found` gave, a native one has its data in `folder`."""
    if how == "docker":
        contained = Contained()
        try:
            yield contained
        finally:
            contained.remove()
        return
    place = binaries()
    assert place is not None
    where = folder if folder.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="koploper-postgres-", dir=where, ignore_cleanup_errors=True) as made:
        native = Native(place, Path(made))
        try:
            yield native
        finally:
            native.stop()
