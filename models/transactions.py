"""Where transactions are opened: here and nowhere else."""

import asyncio
import functools
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import asyncpg
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

ATTEMPTS = 5
PAUSE_SECONDS = 0.01
# Fewer than a pool has connections: a crowd before one team's lock leaves some for reading.
AT_ONCE = 12
PATIENCE_SECONDS = 5.0
OVERDUE = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)
GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,  # what asyncpg says of a connection that was lost before
    ConnectionError,
)
COLLISIONS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)

_free: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_running: set[asyncio.Task[object]] = set()
_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)
_told: ContextVar[frozenset[str]] = ContextVar("told_of", default=frozenset())
_bells: list[Callable[[], None]] = []
_hearers: list[Callable[[Collection[str]], None]] = []


def on_commit(bell: Callable[[], None]) -> Callable[[], None]:
    """Ring ``bell`` after each commit that tells something; returns what takes it down again.

    A bell may do nothing but wake somebody: nothing that can fail stands
    between a commit and its answer.
    """
    _bells.append(bell)
    return lambda: _bells.remove(bell)


def on_told(hear: Callable[[Collection[str]], None]) -> Callable[[], None]:
    """Have the topics heard of which a commit tells; returns what stops it.

    They are heard before the commit is answered: whoever asks next sees what was done. What
    hears may do nothing but forget.
    """
    _hearers.append(hear)
    return lambda: _hearers.remove(hear)


def ring_later(topics: Iterable[str]) -> None:
    """Have the bells rung once the transaction under way, which tells of these, has committed."""
    _told.set(_told.get().union(topics))


def one_transaction(action: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Make an action one transaction: all of it is written, or none.

    It runs in a task of its own, shielded: a caller who gives up cannot cut it
    in the middle, which would drain the connection pool. Collisions between
    transactions are tried again, which is why an action must have no other
    effect than its rows.

    Raises:
        TimeoutError: a lock or a statement took too long, and nothing was written; or the
            database went away, and nobody knows.
    """

    @functools.wraps(action)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        assert not _inside.get(), "one action, one transaction"

        async def once() -> T:
            _inside.set(True)
            async with _begun():
                return await action(*args, **kwargs)

        return await _shielded(lambda: _retried(once))

    return run


def one_snapshot(reading: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Make a reading of many statements see all tables at one moment; it cannot write."""

    @functools.wraps(reading)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        assert not _inside.get(), "a snapshot is a transaction of its own"

        async def once() -> T:
            _inside.set(True)
            async with _begun() as connection:
                await connection.execute_script(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                )
                return await reading(*args, **kwargs)

        return await _shielded(once)

    return run


@asynccontextmanager
async def _begun() -> AsyncGenerator[Any]:
    opening = in_transaction()
    try:
        connection = await opening.__aenter__()
    except BaseException:
        # Whoever cannot begin keeps the connection it took, unless it is taken away: its
        # server may have died while it lay in the pool. This word means: do not roll back.
        with suppress(Exception):
            await opening.__aexit__(TransactionManagementError, None, None)
        raise
    try:
        yield connection
    except BaseException as error:
        await opening.__aexit__(type(error), error, error.__traceback__)
        raise
    await opening.__aexit__(None, None, None)


def _places() -> asyncio.Semaphore:
    loop = asyncio.get_running_loop()
    return _free.setdefault(loop, asyncio.Semaphore(AT_ONCE))


async def _shielded(work: Callable[[], Awaitable[T]]) -> T:
    places = _places()
    # Whoever gives up here was never begun: no queue of work nobody waits for can grow.
    async with asyncio.timeout(PATIENCE_SECONDS):
        await places.acquire()

    async def body() -> T:
        try:
            answer = await work()
        except OVERDUE:
            # The server gave up on a lock or a statement: nothing was written.
            raise TimeoutError from None
        except GONE as lost:
            # Whether it was written nobody can say now: who asks again with the same key learns.
            log.warning("the database went away from a transaction: %r", lost)
            raise TimeoutError from lost
        if told := _told.get():
            for hear in tuple(_hearers):
                hear(told)
            for bell in tuple(_bells):
                bell()
        return answer

    task = asyncio.create_task(body())
    _running.add(task)
    task.add_done_callback(_ended)
    task.add_done_callback(lambda _: places.release())
    return await asyncio.shield(task)


def _ended(task: asyncio.Task[object]) -> None:
    _running.discard(task)
    if not task.cancelled():
        # Looked at here too: a caller who gave up will not ask how it went.
        task.exception()


async def _retried(once: Callable[[], Awaitable[T]]) -> T:
    for attempt in range(1, ATTEMPTS):
        try:
            return await once()
        except COLLISIONS:
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    return await once()


async def finished(*, timeout_seconds: float) -> None:
    """Wait until every transaction under way has ended, before connections are closed."""
    if _running:
        await asyncio.wait(tuple(_running), timeout=timeout_seconds)
