"""One process that another of ours started: it says when it is ready, and is sent home."""

import asyncio
import functools
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from app.cli.leash import READY
from app.cli.words import ASIDE
from app.settings import ROOT

READY_SECONDS = 60.0

say = functools.partial(ASIDE.print, soft_wrap=True)


class NotReady(Exception):
    """A process ended, or said nothing for too long, before it was ready."""


class Child:
    """One process of ours. It ends by itself when we are gone."""

    def __init__(self, name: str, process: Process, line: socket.socket) -> None:
        self.name = f"{name} {process.pid}"
        self.process = process
        self._line = line

    @classmethod
    async def start(cls, name: str, words: Sequence[str], *, inherits: Sequence[int]) -> "Child":
        """Start a command of ours in a process group of its own: a terminal tells only us."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with ExitStack() as lines:
            lines.enter_context(ours)
            lines.enter_context(theirs)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app", *words, "--leash", str(theirs.fileno())),
                cwd=ROOT,
                stdin=DEVNULL,
                pass_fds=(theirs.fileno(), *inherits),
                start_new_session=True,
            )
            lines.pop_all()
            theirs.close()
        return cls(name, process, ours)

    async def ready(self) -> None:
        """Return once it says that work may come.

        Raises:
            NotReady: it did not say so.
        """
        try:
            async with asyncio.timeout(READY_SECONDS):
                said = await asyncio.get_running_loop().sock_recv(self._line, len(READY))
        except TimeoutError:
            raise NotReady(f"{self.name} was not ready in {READY_SECONDS:.0f} s") from None
        if said != READY:
            raise NotReady(f"{self.name} ended before it was ready: {await self.process.wait()}")

    async def end(self, *, within_seconds: float) -> None:
        """Tell it to end and wait until it has; one that does not is killed."""
        self.tell(signal.SIGTERM)
        try:
            async with asyncio.timeout(within_seconds):
                await self.process.wait()
        except TimeoutError:
            say(f"{self.name} did not end in {within_seconds:.0f} s: killed")
            self.tell(signal.SIGKILL)
            await self.process.wait()
        self._line.close()

    def tell(self, number: int) -> None:
        """Send a signal, if there is anybody to hear it."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)
