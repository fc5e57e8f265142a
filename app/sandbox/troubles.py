"""What befalls a request and its answer, where the sandbox provider was told to be a bad server."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.sandbox import mischief
from app.sandbox.refusals import Refused
from app.sandbox.switches import ALL

# Longer than any client should wait, and yet an end.
HANG_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What was decided for one request, in the order in which it befalls it."""

    slow_ms: int = 0
    is_hung: bool = False
    is_refused: bool = False
    is_answer_lost: bool = False
    is_answer_cut: bool = False

    async def befall(self, request: Request, serve: Callable[[], Awaitable[Response]]) -> Response:
        """Return the answer that reaches whoever asked; the effect may have happened without one.

        Raises:
            Refused: CHANNEL_UNAVAILABLE before or after the effect.
        """
        await asyncio.sleep(self.slow_ms / 1_000)
        if self.is_hung:
            await _hang(request)
        if self.is_hung or self.is_refused:
            raise _down()
        response = await serve()
        if self.is_answer_lost:
            raise _down()
        if self.is_answer_cut:
            # A stream has no body yet: nothing of it arrives.
            body = b"" if isinstance(response, StreamingResponse) else bytes(response.body)
            half = body[: len(body) // 2]
            return Response(half, media_type="application/json")
        return response


NONE = Trouble()


def take(db: sqlite3.Connection, operation: str, *, now: str) -> Trouble:
    """Return what befalls this request, and count down what was told for so many."""
    told = mischief.read(db, now=now)
    if told == mischief.CALM:
        return NONE
    refunds_fail = operation == "refund" and (
        told.refunds_down_seconds > 0 or mischief.takes(db, told, "refund_failures")
    )
    # What went out is answered as what nobody knows of, and is asked about in vain.
    is_unknown = operation in ("transfer", "query_transfer") and mischief.takes(
        db, told, "unknown_transfers"
    )
    if is_unknown or told.answers_of not in (ALL, operation):
        return Trouble(is_refused=refunds_fail, is_answer_lost=is_unknown)
    is_slow = mischief.takes(db, told, "slow_requests")
    is_hung = mischief.takes(db, told, "hung_requests")
    # What has befallen a request already is not counted against the next switch.
    is_refused = refunds_fail or (not is_hung and mischief.takes(db, told, "refused_requests"))
    is_over = is_hung or is_refused
    is_lost = not is_over and mischief.takes(db, told, "lost_answers")
    is_cut = not (is_over or is_lost) and mischief.takes(db, told, "cut_answers")
    return Trouble(
        slow_ms=told.slow_ms if is_slow else 0,
        is_hung=is_hung,
        is_refused=is_refused,
        is_answer_lost=is_lost,
        is_answer_cut=is_cut,
    )


async def _hang(request: Request) -> None:
    try:
        async with asyncio.timeout(HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _down() -> Refused:
    return Refused("CHANNEL_UNAVAILABLE", "the channel is down, try later", status=503)
