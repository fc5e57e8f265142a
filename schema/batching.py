"""How a field is answered for all objects of a level at once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

BATCH = "batch"  # the key in a field's metadata

Batch = Callable[..., Awaitable[Sequence[Any]]]


def batched(resolve: Batch) -> dict[str, Batch]:
    """Return the metadata of a field that ``resolve`` answers for many parents at once.

    ``resolve(parents, info, **arguments)`` is told every object that wants the field now, in
    the order of the answer, and the arguments they share; ``info`` has the context. It returns
    as many values, in the same order; an exception among them is the failure of its own parent.
    It is awaited once: what it needs, it loads together. The ordinary resolver stays beside it
    and means the same, for operations that are not compiled.
    """
    return {BATCH: resolve}
