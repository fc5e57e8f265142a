"""Which signed requests the sandbox provider has seen already."""

from datetime import datetime, timedelta

from app.errands.signing import WINDOW_SECONDS
from app.sandbox.refusals import Refused


class NonceMemory:
    """The nonces of the last ten minutes, at most ``capacity`` of them.

    A timestamp may lie five minutes ahead and is good for five minutes after,
    so that no request can be played back once its nonce is forgotten. When the
    memory is full, requests are refused: forgetting early would let one through.
    """

    def __init__(self, *, capacity: int = 200_000) -> None:
        self._capacity = capacity
        self._seen: dict[str, datetime] = {}

    def remember(self, nonce: str, *, now: datetime) -> None:
        """Take note of a nonce whose signature was right.

        Raises:
            Refused: NONCE_REPEATED, or BUSY when the memory is full.
        """
        self._forget(now - timedelta(seconds=2 * WINDOW_SECONDS))
        if nonce in self._seen:
            raise Refused("NONCE_REPEATED", "this request was already received", status=401)
        if len(self._seen) >= self._capacity:
            raise Refused("BUSY", "too many requests within ten minutes", status=503)
        self._seen[nonce] = now

    def _forget(self, before: datetime) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            if self._seen[oldest] >= before:
                return
            del self._seen[oldest]
