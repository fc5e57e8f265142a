"""A schema in which everything can go wrong that a resolver may do, at every depth."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from app.graphql.engine import build_schema
from schema.batching import batched


@dataclass
class Context:
    """What resolvers keep of one execution."""

    calls: list[str] = field(default_factory=list)
    stuck: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)

    def apart(self, _loaders: Any = None) -> "Context":
        return self


Info = strawberry.Info[Context, Any]


@strawberry.enum
class Taste(StrEnum):
    SWEET = "sweet"
    SOUR = "sour"


@strawberry.input
class Wish:
    least: int = 0
    tastes: list[Taste] | None = None


@strawberry.interface
class Grown:
    id: strawberry.ID


async def shades(parents: list["Apple"], info: Info, *, darker: int = 0) -> list[Any]:
    info.context.calls.append(f"shades of {len(parents)}")
    await asyncio.sleep(0)
    return [
        ValueError(f"shade {parent.id}") if parent.id == "2" else parent.weight + darker
        for parent in parents
    ]


async def siblings(parents: list["Apple"], info: Info) -> list[Any]:
    info.context.calls.append(f"siblings of {len(parents)}")
    return [None if parent.id == "9" else apple(int(parent.id) + 1) for parent in parents]


async def stuck(_parents: list["Apple"], info: Info) -> list[Any]:
    info.context.stuck.set()
    await asyncio.get_running_loop().create_future()
    return []


@strawberry.type
class Apple(Grown):
    weight: int
    taste: Taste
    price: Decimal = Decimal("1.20")
    picked_at: datetime = datetime(2026, 1, 2, tzinfo=UTC)
    names: list[str] = strawberry.field(default_factory=lambda: ["a", "b"])
    maybe: str | None = None
    odd: Any = strawberry.field(default=None, graphql_type=int | None)

    @strawberry.field
    async def later(self) -> str:
        await asyncio.sleep(0)
        return f"later {self.id}"

    @strawberry.field
    async def never(self) -> str | None:
        await asyncio.sleep(0)
        raise ValueError(f"never {self.id}")

    @strawberry.field
    async def must(self) -> str:
        raise ValueError(f"must {self.id}")

    @strawberry.field
    def bad(self, info: Info) -> int:
        raise ValueError(".".join(map(str, info.path.as_list())))

    @strawberry.field
    def picked(self, info: Info) -> list[str]:
        return [one.name for one in info.selected_fields] + sorted(info.variable_values)

    @strawberry.field
    def wanted(self, wish: Wish, times: int = 2, taste: Taste = Taste.SWEET) -> str:
        return f"{wish} {times} {taste!r}"

    @strawberry.field
    async def sibling(self) -> "Apple":
        return apple(int(self.id) + 1)

    @strawberry.field
    async def hung(self, info: Info) -> str | None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            info.context.given_up.set()

    @strawberry.field(metadata=batched(shades))
    async def shade(self, info: Info, darker: int = 0) -> int:
        return (await shades([self], info, darker=darker))[0]

    @strawberry.field(metadata=batched(stuck))
    async def stuck(self, info: Info) -> int | None:
        await stuck([self], info)
        return None

    @strawberry.field(metadata=batched(siblings))
    async def twin(self, info: Info) -> "Apple":
        return (await siblings([self], info))[0]


@strawberry.type
class Pear(Grown):
    stem: int = 3


@strawberry.type
class Stone:
    hardness: float = 0.5


def apple(number: int, **more: Any) -> Apple:
    taste = Taste.SOUR if number % 2 else Taste.SWEET
    return Apple(id=strawberry.ID(str(number)), weight=number * 10, taste=taste, **more)


Found = Annotated[Apple | Pear | Stone, strawberry.union("Found")]


async def promised(value: Any) -> Any:
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


@strawberry.type
class Basket:
    """Fields that promise one type and give another, or nothing, or an error: on purpose."""

    @strawberry.field
    def apples(self, number: int = 3) -> list[Apple]:
        return [apple(one) for one in range(number)]

    @strawberry.field
    def holes(self) -> list[Apple | None]:
        return [apple(1), None, ValueError("rotten"), apple(2)]

    @strawberry.field
    def torn(self) -> list[Apple] | None:
        return [apple(1), None, apple(2)]

    @strawberry.field
    def nested(self) -> list[list[int | None] | None]:
        return [[1, None, 2**40], None, (3, "4", True), ["x"]]

    @strawberry.field
    def promises(self) -> list[Apple | None]:
        return [promised(apple(1)), apple(2), promised(ValueError("no")), None]

    @strawberry.field
    async def stream(self) -> AsyncGenerator[Apple | None, None]:
        for one in (1, 2):
            yield apple(one)
        raise ValueError("dried up")

    @strawberry.field
    def iterated(self, *, breaks: bool = False) -> list[int] | None:
        def numbers() -> Iterator[int]:
            yield 1
            if breaks:
                raise ValueError("broke")
            yield 2

        return numbers()

    @strawberry.field
    def no_list(self) -> list[int] | None:
        return "text"

    @strawberry.field
    def found(self, kind: str) -> Found | None:
        kinds = {"apple": apple(4), "pear": Pear(id=strawberry.ID("5")), "stone": Stone()}
        return kinds.get(kind, object())

    @strawberry.field
    def all_found(self) -> list[Found]:
        return [apple(4), Pear(id=strawberry.ID("5")), Stone(), apple(5), Stone()]

    @strawberry.field
    def grown(self) -> list[Grown | None]:
        return [apple(6), Pear(id=strawberry.ID("7")), Stone(), apple(8)]

    @strawberry.field
    def wrong(self) -> Apple | None:
        return Pear(id=strawberry.ID("1"))

    @strawberry.field
    def attribute(self) -> Apple:
        return apple(3, odd=promised(7), names=("t", "u"), maybe=ValueError("held"))

    @strawberry.field
    def missing(self) -> "Basket":
        return Basket()

    lost: int | None = None

    def __post_init__(self) -> None:
        del self.lost


@strawberry.type
class Query:
    @strawberry.field
    def basket(self) -> Basket:
        return Basket()

    @strawberry.field
    async def soon(self) -> Basket | None:
        await asyncio.sleep(0)
        return Basket()

    @strawberry.field
    def one(self) -> Apple | None:
        return apple(1)

    @strawberry.field
    def two(self) -> Apple | None:
        return apple(2)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def first(self, info: Info, *, fails: bool = False) -> Apple:
        info.context.calls.append("first begins")
        await asyncio.sleep(0)
        info.context.calls.append("first ends")
        if fails:
            raise ValueError("first")
        return apple(1)

    @strawberry.mutation
    def second(self, info: Info) -> Apple | None:
        info.context.calls.append("second")
        return apple(2)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def apples(self) -> AsyncIterator[Apple]:
        for one in (1, 2):
            yield apple(one)


SCHEMA = build_schema(Query, Mutation, Subscription, types=(Apple, Pear))
