"""Who shows a token: those who come while the database is asked are asked for together, next.

In a rush thousands show theirs at once. Asked for one by one they would fill every connection
of the pool, and whoever is in the middle of something would stand behind them for each step.
And since no more go on at once than were asked for together, a loop is never busy with hundreds
of beginnings while what was begun before waits for its next step.
"""

import asyncio
from itertools import islice
from weakref import WeakKeyDictionary

from models.people import Person, Session, sessions_of

TOGETHER_MOST = 16
STEPS = 6  # of the loop, in which a refusal is told that costs nothing more
REST_MOST_SECONDS = 0.2

Caller = tuple[Session, Person]


class Callers:
    """The tokens of one loop that are being looked up: one statement at a time."""

    def __init__(self) -> None:
        self._asked: dict[bytes, asyncio.Future[Caller | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def known(self, token_hash: bytes) -> Caller | None:
        """Return the session under a token and whose it is, as they are from this moment on."""
        answer = self._asked.get(token_hash)
        if answer is None:
            answer = asyncio.get_running_loop().create_future()
            # Looked at here too: whoever asked may have given up.
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._asked[token_hash] = answer
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(answer)

    async def _look(self) -> None:
        try:
            while self._asked:
                hashes = tuple(islice(self._asked, TOGETHER_MOST))
                await _answer({token_hash: self._asked.pop(token_hash) for token_hash in hashes})
                if len(self._asked) > TOGETHER_MOST:
                    await _rest()
        finally:
            self._looking = None


async def _rest() -> None:
    """Leave the loop to those who are on their way, as long as the last ones kept it busy."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    for _ in range(STEPS):
        await asyncio.sleep(0)
    await asyncio.sleep(min(clock() - begun, REST_MOST_SECONDS))


async def _answer(asked: dict[bytes, asyncio.Future[Caller | None]]) -> None:
    try:
        found = await sessions_of(tuple(asked))
    except Exception as why:  # noqa: BLE001 - each of them is told, and asks again or not
        for answer in asked.values():
            answer.set_exception(why)
        return
    for token_hash, answer in asked.items():
        answer.set_result(found.get(token_hash))


_callers: WeakKeyDictionary[asyncio.AbstractEventLoop, Callers] = WeakKeyDictionary()


async def caller(token_hash: bytes) -> Caller | None:
    """Return the session that was not revoked under a token, and whose it is."""
    callers = _callers.setdefault(asyncio.get_running_loop(), Callers())
    return await callers.known(token_hash)
