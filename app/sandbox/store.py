"""Where the sandbox provider keeps what it must not forget."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from app.sandbox.refusals import Refused

MEMORY = ":memory:"
BUSY_SECONDS = 2.0
LONGEST_QUEUE = 1_000

Result = TypeVar("Result")

_ASSETS = Path(__file__).parent / "assets"
_TABLES, _UPGRADE, _RULES = (
    (_ASSETS / f"{name}.sql").read_text(encoding="utf-8") for name in ("tables", "upgrade", "rules")
)


class Store:
    """One SQLite file behind one thread: every piece of work is one transaction.

    SQLite has a single writer anyway; one thread makes the queue visible, and
    the queue is bounded.
    """

    def __init__(self, place: Path | str) -> None:
        self._place = place
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-store")
        self._connection: sqlite3.Connection | None = None
        self._waiting = 0

    async def open(self) -> None:
        """Make the file and its tables, or find them as they were left."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    async def close(self) -> None:
        """Finish the work that was accepted, then let go of the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def transact(
        self, work: Callable[[sqlite3.Connection], Result], *, through: bool = True
    ) -> Result:
        """Return what the work returns, after its transaction was written to the disk.

        What is not written ``through`` outlives the process, but not a cut of the power.

        Raises:
            Refused: BUSY when too much work is waiting, or the work's own refusals,
                which roll its transaction back.
        """
        if self._connection is None:
            raise Refused("NOT_RUNNING", "the provider is not running", status=503)
        if self._waiting >= LONGEST_QUEUE:
            raise Refused("BUSY", "too many requests are waiting", status=503)
        self._waiting += 1
        done = asyncio.get_running_loop().run_in_executor(
            self._thread, self._transact, work, through
        )
        done.add_done_callback(self._leave)
        # Shielded: a caller that goes away must not make accepted work vanish from the queue.
        return await asyncio.shield(done)

    def _leave(self, done: asyncio.Future[Result]) -> None:
        self._waiting -= 1
        if not done.cancelled():
            # Looked at, because a caller that went away will not.
            done.exception()

    def _open(self) -> None:
        if isinstance(self._place, Path):
            self._place.parent.mkdir(parents=True, exist_ok=True)
            # Cashier tokens let anybody pay: the file is for its owner alone.
            self._place.touch(mode=0o600, exist_ok=True)
        connection = sqlite3.connect(
            self._place, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=True
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        try:
            _build(connection)
        except sqlite3.OperationalError:
            # Another process was building the same file; what it built is enough, or this fails.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            _build(connection)
        self._connection = connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _transact(self, work: Callable[[sqlite3.Connection], Result], through: bool) -> Result:  # noqa: FBT001 - an executor passes no keywords
        connection = self._connection
        if connection is None:
            raise Refused("NOT_RUNNING", "the provider is stopping", status=503)
        connection.execute(f"PRAGMA synchronous = {'FULL' if through else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return result


def _build(connection: sqlite3.Connection) -> None:
    found = [row["name"] for row in connection.execute("PRAGMA table_info(payments)")]
    is_old = bool(found) and "ignores_close" not in found
    upgrade = _UPGRADE if is_old else ""
    connection.executescript(f"BEGIN IMMEDIATE;\n{_TABLES}{upgrade}{_RULES}COMMIT;")
