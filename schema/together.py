"""How a relation is followed for all objects of a level at once."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from schema.batching import Column, batched, reads
from schema.info import Info


def followed(
    loader: str, key: str, show: Callable[[Any], Any], *, finds: Sequence[Column] | None = None
) -> dict[str, Any]:
    """Return the metadata of a field that shows what one of an operation's loaders finds.

    ``key`` is where an object of the level has what the loader is asked by: its own row's id,
    or another's; ``show`` turns what is found into the value, as the field's resolver does.
    ``finds`` are the columns that it looks at by itself for that; None where it may be any.
    """
    key_of = attrgetter(key)

    async def follow(parents: Sequence[Any], info: Info) -> list[Any]:
        found = getattr(info.context.loaders, loader).load_many([key_of(each) for each in parents])
        return [show(each) for each in await found]

    return batched(follow) | ({} if finds is None else reads(key, finds=finds))
