"""Kaituan as people start it: a process with an environment of its own."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil

from app.local.postmaster import find_postmaster

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60
ENDS_WITHIN = 15
POLL_SECONDS = 0.01


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This process's variables without those that steer Kaituan, but for ``more``."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("KAITUAN_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return {**kept, "KAITUAN_LOCAL": str(folder), **more}


class Running:
    """A command under way, whose output can be waited for."""

    def __init__(self, *words: str, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def line(self, pattern: str) -> re.Match[str]:
        """The next line that matches; what came before is in ``said``."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            line = self._lines.get(timeout=max(deadline - time.monotonic(), 0.01))
            assert line is not None, f"it ended and said: {''.join(self.said)}"
            self.said.append(line)
            if found := re.search(pattern, line):
                return found

    def end(self, number: int = signal.SIGTERM) -> int:
        """The exit code after this signal."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(ENDS_WITHIN)
        while (line := self._lines.get(timeout=ENDS_WITHIN)) is not None:
            self.said.append(line)
        return code

    @property
    def text(self) -> str:
        return "".join(self.said)


@contextmanager
def started(*words: str, env: dict[str, str]):
    """A command that is killed afterwards if the test did not end it."""
    running = Running(*words, env=env)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait(ENDS_WITHIN)
        running.process.stdout.close()


@contextmanager
def serving(folder: Path, *words: str, **more: str):
    """A shop on a free port that answers, as ``(running, url)``."""
    with started("serve", "--port", "0", *words, env=environment(folder, **more)) as running:
        url = running.line(r"Kaituan 开团 (http://\S+)/$")[1]
        answer = httpx2.get(f"{url}/readyz", timeout=10)
        assert answer.json() == {"ready": True}
        yield running, url


def postmaster(folder: Path) -> int | None:
    """The process that serves the folder's own Postgres."""
    found = find_postmaster(folder / "postgres" / "data")
    return found.pid if found else None


def gone(pid: int) -> bool:
    """Whether a process has ended, or is only waiting to be taken note of."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
