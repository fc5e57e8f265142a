"""How long may anything be waited for."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from app.graphql.errors import Overdue

T = TypeVar("T")


async def in_time(awaitable: Awaitable[T], seconds: float) -> T:
    """Return what is awaited.

    Raises:
        Overdue: it took longer than ``seconds``, or waited on something that was
            given up by somebody whose own time had run out.
    """
    try:
        async with asyncio.timeout(seconds):
            return await awaitable
    except TimeoutError:
        raise Overdue from None
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        # A load shared with another field was cancelled; nobody cancelled this task.
        raise Overdue from None
