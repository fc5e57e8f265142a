import asyncio
import socket

import asyncpg
import pytest

from app.asgi import SCHEMA
from resolvers.book_rules import RULES
from tests.cli.processes import serving
from tests.services.postgres import execute, fresh_database


async def fetch(url, question):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def test_schema_is_the_one_that_is_served(run):
    assert run("schema").output == SCHEMA.as_str() + "\n"


@pytest.fixture
async def bare(postgres_url):
    """The URL of a database without a table."""
    async with fresh_database(postgres_url, template="template0") as url:
        yield url


def test_migrate_brings_an_empty_database_up_and_then_rests(run, bare):
    assert run("migrate", DATABASE_URL=bare).output.startswith("applied 0001, ")
    assert run("migrate", DATABASE_URL=bare).output == "nothing to apply\n"


def test_a_planted_world_has_true_books_and_is_not_planted_over(run):
    assert run("check-books").exit_code == 0
    planted = run("seed")
    assert planted.exit_code == 0, planted.output
    assert "17 people sign in with kaituan-demo" in planted.stdout
    checked = run("check-books")
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.splitlines() == [f"true  {rule}" for rule in RULES]

    again = run("seed")
    assert again.exit_code == 1
    assert "the database has people in it" in again.stderr


async def tampered(url):
    await execute(url, "UPDATE sku SET taken = taken + 1 WHERE code = 'NVO-25'")


def test_false_books_are_found(run, database):
    assert run("seed").exit_code == 0
    asyncio.run(tampered(database))
    checked = run("check-books")
    assert checked.exit_code == 1
    assert "SHELF_STOCK_IS_SOLD_OR_SET_ASIDE" in checked.stdout
    assert "true  UNITS_SUM_TO_ZERO" in checked.stdout
    examined = run("doctor")
    assert examined.exit_code == 1
    assert "SHELF_STOCK_IS_SOLD_OR_SET_ASIDE" in " ".join(examined.stdout.split())


def test_an_operator_is_created_once(run, database):
    made = run(
        "create-operator",
        "Boss",
        "--display-name",
        "值班",
        "--password-stdin",
        text="long enough\n",
    )
    assert made.exit_code == 0, made.output
    role = asyncio.run(fetch(database, "SELECT role FROM person WHERE handle = 'boss'"))
    assert role == "OPERATOR"
    again = run("create-operator", "boss", "--password-stdin", text="long enough\n")
    assert (again.exit_code, again.stderr) == (1, "Error: boss is taken; choose another handle\n")


def test_an_operators_password_is_asked_for_unseen(run):
    made = run("create-operator", "boss", text="long enough\nlong enough\n")
    assert made.exit_code == 0, made.output
    assert "long enough" not in made.output


def test_a_short_password_is_refused_in_a_sentence(run):
    made = run("create-operator", "boss", "--password-stdin", text="short\n")
    assert (made.exit_code, made.stderr) == (1, "Error: password: 8 to 128 characters\n")


def test_the_doctor_finds_a_good_database_good(run):
    examined = run("doctor")
    assert examined.exit_code == 0, examined.output
    marks = {
        line.split()[1]: line.split()[0]
        for line in examined.stdout.splitlines()[1:]
        if line[1:2].strip()
    }
    for part in ("Python", "dependencies", "disk", "Redis", "Postgres", "clock", "tables", "books"):
        assert marks[part] == "green", examined.output


def test_the_doctor_names_what_cannot_run(run):
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    examined = run("doctor", DATABASE_URL=nowhere, REDIS_URL="redis://127.0.0.1:1/")
    assert examined.exit_code == 1
    red = [line.split()[1] for line in examined.stdout.splitlines() if line.split()[:1] == ["red"]]
    assert red == ["Redis", "Postgres"]


def test_a_port_that_a_running_shop_holds_is_in_order(run, database, folder):
    with serving(folder, DATABASE_URL=database) as (_, url):
        examined = run("doctor", KAITUAN_PORT=url.rpartition(":")[2])
    [port] = [line.split() for line in examined.stdout.splitlines() if " port " in line]
    assert port[0] == "green", examined.output
    assert "Kaituan" in port


def test_a_port_that_somebody_else_holds_is_said(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        examined = run("doctor", KAITUAN_PORT=str(taken.getsockname()[1]))
    [port] = [line.split() for line in examined.stdout.splitlines() if " port " in line]
    assert port[0] == "yellow", examined.output


def test_the_doctor_makes_nothing(run, folder):
    examined = run("doctor", DATABASE_URL=None)
    assert examined.exit_code == 0, examined.output
    assert "none was made yet" in examined.stdout
    assert not (folder / "postgres").exists()


def test_a_variable_that_means_nothing_is_named(run):
    wrong = run("migrate", KAITUAN_PORT="eight")
    assert wrong.exit_code == 1
    assert wrong.stderr == "Error: KAITUAN_PORT must be a whole number, got 'eight'\n"
