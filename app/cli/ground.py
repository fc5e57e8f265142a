"""On which Postgres a command stands: the one that was named, or our own while it is used."""

import contextlib
import fcntl
import time
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

from app.cli.signals import stoppable, undisturbed
from app.cli.words import ASIDE
from app.local.postgres import start, stop
from app.local.programs import LocalPostgresError
from app.settings import Settings

WAIT_SECONDS = 150.0
POLL_SECONDS = 0.05


@contextlib.contextmanager
def ground(settings: Settings) -> Generator[str]:
    """Give the URL of the database, and end a Postgres of our own with its last user.

    Signals raise ``Stopped`` in the block.

    Raises:
        LocalPostgresError: our own cannot run here.
    """
    with stoppable():
        if settings.database_url is not None:
            yield settings.database_url
            return
        settings.local_folder.mkdir(parents=True, exist_ok=True)
        with (settings.local_folder / "postgres.users").open("a") as users:
            yield from _used(settings.local_folder / "postgres", users)


def _used(folder: Path, users: TextIO) -> Generator[str]:
    """Count ourselves among the users while the block runs: a lock that a kill frees too."""
    _count_in(users)
    try:
        with undisturbed(), ASIDE.status("starting a Postgres of our own…"):
            url = start(folder)
        yield url
    finally:
        with undisturbed():
            if _last(users):
                stop(folder)


def _count_in(users: TextIO) -> None:
    # Whoever is just stopping the server holds the lock alone: wait, then start it again.
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LocalPostgresError(f"another process holds {users.name}") from None
            time.sleep(POLL_SECONDS)
        else:
            return


def _last(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
