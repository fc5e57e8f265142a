"""Caches that do not work together: with limits nothing is remembered, and errors are lost."""

from typing import Any

import pytest
from strawberry.extensions import ParserCache, QueryDepthLimiter, ValidationCache
from strawberry.extensions.validation_cache import (
    _get_validate_cache,  # pyright: ignore[reportPrivateUsage] - its own count of hits
)

from app.graphql import documents
from tests.edge import toy
from tests.edge.conftest import Served, hear, subscribe
from tests.edge.stock import stock_schema, stock_serving
from tests.edge.world import Context, World

TIMES = 5
OWN_SIZE, OTHER_SIZE = 77, 78  # a cache of its own each: theirs are shared by size


async def hits(size: int, *limiters: Any) -> int:
    schema = stock_schema(lambda: ValidationCache(maxsize=size), *limiters)
    for _ in range(TIMES):
        answer = await schema.execute("{ thing { id } }", context_value=Context(World()))
        assert answer.errors is None
    return _get_validate_cache(size).cache_info().hits


async def test_a_limit_beside_the_cache_of_validations(monkeypatch: pytest.MonkeyPatch):
    assert await hits(OWN_SIZE) == TIMES - 1
    assert await hits(OTHER_SIZE, lambda: QueryDepthLimiter(max_depth=8)) == 0

    validated: list[Any] = []
    validate = documents.validate

    def counting(*words: Any, **more: Any) -> Any:
        validated.append(words)
        return validate(*words, **more)

    monkeypatch.setattr(documents, "validate", counting)
    ours = toy.schema()
    for _ in range(TIMES):
        assert (await toy.run("{ thing { id } }", built=ours)).errors is None
    deep = "{ thing " + "{ self " * 9 + "{ id }" + "}" * 9 + " }"
    for _ in range(TIMES):
        assert toy.told(await toy.run(deep, built=ours)) == [("BAD_INPUT", None)]
    assert len(validated) == 1  # what is too deep is not even looked at


async def test_a_syntax_error_over_a_socket(served: Served):
    async with (
        stock_serving(schema=stock_schema(ParserCache)) as stock,
        stock.greeted({}) as theirs,
    ):
        await subscribe(theirs, "subscription {")
        assert await hear(theirs) == {"id": "1", "type": "complete"}
    async with served.greeted() as mine:
        await subscribe(mine, "subscription {")
        message = await hear(mine)
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "Syntax Error" in message["payload"][0]["message"]
