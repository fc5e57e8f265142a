"""What resolvers are handed when nobody in particular asks: an answer that everybody shares."""

from dataclasses import fields
from typing import Any

from typing_extensions import override

from resolvers.context import Context
from resolvers.loaders import Loaders

# What one asker brings along, and another would not.
ASKERS = frozenset({"viewer", "screen", "door", "connection_params"})


class AskedWho(Exception):
    """A field that is to answer everybody alike wanted to know who asks: a fault of ours."""


def for_everybody(context: Context) -> Context:
    """Return a context with nothing left of who asks, for an answer that everybody shares.

    A field that wants to know it fails, and loudly: what it answered would be told to all.
    """
    names = {each.name for each in fields(Context)} - ASKERS
    known: dict[str, Any] = {name: getattr(context, name) for name in names}
    known["door"], known["loaders"] = None, Loaders()
    return _Everybody(**known)


def _left_open(name: str) -> Any:
    def asked(_: Context) -> None:
        raise AskedWho(name)

    def set_aside(_: Context, __: object) -> None:
        """Take what a dataclass gives its fields, and keep none of it."""

    return property(asked, set_aside)


class _Everybody(Context):
    __slots__ = ()

    viewer = _left_open("viewer")
    screen = _left_open("screen")
    door = _left_open("door")
    connection_params = _left_open("connection_params")

    @override
    def apart(self, loaders: Loaders | None = None) -> Context:
        context = for_everybody(self)
        context.loaders = loaders or context.loaders
        return context
