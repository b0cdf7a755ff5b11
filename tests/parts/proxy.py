"""A network between a store and its PostgreSQL server that breaks at the worst moment: at the commit."""

import socket
import threading
from typing import Final, Literal
from urllib.parse import urlsplit

When = Literal["before", "after"]
COMMIT: Final = b"COMMIT\0"
LOCKS: Final = b"pg_advisory_xact_lock"
CHUNK: Final = 65_536


class Proxy:
    """Passes everything on, until `cut` is said: then a writer's next COMMIT breaks its connection, and only that one.

    "before": the server never gets it; "after": the server commits, and its answer is lost.
    """

    def __init__(self, url: str) -> None:
        self._parts: Final = urlsplit(url)
        self._listening: Final = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._when: When | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The server's address by way of here."""
        user = self._parts.netloc.rpartition("@")[0]
        place = f"{user}@127.0.0.1:{self._listening.getsockname()[1]}"
        return self._parts._replace(netloc=place).geturl()

    def cut(self, when: When) -> None:
        self._when = when

    def close(self) -> None:
        for each in (self._listening, *self._open):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:  # closed
                return
            server = socket.create_connection((self._parts.hostname or "", self._parts.port or 5432))
            self._open += (client, server)
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        writes = False
        try:
            while data := source.recv(CHUNK):
                writes = writes or LOCKS in data
                if asks and writes and self._when is not None and COMMIT in data:
                    self._break(source, target, data)
                    return
                target.sendall(data)
        except OSError:  # the other direction ended
            return
        finally:
            for each in (source, target):
                each.close()

    def _break(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        when, self._when = self._when, None
        client.shutdown(socket.SHUT_RDWR)
        if when == "after":
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)
