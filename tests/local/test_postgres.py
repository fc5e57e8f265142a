"""The launcher keeps one server alive a folder, whatever happens to its starters."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import psutil
import pytest

from app.local import postgres, postmaster, programs
from tests.services.postgres import CONF, place
from tests.services.watchdog import watch

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path_factory):
    """An odd path, where files are cheap; no server is left in it."""
    made = place() / f"kaituan-launcher-{os.getpid()}-{os.urandom(4).hex()} '团"
    yield made
    postgres.stop(made)
    shutil.rmtree(made, ignore_errors=True)


def start(folder, **conf):
    return postgres.start(folder, port=0, **{**CONF, "max_connections": 20, **conf})


async def ask(url, question):
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def pid_of(folder):
    found = postmaster.find_postmaster(folder / "data")
    return found.pid if found else None


async def test_started_twice_one_server_answers_and_stop_ends_it(folder):
    url = start(folder, work_mem="3MB")
    pid = pid_of(folder)
    assert await ask(url, "SELECT current_database()") == "kaituan"
    assert await ask(url, "SHOW work_mem") == "3MB"
    assert start(folder) == url
    assert pid_of(folder) == pid

    assert postgres.stop(folder) is True
    assert pid_of(folder) is None
    assert postgres.stop(folder) is False


async def test_the_password_is_needed(folder):
    url = start(folder)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url.replace(":" + url.split(":")[2].split("@")[0], ":wrong"))
    assert (folder / "password").stat().st_mode & 0o077 == 0


async def test_what_was_written_survives_a_killed_server(folder):
    safe = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    url = start(folder, **safe)
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(pid_of(folder), signal.SIGKILL)

    again = start(folder, **safe)
    assert await ask(again, "SELECT n FROM kept") == 7


async def test_a_pid_that_is_now_anothers_is_not_taken_for_the_server(folder):
    start(folder)
    lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
    postgres.stop(folder)
    stale = "\n".join([str(os.getpid()), *lines[1:7], "ready   "])
    (folder / "data" / "postmaster.pid").write_text(stale + "\n")

    assert postmaster.find_postmaster(folder / "data") is None
    assert await ask(start(folder), "SELECT 1") == 1


async def test_many_starters_at_once_get_the_same_server(folder):
    with ThreadPoolExecutor(4) as pool:
        urls = set(pool.map(lambda _: start(folder), range(4)))
    assert len(urls) == 1
    assert await ask(urls.pop(), "SELECT 1") == 1


async def test_another_database_is_made_beside(folder):
    start(folder)
    url = postgres.start(folder, database='odd "name"')
    assert url.endswith("/odd%20%22name%22")
    assert await ask(url, "SELECT current_database()") == 'odd "name"'


def test_a_server_that_cannot_start_says_why(folder):
    with pytest.raises(programs.LocalPostgresError, match="no_such_setting"):
        start(folder, no_such_setting="1")


def test_a_killed_run_leaves_no_server(folder):
    """The owner is killed as a whole pytest may be: the watchdog ends the server."""
    url = start(folder)
    assert url
    server = psutil.Process(pid_of(folder))
    owner = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    watch(folder, owner=owner.pid)
    owner.kill()
    owner.communicate()

    server.wait(timeout=20)
    psutil.wait_procs([server], timeout=1)
    assert pid_of(folder) is None


@pytest.fixture
def refusing(tmp_path, monkeypatch):
    """Make commands fail as they do in a container that is not allowed much."""

    def refuse(*names):
        for name in names:
            (tmp_path / name).write_text("#!/bin/sh\necho 'not permitted' >&2\nexit 1\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    return refuse


def test_root_that_may_do_nothing_is_told_what_to_do(monkeypatch, refusing, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    refusing("unshare", "setpriv")
    with pytest.raises(
        programs.LocalPostgresError, match=r"not permitted.*ordinary user.*DATABASE_URL"
    ):
        programs.identity(tmp_path)


def test_an_ordinary_user_runs_it_as_himself(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert programs.identity(tmp_path) == programs.Identity(words=(), owner=1000)


async def test_it_runs_whether_root_may_hide_or_not(folder, refusing):
    """One folder, first in a container that refuses namespaces, then in one that does not."""
    refusing("unshare")
    await ask(start(folder), "CREATE TABLE kept AS SELECT 7 AS n")
    postgres.stop(folder)
    (refused := Path(shutil.which("unshare"))).unlink()
    assert shutil.which("unshare") != str(refused)
    assert await ask(start(folder), "SELECT n FROM kept") == 7


def test_pg_bin_names_other_programs(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(programs.LocalPostgresError, match="PG_BIN"):
        programs.programs_folder()
    (tmp_path / "postgres").touch()
    assert programs.programs_folder() == tmp_path
