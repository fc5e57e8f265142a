"""What every test may ask for: a database of its own, a Redis, a moment."""

from datetime import UTC, datetime

import pytest

from tests.services.postgres import fresh_database, ready_template, server_url
from tests.services.valkey import redis_server


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="the full counts of races, kills and fuzz")
    parser.addoption("--browser", action="store_true", help="the tests that need a browser, too")


def pytest_ignore_collect(collection_path, config):
    """Tests in a browser are a run of their own (``make e2e``): they need more than Python."""
    return True if collection_path.name == "e2e" and not config.getoption("--browser") else None


@pytest.fixture(scope="session")
def full(pytestconfig):
    """Whether ``make proof`` asks: then a test that repeats does so as often as it is proof."""
    return pytestconfig.getoption("full")


@pytest.fixture(scope="session")
def postgres_url():
    """The run's server, shared by all workers: its URL leads to a database nobody uses."""
    return server_url()


@pytest.fixture(scope="session")
def template(postgres_url):
    """The name of a database with all migrations applied."""
    return ready_template(postgres_url)


@pytest.fixture
async def empty_database(postgres_url):
    """The URL of a fresh database without a table."""
    async with fresh_database(postgres_url, template="template0") as url:
        yield url


@pytest.fixture
async def database(postgres_url, template):
    """The URL of a fresh database with all migrations applied."""
    async with fresh_database(postgres_url, template=template) as url:
        yield url


@pytest.fixture
async def db(database):
    """The models, opened on a fresh database."""
    # Only here: a model that cannot be imported breaks the tests that need models, no others.
    from app.database import opened  # noqa: PLC0415

    async with opened(database, max_connections=10) as context:
        yield context


@pytest.fixture(scope="session")
def demo(postgres_url, template):
    """The name of a database with a demo world, planted once for all tests of a worker."""
    # Only here: it takes seconds, and everything that can be planted.
    from tests.services.demo import demo_world  # noqa: PLC0415

    with demo_world(postgres_url, template=template) as name:
        yield name


@pytest.fixture
async def demo_database(postgres_url, demo):
    """The URL of a fresh copy of the demo world."""
    async with fresh_database(postgres_url, template=demo) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    with redis_server() as url:
        yield url


@pytest.fixture
def noon():
    return datetime(2026, 1, 1, 12, tzinfo=UTC)
