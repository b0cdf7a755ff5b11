"""The way of a request to one of the replicas of its service, as a proxy finds it."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

import httpx

Ports = Callable[[str], Sequence[int]]
"""Where the replicas of a service listen."""
TIMEOUT: Final = 6.0


class Ways(httpx.AsyncBaseTransport):
    """Gives each request to the next replica in turn; where nobody listens, to the one after it."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._turn = count()
        self._wire = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = request.url.path.split("/")[1]
        ports = self._ports(service)
        turn = next(self._turn)
        request.extensions = {**request.extensions, "timeout": httpx.Timeout(TIMEOUT).as_dict()}
        for port in (ports[(turn + number) % len(ports)] for number in range(len(ports))):
            request.url = request.url.copy_with(host="127.0.0.1", port=port)
            try:
                return await self._wire.handle_async_request(request)
            except httpx.ConnectError:
                continue
        raise httpx.ConnectError(f"no replica of {service} listens", request=request)

    async def aclose(self) -> None:
        await self._wire.aclose()
