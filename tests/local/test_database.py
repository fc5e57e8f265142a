"""Every connection gives up in time, and every task reaches the models."""

import asyncio

import pytest
from tortoise import connections
from tortoise.transactions import in_transaction

from app.database import TORTOISE_MODULES, credentials


async def test_each_connection_has_deadlines(db):
    asked = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]
    async with in_transaction() as connection:
        seen = [(await connection.execute_query_dict(f"SHOW {name}"))[0][name] for name in asked]
        [named] = await connection.execute_query_dict("SHOW application_name")
    assert seen == ["2s", "5s", "10s"]
    assert named == {"application_name": "kaituan"}


async def test_a_task_that_began_elsewhere_reaches_the_models(db):
    async def look():
        return await connections.get("default").execute_query_dict("SELECT 1 AS one")

    assert await asyncio.create_task(look()) == [{"one": 1}]


def test_every_module_with_a_model_is_known_in_order():
    assert list(TORTOISE_MODULES) == sorted(TORTOISE_MODULES)
    assert {"models.people", "models.teams"} <= set(TORTOISE_MODULES)
    assert "models.migrate" not in TORTOISE_MODULES


def test_a_url_is_read_as_libpq_reads_it():
    url = "postgres://a%40b:p%2Fw@db.example:6543/shop?sslmode=require&work_mem=8MB"
    read = credentials(url, max_connections=3)
    assert (read["user"], read["password"]) == ("a@b", "p/w")
    assert (read["host"], read["port"], read["database"]) == ("db.example", 6543, "shop")
    assert (read["ssl"], read["maxsize"]) == ("require", 3)
    assert read["server_settings"]["work_mem"] == "8MB"
    assert read["server_settings"]["lock_timeout"] == "2s"


def test_another_kind_of_database_is_refused():
    with pytest.raises(ValueError, match="mysql://"):
        credentials("mysql://x/y", max_connections=1)
