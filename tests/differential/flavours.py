"""The kinds of resolver there are: an attribute, a function, one that waits, one that is told."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLOutputType, get_named_type

from tests.differential.chance import Dice
from tests.differential.drawn import Drawer, Promise, pause


@dataclass(frozen=True)
class Flavour:
    """How a field is answered; ``tells`` is to answer with what the resolver was told."""

    attribute: bool = False
    waits: bool = False
    info: bool = False
    tells: bool = False
    loads: bool = False


FLAVOURS = (
    Flavour(attribute=True),
    Flavour(attribute=True),
    Flavour(),
    Flavour(info=True),
    Flavour(waits=True),
    Flavour(waits=True, info=True),
    Flavour(waits=True, info=True, loads=True),
)


def resolver(
    drawer: Drawer, name: str, wanted: GraphQLOutputType, flavour: Flavour
) -> Callable[..., Any]:
    """A resolver of this flavour; what it is asked with is part of where it answers from."""
    texts = get_named_type(wanted).name == "String"

    def answered(source: Any, given: dict[str, Any]) -> Any:
        info = given.pop("info", None)
        at = place(source, name, given)
        value = drawer.answer(at, wanted)
        if flavour.tells and texts and isinstance(value, str):
            return f"{value} {told(info)}"
        return value

    if not flavour.waits:
        return lambda self, **given: answered(self, given)

    async def waiting(self: Any, **given: Any) -> Any:
        await pause(f"{self.drawn_at}.{name}")
        return await kept(answered(self, given))

    async def loading(self: Any, info: Any, **given: Any) -> Any:
        await info.context.loader.load(f"{self.drawn_at}.{name}")
        return await kept(answered(self, {**given, "info": info}))

    return loading if flavour.loads else waiting


async def kept(value: Any) -> Any:
    """A value whose promise is kept: nobody promises to promise."""
    return await value if isinstance(value, Promise) else value


def source_stream(drawer: Drawer, name: str, wanted: GraphQLOutputType) -> Callable[..., Any]:
    """What a subscription tells: some events, each of which may be wrong in its own way."""

    async def events(self: Any, **given: Any) -> AsyncGenerator[Any]:
        given.pop("info", None)
        at = place(self, name, given)
        for index in range(Dice(at).below(4)):
            await pause(f"{at} {index}")
            yield drawer.answer(f"{at} {index}", wanted)

    return events


def place(source: Any, name: str, given: dict[str, Any]) -> str:
    said = ",".join(f"{key}{value!r}" for key, value in sorted(given.items()))
    return f"{source.drawn_at}.{name}({said})" if said else f"{source.drawn_at}.{name}"


def told(info: Any) -> str:
    """What a resolver can read of where it stands in the operation."""
    facts = (
        info.path.as_list(),
        info.field_name,
        info.python_name,
        str(info._raw_info.return_type),
        info.selected_fields,
        sorted(info.variable_values.items(), key=lambda item: item[0]),
        info.operation.name and info.operation.name.value,
        info._raw_info.parent_type.name,
        [node.name.value for node in info._raw_info.field_nodes],
        sorted(info._raw_info.fragments),
        type(info.root_value).__name__,
        type(info.context).__name__,
    )
    return repr(facts)
