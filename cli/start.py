"""Where the `koploper` script begins: Ctrl-C ends it in silence while it still loads what it needs.

Nothing is imported here that takes time, and nothing has begun by then that would have to end in order. A
KeyboardInterrupt would not do: whatever is being imported may print it, wrap it or swallow it.
"""

import os
import signal
from types import FrameType

STOPPED = 130


def main() -> None:
    """Run the command; what serves or asks takes Ctrl-C over as soon as it runs."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where a shell has it ignored: `koploper &`
        signal.signal(signal.SIGINT, _leave)
    from cli.main import main as run

    run()


def _leave(_: int, __: FrameType | None) -> None:
    os._exit(STOPPED)
