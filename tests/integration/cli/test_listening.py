"""The port a process listens on: why it cannot be had is said as it is."""

import socket

import pytest

from cli.cannot import CannotRun
from cli.serving import http

LOOPBACK = "127.0.0.1"


def test_a_port_that_is_taken() -> None:
    """Somebody else listens there."""
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotRun, match=rf"Poort {port} is niet vrij .*met PORT="):
            http.bound(LOOPBACK, port, "PORT=")


@pytest.mark.parametrize("host", ["192.0.2.1", "256.0.0.1"])
def test_an_address_that_is_not_ours(host: str) -> None:
    """Of another machine, or of none: the port is not what is wrong."""
    with pytest.raises(CannotRun, match=rf"Op poort 8000 van {host} .*een adres van deze machine") as refused:
        http.listening(host, 8000, "KOPLOPER_PORT")
    assert "niet vrij" not in str(refused.value)
