"""A plan answers every query as graphql-core does, by the product's own resolvers and rows."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from app.database import opened
from tests.differential.demo_ground import DemoGround
from tests.differential.fuzzing import asked_of
from tests.services.postgres import fresh_database

# graphql-core lets go of coroutines that it began for what came to nothing.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.timeout(3600)
def test_a_plan_answers_people_as_graphql_core_does(postgres_url, demo, tmp_path, full):
    examples = 3_000 if full else 150
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        fresh = fresh_database(postgres_url, template=demo)
        url = runner.run(stack.enter_async_context(fresh))
        # Entered in the runner's own context, where all that it runs finds it.
        runner.run(stack.enter_async_context(opened(url, max_connections=8)))
        ground = runner.run(DemoGround.planted(tmp_path, url, datetime.now(UTC)))
        met = asked_of(ground, examples, derandomize=not full, runner=runner)
        runner.run(stack.aclose())
    assert met["answered by a plan"] > 0.7 * examples
    assert met["answered in full"] > 0.2 * examples
    assert met["some data, some errors"]
    assert met["everything nulled"]
