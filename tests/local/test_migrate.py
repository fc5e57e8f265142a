"""A migration runs once, in order, whole or not at all."""

import asyncio
import re

import asyncpg
import pytest

from models.migrate import down, pending, up
from models.migration_files import MigrationError

FIRST = "-- migrate:up\nCREATE TABLE a (n int);\n-- migrate:down\nDROP TABLE a;\n"
SECOND = "-- migrate:up\nINSERT INTO a VALUES (1);\n-- migrate:down\nDELETE FROM a;\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "0001_first.sql").write_text(FIRST)
    (tmp_path / "0002_second.sql").write_text(SECOND)
    return tmp_path


async def ask(url, question):
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_up_once_and_down_again(empty_database, folder):
    url = empty_database
    assert await pending(url, folder) == ["0001", "0002"]
    assert await up(url, folder) == ["0001", "0002"]
    assert await up(url, folder) == []
    assert await pending(url, folder) == []
    assert await ask(url, "SELECT count(*) FROM a") == 1

    assert await down(url, folder) == ["0002"]
    assert await ask(url, "SELECT count(*) FROM a") == 0
    assert await down(url, folder, steps=5) == ["0001"]
    assert await ask(url, "SELECT to_regclass('a')") is None


async def test_two_at_once_run_each_file_once(empty_database, folder):
    ran = await asyncio.gather(*(up(empty_database, folder) for _ in range(4)))
    assert sorted(version for versions in ran for version in versions) == ["0001", "0002"]
    assert await ask(empty_database, "SELECT count(*) FROM a") == 1


async def test_an_edited_migration_is_refused(empty_database, folder):
    await up(empty_database, folder)
    (folder / "0001_first.sql").write_text(FIRST.replace("n int", "n bigint"))
    (folder / "0003_third.sql").write_text("-- migrate:up\nDROP TABLE a;\n")
    for refused in (up, pending, down):
        with pytest.raises(MigrationError, match=re.escape("0001_first.sql was edited")):
            await refused(empty_database, folder)
    assert await ask(empty_database, "SELECT count(*) FROM a") == 1


async def test_a_missing_file_and_a_late_one_are_refused(empty_database, folder):
    await up(empty_database, folder)
    (folder / "0002_second.sql").rename(folder / "0002_second.away")
    with pytest.raises(MigrationError, match="its file is missing"):
        await up(empty_database, folder)
    (folder / "0002_second.away").rename(folder / "0002_second.sql")
    (folder / "00015_between.sql").write_text(FIRST)
    with pytest.raises(MigrationError, match=r"00015_between\.sql.*come before 0002"):
        await up(empty_database, folder)


async def test_what_fails_leaves_nothing_and_names_the_line(empty_database, folder):
    broken = "-- migrate:up\nCREATE TABLE b (n int);\n\nINSERT INTO missing VALUES (1);\n"
    (folder / "0003_broken.sql").write_text(broken)
    with pytest.raises(MigrationError, match=r"0003_broken\.sql:4: .*missing"):
        await up(empty_database, folder)
    assert await ask(empty_database, "SELECT to_regclass('b')") is None
    assert await pending(empty_database, folder) == ["0003"]


async def test_an_index_is_built_outside_a_transaction_while_another_waits(empty_database, folder):
    text = "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY a_n ON a (n);\n"
    (folder / "0003_index.sql").write_text(text)
    ran = await asyncio.gather(up(empty_database, folder), up(empty_database, folder))
    assert sorted(ran, key=len) == [[], ["0001", "0002", "0003"]]
    assert await ask(empty_database, "SELECT to_regclass('a_n')") == "a_n"


async def test_who_waits_too_long_says_so(empty_database, folder):
    (folder / "0003_slow.sql").write_text("-- migrate:up\nSELECT pg_advisory_lock(77);\n")
    holder = await asyncpg.connect(empty_database, timeout=10)
    await holder.execute("SELECT pg_advisory_lock(77)")
    first = asyncio.create_task(up(empty_database, folder))
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(10):
        while not await holder.fetchval(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    with pytest.raises(MigrationError, match="another process"):
        await up(empty_database, folder, wait_seconds=0.1)
    await holder.close()
    assert await first == ["0001", "0002", "0003"]


async def test_one_without_a_way_down_is_refused(empty_database, folder):
    (folder / "0003_only_up.sql").write_text("-- migrate:up\nSELECT 1;\n")
    await up(empty_database, folder)
    with pytest.raises(MigrationError, match="no migrate:down"):
        await down(empty_database, folder)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("first.sql", FIRST, "the name must be"),
        ("0001_again.sql", FIRST, "two files have the version 0001"),
        ("0003_x.sql", "SELECT 1;", "want one migrate:up"),
        ("0003_x.sql", "-- migrate:down\n-- migrate:up\n", "want one migrate:up"),
    ],
)
async def test_a_malformed_file_is_refused_by_name(postgres_url, folder, name, text, why):
    (folder / name).write_text(text)
    with pytest.raises(MigrationError, match=why):
        await up(postgres_url, folder)
