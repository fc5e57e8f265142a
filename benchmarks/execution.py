"""What answering costs once the values are there: functions written for a document, or a walk."""

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from app.graphql.compiled import plan_of
from app.graphql.documents import Known
from app.graphql.engine import Schema, build_schema
from benchmarks.figures import Cell, Table
from benchmarks.ground import Ground
from benchmarks.machine import tied_to
from schema.batching import batched

PRODUCTS = 20
EACH = 3
ROUNDS = 9
TIMES = 20
CLOSES_AT = datetime(2026, 12, 1, tzinfo=UTC)
ATTRIBUTES = """{ products { id slug title merchant { id name } skus { id name price stock }
  teams { code size seatsLeft closesAt } } }"""
LOADED = """{ products { id slug title owner { id name } loaded { id name price stock }
  teams { code size seatsLeft closesAt } } }"""
BATCHED = """{ products { id slug title together { id name } atOnce { id name price stock }
  teams { code size seatsLeft closesAt } } }"""

MEANS = """How much of a core one answer of 600 fields takes whose values lie in memory: twenty
products, each with a merchant, three SKUs and three teams. The document is parsed, validated
and priced already. It is answered by graphql-core with Strawberry's resolvers, and by the
functions that were written for it; in turns, in one process, the median round. Of attributes
alone; with merchant and SKUs behind resolvers that await a loader; and with the same two
answered for all products at once, where only the compiled operation asks so (graphql-core asks
the ordinary resolvers beside them). Whole is all that the engine does for an operation, from
its text to its answer. The first answer is the one that writes its functions."""
LIMITS = """The interpreter. Each awaited field is a task of its own, as graphql-core runs it, so
that errors come in its order; a batch resolver needs one task for all."""


@dataclass
class Context:
    """Loaders of one operation."""

    merchants: DataLoader[str, "Merchant"] = field(
        default_factory=lambda: DataLoader(load_fn=merchants)
    )
    skus: DataLoader[str, "list[Sku]"] = field(default_factory=lambda: DataLoader(load_fn=skus))

    def apart(self, _loaders: object = None) -> "Context":
        """Return loaders that know nothing yet."""
        return Context()


Info = strawberry.Info[Context, None]


@strawberry.type
class Merchant:
    """Who sells."""

    id: strawberry.ID
    name: str


@strawberry.type
class Sku:
    """A choice."""

    id: strawberry.ID
    name: str
    price: int
    stock: int


@strawberry.type
class Team:
    """Who buys together."""

    code: str
    size: int
    seats_left: int
    closes_at: datetime


async def merchants(ids: list[str]) -> list[Merchant]:
    return [MERCHANT for _ in ids]


async def skus(ids: list[str]) -> list[list[Sku]]:
    return [SKUS for _ in ids]


async def merchants_of(parents: list["Product"], info: Info) -> list[Merchant]:
    return await info.context.merchants.load_many([parent.id for parent in parents])


async def skus_of(parents: list["Product"], info: Info) -> list[list[Sku]]:
    return await info.context.skus.load_many([parent.id for parent in parents])


@strawberry.type
class Product:
    """What is sold."""

    id: strawberry.ID
    slug: str
    title: str
    merchant: Merchant
    skus: list[Sku]
    teams: list[Team]

    @strawberry.field
    async def owner(self, info: Info) -> Merchant:
        """Await a loader."""
        return await info.context.merchants.load(self.id)

    @strawberry.field
    async def loaded(self, info: Info) -> list[Sku]:
        """Await a loader."""
        return await info.context.skus.load(self.id)

    @strawberry.field(metadata=batched(merchants_of))
    async def together(self, info: Info) -> Merchant:
        """Await a loader, where no batch is asked."""
        return await info.context.merchants.load(self.id)

    @strawberry.field(metadata=batched(skus_of))
    async def at_once(self, info: Info) -> list[Sku]:
        """Await a loader, where no batch is asked."""
        return await info.context.skus.load(self.id)


@strawberry.type
class Query:
    """The shelf."""

    @strawberry.field
    def products(self) -> list[Product]:
        """Return all of them."""
        return SHELF


MERCHANT = Merchant(id=strawberry.ID("m"), name="果园")
SKUS = [Sku(id=strawberry.ID(str(n)), name="5 斤", price=990 + n, stock=7) for n in range(EACH)]
TEAMS = [Team(code=f"T{n}", size=3, seats_left=1, closes_at=CLOSES_AT) for n in range(EACH)]
SHELF = [
    Product(
        id=strawberry.ID(str(n)),
        slug=f"p{n}",
        title=f"商品 {n}",
        merchant=MERCHANT,
        skus=SKUS,
        teams=TEAMS,
    )
    for n in range(PRODUCTS)
]


async def run(ground: Ground) -> Table:
    """Measure; nothing is fetched."""
    rounds, times = ground.pick((ROUNDS, TIMES), (3, 3))
    rows: list[tuple[Cell, ...]] = []
    with tied_to(ground.cores[0]):
        for name, document in (
            ("attributes", ATTRIBUTES),
            ("two relations behind loaders", LOADED),
            ("two relations in batches", BATCHED),
        ):
            ground.tell(name)
            rows.append((name, *await compared(document, rounds, times)))
    return Table(
        title="Execution: a compiled operation beside graphql-core",
        means=MEANS,
        limits=LIMITS,
        columns=(
            "600 fields",
            "graphql-core, ms",
            "compiled, ms",
            "times",
            "whole by graphql-core, ms",
            "whole compiled, ms",
            "first answer, ms",
        ),
        rows=rows,
    )


async def compared(document: str, rounds: int, times: int) -> list[Cell]:
    """Return the columns of one document."""
    walked, written = build_schema(Query), build_schema(Query)
    walked.compiled = False
    expected = await walked.execute(document, None, Context())
    found = await written.execute(document, None, Context())
    assert found.data == expected.data
    assert found.errors is None
    ways: list[Callable[[], Awaitable[Any]]] = [
        executing(walked, document),
        executing(written, document),
        lambda: walked.execute(document, None, Context()),
        lambda: written.execute(document, None, Context()),
    ]
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, ms in zip(ways, taken, strict=True):
            ms.append(await each_ms(way, times))
    core, plan, whole_core, whole_plan = (median(ms) for ms in taken)
    return [core, plan, core / plan, whole_core, whole_plan, await first_ms(document)]


def executing(schema: Schema, document: str) -> Callable[[], Awaitable[Any]]:
    """Return the execution alone of a document that is known."""
    known = schema.documents.parse(document)
    plan = plan_of(schema.core, known, None)
    assert plan is not None
    if schema.compiled:
        return lambda: plan.execute(
            context=Context(), root=None, variables=None, limits=schema.limits
        )

    async def walk() -> Any:
        executor: Any = schema.execution_context_class
        built = executor.build(schema.core, known.document, None, Context())
        result = built.execute_operation()
        return await result if built.is_awaitable(result) else result

    return walk


async def each_ms(way: Callable[[], Awaitable[Any]], times: int) -> float:
    """Return how long one takes, of as many behind one another."""
    if times > 3:  # where it is only tried, others' garbage may be much
        gc.collect()
    begun = time.process_time()
    for _ in range(times):
        await way()
    return (time.process_time() - begun) * 1000 / times


async def first_ms(document: str) -> float:
    """Return how long the first answer of a document takes, parsed as it is."""
    taken: list[float] = []
    schema = build_schema(Query)
    known = schema.documents.parse(document)
    for _ in range(5):
        begun = time.process_time()
        plan = plan_of(schema.core, Known(known.document), None)
        assert plan is not None
        await plan.execute(context=Context(), root=None, variables=None, limits=schema.limits)
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)
