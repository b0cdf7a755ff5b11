"""Asking a running Koploper over HTTP, and saying plainly when it says no or is not there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

import httpx

from cli.language import say
from shared.actor import Actor
from shared.web.reader import HEADER

TIMEOUT: Final = 10.0
"""Seconds an answer may take."""


class NotReachable(Exception):
    """No Koploper answers there; the message is one sentence."""


class SaysNo(Exception):
    """It answered with a problem; the message is its sentence."""

    def __init__(self, status: int, rule: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.rule = rule


class Keys(Protocol):
    """What a system is shown that does not believe who somebody says to be."""

    def token(self, actor: Actor) -> str:
        """The token of an actor, or of the actor's role."""
        ...


def acting(actor: Actor | None, keys: Keys | None) -> dict[str, str]:
    """The headers of a request by an actor; None is the public."""
    if actor is None:
        return {}
    return {HEADER: str(actor)} if keys is None else {"Authorization": f"Bearer {keys.token(actor)}"}


class Client:
    """Asks as one actor at a time; `transport` lets it ask a system in this process, `keys` one that wants tokens."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None, keys: Keys | None = None) -> None:
        self.url: Final = url.rstrip("/")
        self._keys = keys
        self._http = httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT, transport=transport)

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, path: str, actor: Actor | None = None, **query: str) -> Any:
        """The JSON at `path`; raises SaysNo or NotReachable."""
        return _read(await self._ask("GET", path, actor, params=query))

    async def all(self, path: str, actor: Actor | None = None, **query: str) -> list[Any]:
        """The items of the whole list at `path`, page by page; raises SaysNo or NotReachable."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.get(path, actor, limit="500", **query, **cursor)
            found += page["items"]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}

    async def get_within(self, seconds: float, path: str, actor: Actor) -> Any:
        """The same where an answer may take longer than others; raises SaysNo or NotReachable."""
        return _read(await self._ask("GET", path, actor, timeout=seconds))

    async def download(self, path: str, actor: Actor, file: Path, **query: str) -> int:
        """Keep what `path` answers in a file, whole or not at all, and give how many bytes it has.

        Raises SaysNo, NotReachable or OSError.
        """
        beside = file.with_name(f".{file.name}.part")
        try:
            with beside.open("wb") as written:
                size = await self._into(written, path, acting(actor, self._keys), query)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
        return size

    async def _into(self, written: BinaryIO, path: str, who: Mapping[str, str], query: Mapping[str, str]) -> int:
        size = 0
        try:
            async with self._http.stream("GET", path, params=query, headers=who) as answer:
                if not answer.is_success:
                    await answer.aread()
                    _read(answer)
                async for part in answer.aiter_bytes():
                    size += written.write(part)
        except httpx.TransportError as wrong:
            raise self._away(wrong) from wrong
        return size

    async def version(self, path: str, actor: Actor) -> int:
        """Which version of the resource at `path` there is; raises SaysNo or NotReachable."""
        answer = await self._ask("GET", path, actor)
        _read(answer)
        return int(answer.headers["ETag"].strip('"'))

    async def post(
        self,
        path: str,
        body: Mapping[str, Any],
        actor: Actor | None,
        key: str | None = None,
        seen: int | None = None,
    ) -> Mapping[str, Any]:
        """Do an act, decided on the version that was `seen`; `key` makes a repeated one the same.

        Raises SaysNo or NotReachable.
        """
        headers = {} if key is None else {"Idempotency-Key": key}
        headers |= {} if seen is None else {"If-Match": f'"{seen}"'}
        answer: Mapping[str, Any] = _read(await self._ask("POST", path, actor, json=body, headers=headers))
        return answer

    async def _ask(
        self, method: str, path: str, actor: Actor | None, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        who = acting(actor, self._keys)
        try:
            return await self._http.request(method, path, headers={**who, **(headers or {})}, **more)
        except httpx.TransportError as wrong:
            raise self._away(wrong) from wrong

    def _away(self, wrong: Exception) -> NotReachable:
        return NotReachable(
            say(
                f"Op {self.url} antwoordt geen Koploper ({type(wrong).__name__}). Start hem met `make run`, "
                "of geef een ander adres met --url.",
                f"No Koploper answers at {self.url} ({type(wrong).__name__}). Start it with `make run`, "
                "or give another address with --url.",
            )
        )


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        wrong = [f"{each['pointer']}: {each['detail'].rstrip('.')}." for each in problem.get("errors", ())]
        said = " ".join([problem["detail"], *wrong])
        raise SaysNo(answer.status_code, problem["type"].rpartition(":")[2], said)
    except (ValueError, KeyError) as unread:
        raise SaysNo(answer.status_code, "unknown", f"HTTP {answer.status_code}: {answer.text[:200]}") from unread
