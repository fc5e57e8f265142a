"""What a signal does: it ends the command by an exception, so that what was started is ended."""

import contextlib
import signal
from collections.abc import Generator
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(SystemExit):
    """Somebody asked this process to end; the code is what a shell expects after a signal."""


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(128 + number)


@contextlib.contextmanager
def stoppable() -> Generator[None]:
    """Raise ``Stopped`` in the block when a signal asks the process to end.

    The default ends the process at once, and what it started would live on.
    """
    before = {number: signal.signal(number, _stop) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def undisturbed() -> Generator[None]:
    """Hold signals back until the block ends.

    They are noted, not masked: a child process would inherit the mask.
    """
    noted: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: noted.append(number)) for number in ENDING
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if noted:
        signal.raise_signal(noted[0])
