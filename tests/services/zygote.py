"""A process that has imported everything once, and forks a child whenever a test wants one."""

import asyncio
import ctypes
import importlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import traceback
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from tests.services.valkey import die_with_parent

ROOT = Path(__file__).parents[2]
END_SECONDS = 10
BORN, ENDED = 0, 1


@dataclass
class Child:
    """One forked process; ``ended`` is its status as subprocess tells it: -9 after kill -9."""

    pid: int
    log: Path
    ended: Future = field(default_factory=Future)

    def send(self, number: signal.Signals) -> None:
        if not self.ended.done():
            os.kill(self.pid, number)

    async def status(self) -> int:
        async with asyncio.timeout(END_SECONDS):
            return await self.over()

    async def over(self) -> int:
        """Its status, once it has ended; whoever gives up waiting cancels nothing."""
        return await asyncio.shield(asyncio.wrap_future(self.ended))

    async def end(self) -> None:
        """Kill it, if it is not dead, and wait for that."""
        self.send(signal.SIGKILL)
        await self.status()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


class Zygote:
    """The test's end of the process that forks; any number of tests may share one."""

    def __init__(self, process: subprocess.Popen, folder: Path) -> None:
        self._process, self._folder = process, folder
        self._asked: SimpleQueue[Path] = SimpleQueue()
        self._born: SimpleQueue[Child | None] = SimpleQueue()
        self._forked = 0
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def fork(self, place: str, **words) -> Child:
        """Have a fresh child call ``module:function`` with these words."""
        self._forked += 1
        log = self._folder / f"{self._forked}-{place.rpartition(':')[2]}.log"
        asked = {"place": place, "words": words, "log": str(log)}
        self._asked.put(log)
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        child = self._born.get(timeout=END_SECONDS)
        assert child is not None, "the zygote is gone"
        return child

    def end(self) -> None:
        """Let go of it: it ends, and what it forked ends with it."""
        with self._process:
            self._process.stdin.close()
            self._listening.join(END_SECONDS)

    def _listen(self) -> None:
        children: dict[int, Child] = {}
        for line in self._process.stdout:
            word, pid, *status = map(int, line.split())
            if word == BORN:
                children[pid] = Child(pid, self._asked.get())
                self._born.put(children[pid])
            else:
                children.pop(pid).ended.set_result(os.waitstatus_to_exitcode(status[0]))
        self._born.put(None)


@contextmanager
def zygote(*modules: str, folder: Path, sockets=()):
    """A zygote that has these modules and these listening sockets."""
    words = [sys.executable, "-m", "tests.services.zygote", *modules]
    process = subprocess.Popen(  # noqa: S603
        words,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[each.fileno() for each in sockets],
        preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )
    one = Zygote(process, folder)
    try:
        yield one
    finally:
        one.end()


def _tell(*numbers: int) -> None:
    os.write(1, b"%s\n" % b" ".join(str(n).encode() for n in numbers))


def _reap(alive: set[int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            alive.discard(ended[0])
            _tell(ENDED, *ended)


def _live(asked: dict) -> None:
    """What a child does, from its fork to its end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # a stopped one, too, ends with the zygote
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    random.seed()
    module, _, name = asked["place"].partition(":")
    code = 1
    try:
        getattr(importlib.import_module(module), name)(**asked["words"])
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, it is told and the child ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def main(modules: list[str]) -> None:
    """Import, then fork for each line, until nobody holds the other end any more."""
    for name in modules:
        importlib.import_module(name)
    heard, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    alive, lines = set[int](), b""
    while True:
        readable, _, _ = select.select([0, heard], [], [])
        if heard in readable:
            os.read(heard, 4096)
            _reap(alive)
        if 0 not in readable:
            continue
        read = os.read(0, 65536)
        if not read:
            break
        *whole, lines = (lines + read).split(b"\n")
        for line in whole:
            pid = os.fork()
            if pid == 0:
                os.close(heard)
                os.close(woken)
                _live(json.loads(line))
            alive.add(pid)
            _tell(BORN, pid)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
