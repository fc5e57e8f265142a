"""Several servers behind one port: they are kept alive, replaced and ended by one supervisor."""

import asyncio
import signal
import time

import httpx2
import psutil
import pytest

from app.cli.child import NotReady
from app.cli.fleet import Place
from tests.cli.processes import ENDS_WITHIN, POLL_SECONDS, environment, gone, serving


def children(running):
    """The supervisor's processes by pid, each with its first two words."""
    found = psutil.Process(running.process.pid).children()
    return {child.pid: child.cmdline()[3:5] for child in found}


def test_whoever_dies_is_replaced_and_nobody_stays(database, folder):
    with serving(folder, "--workers", "2", "--no-worker", DATABASE_URL=database) as (running, url):
        running.line("2 processes are ready")
        assert "within 2 s" in running.text
        before = children(running)
        assert list(before.values()) == [["serve", "--no-worker"]] * 2
        killed, _ = before
        psutil.Process(killed).kill()
        running.line(rf"server {killed} died \(-9\), another in 0.5 s")
        assert httpx2.get(f"{url}/readyz", timeout=10).json() == {"ready": True}
        deadline = time.monotonic() + ENDS_WITHIN
        while len(after := children(running)) < 2:
            assert time.monotonic() < deadline
            time.sleep(POLL_SECONDS)
        assert killed not in after

        assert running.end() == 0
        assert all(gone(pid) for pid in after)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(url)
        assert "Traceback" not in running.text


async def test_one_that_does_not_get_ready_replaces_nobody(database, folder, monkeypatch):
    for name, text in environment(folder, DATABASE_URL=database).items():
        monkeypatch.setenv(name, text)
    place = Place("worker", ["work"])
    child = await place.start()
    await child.ready()
    place._words = ["work", "--nonsense"]
    with pytest.raises(NotReady, match="ended before it was ready: 2"):
        await place.replace(within_seconds=10)
    assert place.children == [child]
    assert child.process.returncode is None
    # As when whoever started it was killed: nobody is left to tell it anything.
    child._line.close()
    async with asyncio.timeout(ENDS_WITHIN):
        assert await child.process.wait() == 0


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """Has a line of shell run instead of a command of ours."""

    def run(line):
        script = tmp_path / "instead"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o700)
        monkeypatch.setattr("app.cli.child.sys.executable", str(script))

    return run


async def test_one_that_does_not_end_is_killed(instead):
    instead("kill -STOP $$")
    place = Place("server", ["serve"])
    child = await place.start()
    async with asyncio.timeout(ENDS_WITHIN):
        while psutil.Process(child.process.pid).status() != psutil.STATUS_STOPPED:  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)
    await place.end(within_seconds=0.2)
    assert child.process.returncode == -signal.SIGKILL


async def test_who_dies_young_waits_ever_longer(instead, monkeypatch):
    """A command that cannot run is not run a hundred times a second."""
    instead("exit 3")
    place, pauses, slept = Place("server", ["serve"]), [], asyncio.sleep

    async def sleep(seconds):
        pauses.append(seconds)
        await slept(0)

    monkeypatch.setattr("app.cli.fleet.asyncio.sleep", sleep)
    await place.start()
    keeping = asyncio.create_task(place.keep())
    async with asyncio.timeout(30):
        while len(pauses) < 8:
            await slept(0.01)
    keeping.cancel()
    await asyncio.wait([keeping])
    await place.end(within_seconds=10)
    assert pauses[:8] == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_reloading_is_for_one_process(run):
    refused = run("serve", "--reload", "--workers", "2")
    assert refused.exit_code == 2
    assert "--reload is for one process" in refused.stderr


def test_what_is_no_socket_is_not_listened_on(run):
    refused = run("serve", "--fd", "999")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: 999 is no socket: Bad file descriptor\n",
    )
