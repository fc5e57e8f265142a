"""How a relation is followed for all objects of a level at once."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from schema.batching import Batch, batched
from schema.info import Info


def followed(loader: str, key: str, show: Callable[[Any], Any]) -> dict[str, Batch]:
    """Return the metadata of a field that shows what one of an operation's loaders finds.

    ``key`` is where an object of the level has what the loader is asked by: its own row's id,
    or another's; ``show`` turns what is found into the value, as the field's resolver does.
    """
    key_of = attrgetter(key)

    async def follow(parents: Sequence[Any], info: Info) -> list[Any]:
        found = getattr(info.context.loaders, loader).load_many([key_of(each) for each in parents])
        return [show(each) for each in await found]

    return batched(follow)
