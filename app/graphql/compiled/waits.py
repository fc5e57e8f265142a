"""How are values awaited: at the same moments, in the same order as graphql-core awaits them."""

import asyncio
import contextlib
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql.pyutils import gather_with_cancel

from app.graphql.compiled.core import COROUTINE
from app.graphql.errors import Overdue

if TYPE_CHECKING:
    from app.graphql.compiled.run import Run, Step, Trail

Complete: TypeAlias = Callable[[Any, "Run", "Trail"], Any]
Pending: TypeAlias = Coroutine[Any, Any, Any]


async def in_time(value: Awaitable[Any], run: "Run") -> Any:
    """Return what is awaited.

    Raises:
        Overdue: it took longer than a resolver may, or waited on something that was
            given up by somebody whose own time had run out.
    """
    watch = run.clock.watch()
    cancelling = watch.task.cancelling()
    try:
        return await value
    except asyncio.CancelledError:
        # A load shared with another field may have been cancelled, with nobody cancelling us.
        if watch.task.cancelling() > (cancelling + 1 if watch.is_overdue else 0):
            raise
        raise Overdue from None
    finally:
        watch.is_done = True
        if watch.is_overdue:
            watch.task.uncancel()


async def awaited(
    value: Awaitable[Any], run: "Run", trail: "Trail", step: "Step", complete: Complete
) -> Any:
    """Return the completed value of a field whose resolver promised one; None where it fails."""
    try:
        completed = complete(await in_time(value, run), run, trail)
        if type(completed) is COROUTINE:
            completed = await completed
    except Exception as error:  # noqa: BLE001 - whatever a resolver raises is told to the client
        return run.fail(error, step, trail)
    return completed


async def awaited_item(
    value: Awaitable[Any],
    run: "Run",
    trail: "Trail",
    step: "Step",
    complete: Complete,
    is_non_null: bool,  # noqa: FBT001 - called from generated code
) -> Any:
    """Return the completed value of an item of a list that is promised one by one."""
    try:
        completed = complete(await in_time(value, run), run, trail)
        if type(completed) is COROUTINE:
            completed = await completed
    except Exception as error:  # noqa: BLE001 - as above
        return run.fail_at(error, step, trail, is_non_null=is_non_null)
    return completed


async def finished(pending: Pending, run: "Run", trail: "Trail", step: "Step") -> Any:
    """Return the value of a field whose parts are still awaited; None where one fails it."""
    try:
        return await pending
    except Exception as error:  # noqa: BLE001 - as above
        return run.fail(error, step, trail)


async def finished_item(
    pending: Pending,
    run: "Run",
    trail: "Trail",
    step: "Step",
    is_non_null: bool,  # noqa: FBT001 - called from generated code
) -> Any:
    """Return the value of an item whose parts are still awaited; None where one fails it."""
    try:
        return await pending
    except Exception as error:  # noqa: BLE001 - as above
        return run.fail_at(error, step, trail, is_non_null=is_non_null)


async def finished_apart(pending: Pending) -> tuple[Any, Exception | None]:
    """Return the value of what is still awaited, or its error."""
    try:
        return await pending, None
    except Exception as error:  # noqa: BLE001 - as above
        return None, error


async def gathered(made: Any, waiting: list[Any]) -> Any:
    """Return an object or a list once all that it waits for is there."""
    if len(waiting) == 1:
        only = waiting[0]
        made[only] = await made[only]
        return made
    found = await gather_with_cancel(*(made[one] for one in waiting))
    for one, value in zip(waiting, found, strict=True):
        made[one] = value
    return made


def noted(waiting: list[Any] | None, one: Any) -> list[Any]:
    """Return the keys that are waited for, with one more."""
    if waiting is None:
        return [one]
    waiting.append(one)
    return waiting


async def listed(
    items: AsyncIterable[Any],
    run: "Run",
    trail: "Trail",
    item_of: "Callable[[list[Any], Any, Run, Trail], bool]",
    whole: Callable[[Exception], Exception],
) -> list[Any]:
    """Return a list whose items come one after another."""
    made: list[Any] = []
    waiting: list[int] = []
    iterator = aiter(items)
    try:
        while True:
            try:
                item = await anext(iterator)
            except StopAsyncIteration:
                break
            except Exception as error:
                raise whole(error) from error
            if item_of(made, item, run, (trail, len(made), None)):
                waiting.append(len(made) - 1)
    except Exception:
        await _closed(iterator)
        if waiting:
            run.settle([made[index] for index in waiting])
        raise
    return await gathered(made, waiting) if waiting else made


async def _closed(iterator: Any) -> None:
    close = getattr(iterator, "aclose", None)
    if close is not None:
        with contextlib.suppress(Exception):  # the error that ended the list is the one to tell
            await close()
