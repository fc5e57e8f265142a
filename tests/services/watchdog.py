"""Ends a test run's Postgres when the run has ended, however it ended.

A finalizer is not enough: a killed pytest runs none, and of several workers
none knows that it is the last.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from app.local.postgres import stop

ROOT = Path(__file__).parents[2]


def watch(folder: Path, *, owner: int) -> None:
    """Start a process of its own that outlives this one and waits for ``owner`` to end."""
    born = psutil.Process(owner).create_time()
    subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.services.watchdog", str(folder), str(owner), str(born)],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode = 0  # not ours to wait for


def wait_and_stop(folder: Path, *, owner: int, born: str) -> None:
    try:
        process = psutil.Process(owner)
        if str(process.create_time()) == born:
            process.wait()
    except psutil.NoSuchProcess:
        pass
    stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    wait_and_stop(Path(sys.argv[1]), owner=int(sys.argv[2]), born=sys.argv[3])
