"""Several servers on one socket and a worker beside them: kept alive, replaced, sent home."""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence

import click

from app.cli.child import Child, NotReady, say
from app.cli.server import SHUTDOWN_SECONDS

# Besides the drain: what is under way, transactions, connections.
END_SECONDS = SHUTDOWN_SECONDS + 20.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
STEADY_SECONDS = 30.0


class Place:
    """Where one process is wanted at any time: it is started again when it dies."""

    def __init__(self, name: str, words: Sequence[str], *, inherits: Sequence[int] = ()) -> None:
        self._name, self._words, self._inherits = name, words, inherits
        self._changing = asyncio.Lock()
        self.children: list[Child] = []

    async def start(self) -> Child:
        """Start one more here."""
        child = await Child.start(self._name, self._words, inherits=self._inherits)
        self.children.append(child)
        return child

    async def keep(self) -> None:
        """Start another whenever the newest one dies; whoever dies young waits ever longer."""
        clock, pause_seconds = asyncio.get_running_loop().time, FIRST_PAUSE_SECONDS
        while True:
            child, since = self.children[-1], clock()
            code = await child.process.wait()
            if clock() - since > STEADY_SECONDS:
                pause_seconds = FIRST_PAUSE_SECONDS
            async with self._changing:
                if self.children[-1] is child:
                    await child.end(within_seconds=0)
                    say(f"{child.name} died ({code}), another in {pause_seconds} s")
                    await asyncio.sleep(pause_seconds)
                    pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)
                    await self.start()
                    self.children.remove(child)

    async def replace(self, *, within_seconds: float) -> None:
        """Start a new one, and once it is ready send the old one home.

        Raises:
            NotReady: the new one is none; the old one stays.
        """
        async with self._changing:
            [old] = self.children
            new = await Child.start(self._name, self._words, inherits=self._inherits)
            self.children.insert(0, new)
            try:
                await new.ready()
            except NotReady:
                await new.end(within_seconds=within_seconds)
                self.children.remove(new)
                raise
            self.children.reverse()
            await old.end(within_seconds=within_seconds)
            self.children.remove(old)

    async def end(self, *, within_seconds: float) -> None:
        """End whoever is here."""
        ends = (child.end(within_seconds=within_seconds) for child in self.children)
        await asyncio.gather(*ends)


class Fleet:
    """Servers on one socket, and a worker that keeps the deadlines of all."""

    def __init__(
        self, listener: socket.socket, *, servers: int, works: bool, drain_seconds: float
    ) -> None:
        fd = listener.fileno()
        words = ["serve", "--no-worker", "--fd", str(fd)]
        self._listener = listener
        self._servers = [Place("server", words, inherits=[fd]) for _ in range(servers)]
        self._workers = [Place("worker", ["work"])] if works else []
        self._within_seconds = drain_seconds + END_SECONDS
        self._stop, self._roll = asyncio.Event(), asyncio.Event()

    async def run(self, *, ready: Callable[[], None]) -> None:
        """Keep all of them running until told to stop.

        Raises:
            click.ClickException: one ended before all were ready for the first time.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        loop.add_signal_handler(signal.SIGHUP, self._roll.set)
        working = asyncio.create_task(self._work(ready))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (working, stopping):
            task.cancel()
        [failure, _] = await asyncio.gather(working, stopping, return_exceptions=True)
        await self._end()
        if isinstance(failure, Exception):
            raise click.ClickException(str(failure)) from failure

    def _leave(self) -> None:
        if self._stop.is_set():
            # Asked twice: whoever still watches is not waited for.
            for place in (*self._servers, *self._workers):
                for child in place.children:
                    child.tell(signal.SIGINT)
        self._stop.set()

    async def _work(self, ready: Callable[[], None]) -> None:
        places = [*self._servers, *self._workers]
        started = [await place.start() for place in places]
        await asyncio.gather(*(child.ready() for child in started))
        ready()
        async with asyncio.TaskGroup() as keeping:
            for place in places:
                keeping.create_task(place.keep())
            while await self._roll.wait():
                await self._rolled()
                self._roll.clear()

    async def _rolled(self) -> None:
        """Replace one after the other, each by one that is ready."""
        say("rolling: one process after the other is replaced")
        for place in (*self._servers, *self._workers):
            try:
                await place.replace(within_seconds=self._within_seconds)
            except NotReady as failure:
                say(f"broken off, the others stay: {failure}")
                return
        say("rolled")

    async def _end(self) -> None:
        # Who comes now is refused at once, and does not wait for somebody who will not come.
        self._listener.close()
        for places in (self._servers, self._workers):
            ends = (place.end(within_seconds=self._within_seconds) for place in places)
            await asyncio.gather(*ends)
