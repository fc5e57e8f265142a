"""How passwords become hashes without stopping the loop: Argon2id in threads, few at a time."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 2
WAIT_SECONDS = 5.0


class Argon:
    """Hashes and compares; a flood of sign-ins queues here and spares everybody else."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        # Compared with where nobody has the handle, so that it takes as long to say no.
        self._nobody = HASHER.hash("nobody signs in with this")

    async def hashed(self, password: str) -> str:
        """Return a hash to be stored.

        Raises:
            TimeoutError: too many wait before it.
        """
        return await self._in_turn(password, None) or ""

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password has this hash.

        Raises:
            TimeoutError: too many wait before it.
        """
        fits = await self._in_turn(password, password_hash or self._nobody)
        return fits is not None and password_hash is not None

    async def _in_turn(self, password: str, compared: str | None) -> str | None:
        async with asyncio.timeout(WAIT_SECONDS):
            await self._places.acquire()
        work = asyncio.ensure_future(asyncio.to_thread(_work, password, compared))
        # A place is free when its thread is, not when the caller gave up waiting for it.
        work.add_done_callback(lambda _: self._places.release())
        return await asyncio.shield(work)


def _work(password: str, compared: str | None) -> str | None:
    if compared is None:
        return HASHER.hash(password)
    try:
        HASHER.verify(compared, password)
    except (VerificationError, InvalidHashError):
        return None
    return compared
