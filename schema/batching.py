"""How a field is answered for all objects of a level at once, and what it looks at for that."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

# The keys in a field's metadata.
BATCH = "batch"
READS = "reads"

Column = tuple[type, str]  # of the table of a model

Batch = Callable[..., Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Reads:
    """What a field looks at: places of its object, and columns of what it finds.

    What is shown of the found ones by fields of theirs is not its business.
    """

    paths: tuple[str, ...] = ()
    finds: tuple[Column, ...] = ()


def reads(*paths: str, finds: Sequence[Column] = ()) -> dict[str, Reads]:
    """Return the metadata of a resolver that looks at nothing else, and loads nothing else.

    An operation all of whose fields say so reads the columns it shows, and no more. Whatever
    says nothing of itself has every row read with all it holds.
    """
    return {READS: Reads(paths, tuple(finds))}


def batched(resolve: Batch) -> dict[str, Batch]:
    """Return the metadata of a field that ``resolve`` answers for many parents at once.

    ``resolve(parents, info, **arguments)`` is told every object that wants the field now, in
    the order of the answer, and the arguments they share; ``info`` has the context. It returns
    as many values, in the same order; an exception among them is the failure of its own parent.
    It is awaited once: what it needs, it loads together. The ordinary resolver stays beside it
    and means the same, for operations that are not compiled.
    """
    return {BATCH: resolve}
