"""How long may what one execution awaits still take."""

import asyncio
from collections import deque
from typing import Any


class Watch:
    """How long one awaited value may still take."""

    __slots__ = ("is_done", "is_overdue", "task", "until")

    def __init__(self, task: asyncio.Task[Any], until: float) -> None:
        self.task = task
        self.until = until
        self.is_done = False
        self.is_overdue = False


class Clock:
    """Cancels what waits too long; one timer for all that wait in one execution."""

    __slots__ = ("handle", "loop", "seconds", "watches")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.loop = asyncio.get_running_loop()
        self.watches: deque[Watch] = deque()
        self.handle: asyncio.TimerHandle | None = None

    def watch(self) -> Watch:
        """Return a watch on what this task awaits next; everybody has equally long."""
        task = asyncio.current_task()
        assert task is not None
        watch = Watch(task, self.loop.time() + self.seconds)
        self.watches.append(watch)
        if self.handle is None:
            self.handle = self.loop.call_at(watch.until, self._ring)
        return watch

    def _ring(self) -> None:
        self.handle = None
        now = self.loop.time()
        while self.watches and (self.watches[0].is_done or self.watches[0].until <= now):
            watch = self.watches.popleft()
            if not watch.is_done:
                watch.is_overdue = True
                watch.task.cancel()
        if self.watches:
            self.handle = self.loop.call_at(self.watches[0].until, self._ring)

    def stop(self) -> None:
        """Let nothing ring any more."""
        if self.handle is not None:
            self.handle.cancel()
            self.handle = None
