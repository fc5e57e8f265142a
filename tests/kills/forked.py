"""One thing done by a process of its own, which may be killed on the way."""

import signal
import tempfile
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from tests.services.postgres import place
from tests.services.zygote import zygote

KILLED = -signal.SIGKILL


@contextmanager
def forks(module: str) -> Generator[Callable[..., Awaitable[int]], None, None]:
    """``begin(what, **words)`` has a process call a function of the module; returns its end."""
    with (
        tempfile.TemporaryDirectory(prefix="kaituan-kills-", dir=place()) as folder,
        zygote(module, folder=Path(folder)) as one,
    ):

        async def begin(what, **words):
            child = one.fork(f"{module}:{what}", **words)
            status = await child.status()
            assert status in {0, KILLED}, child.said()
            return status

        yield begin
