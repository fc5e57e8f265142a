"""How a process hangs on the one that started it: it says when it is ready, and ends with it."""

import contextlib
import os
import signal
import socket
import threading

READY = b"ready\n"


class Leash:
    """The end that is ours of a line to whoever started this process."""

    def __init__(self, fd: int) -> None:
        self._line = socket.socket(fileno=fd)
        threading.Thread(target=self._hold, name="leash", daemon=True).start()

    def ready(self) -> None:
        """Say that work may come."""
        # Whoever is gone already will be noticed by the other thread.
        with contextlib.suppress(OSError):
            self._line.sendall(READY)

    def _hold(self) -> None:
        # Nothing is ever said on it: it ends when its other end is closed, even by kill -9.
        with contextlib.suppress(OSError):
            self._line.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)
