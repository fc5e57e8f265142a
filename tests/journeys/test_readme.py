"""The README's tour, pasted into two terminals, leads to a team that formed."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.services.shop import open_shop

ROOT = Path(__file__).parents[2]
PASTED_WITHIN = 60
ENDS = {"FORMED", "SETTLED"}
# Where there is no curl, this reads the words that the tour gives it.
STAND_IN = """#!{python}
import sys, httpx2
headers = dict(w.split(":", 1) for f, w in zip(sys.argv, sys.argv[1:]) if f == "-H")
with httpx2.stream("POST", sys.argv[2], content=sys.argv[-1],
                   headers={{n: w.strip() for n, w in headers.items() if w.strip()}},
                   timeout=60) as answer:
    for piece in answer.iter_text():
        print(piece, end="", flush=True)
"""


def blocks(url, part="Five minutes with curl"):
    """The shell blocks of a part of the tour, for the shop that runs here."""
    text = (ROOT / "README.md").read_text()
    tour = text.split(f"\n## {part}\n")[1].split("\n## ")[0]
    found = re.findall(r"^```sh\n(.*?)^```$", tour, re.MULTILINE | re.DOTALL)
    python = ".venv/bin/python" if (ROOT / ".venv/bin/python").exists() else sys.executable
    return [
        block.replace("http://127.0.0.1:8000", url).replace(".venv/bin/python", python)
        for block in found
    ]


@pytest.fixture
async def shop(demo_database, tmp_path):
    """The seeded shop, which works by itself."""
    async with open_shop(demo_database, tmp_path, works=True) as shop:
        yield shop


@pytest.fixture
def path(tmp_path):
    """Where programs are looked for; curl is among them."""
    if shutil.which("curl") is None:
        stand_in = tmp_path / "bin" / "curl"
        stand_in.parent.mkdir()
        stand_in.write_text(STAND_IN.format(python=sys.executable))
        stand_in.chmod(0o755)
        return f"{stand_in.parent}:{os.environ['PATH']}"
    return os.environ["PATH"]


@contextlib.asynccontextmanager
async def terminal(path):
    """A shell in the project's folder; its first failure ends it."""
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-eu",
        cwd=ROOT,
        env={**os.environ, "PATH": path, "TOKEN": "", "no_proxy": "127.0.0.1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield shell
    finally:
        # What it started ends with it: the watcher's curl waits for more.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        await shell.communicate()


def paste(shell, *pasted):
    shell.stdin.write("\n".join(pasted).encode() + b"\n")


async def shown(shell, pattern):
    """The lines up to the first that matches, which is the last."""
    lines = []
    while not lines or not re.match(pattern, lines[-1]):
        line = (await shell.stdout.readline()).decode()
        assert line, f"it ended and said: {''.join(lines)}"
        lines.append(line.rstrip("\n"))
    return lines


async def test_the_tour_can_be_pasted_and_ends_with_a_team_that_formed(shop, path):
    pasted = blocks(shop.url)
    [watch] = [number for number, block in enumerate(pasted) if block.startswith("curl")]
    async with asyncio.timeout(PASTED_WITHIN), terminal(path) as first, terminal(path) as second:
        paste(first, *pasted[:watch])
        said = await shown(first, "SHOP=")
        paste(second, said.pop(), pasted[watch])
        [*_, seen] = await shown(second, "data: {")
        assert status(seen) == "OPEN"

        paste(first, *pasted[watch + 1 :])
        first.stdin.close()
        said += (await first.stdout.read()).decode().splitlines()
        assert await first.wait() == 0, said
        while status(seen) == "OPEN":
            [*_, seen] = await shown(second, "data: {")
        assert status(seen) in ENDS

    answers = [json.loads(line) for line in said]
    assert len(answers) == sum(len(re.findall("^ask '", block, re.MULTILINE)) for block in pasted)
    for answer in answers:
        assert "errors" not in answer
        assert "message" not in next(iter(answer["data"].values())), answer


async def test_a_draw_can_be_watched_and_checked_as_the_tour_says(shop, path, tmp_path):
    files = str(tmp_path)
    begins = blocks(shop.url)
    pasted = [
        block.replace(".local/", f"{files}/")
        for block in blocks(shop.url, "A draw, and whether to believe it")
    ]
    asked, watch, seat, check = pasted
    async with asyncio.timeout(PASTED_WITHIN), terminal(path) as first, terminal(path) as second:
        paste(first, *begins[:2], asked)
        said = await shown(first, "SHOP=")
        paste(second, said.pop(), watch)
        [*_, seen] = await shown(second, "data: {")
        assert stage(seen)["stage"] == "SCHEDULED"

        paste(first, seat)
        while stage(seen)["stage"] != "LOCKED":
            [*_, seen] = await shown(second, "data: {")
        assert (stage(seen)["revealed"], stage(seen)["winners"]) == (0, [])
        shop.clock.turn(seconds=35)
        winners = []
        while stage(seen)["stage"] != "PUBLISHED":
            [*_, seen] = await shown(second, "data: {")
            winners += stage(seen)["winners"]
        assert [winner["prize"] for winner in winners] == [1]

        paste(first, check)
        first.stdin.close()
        told = (await first.stdout.read()).decode()
        assert await first.wait() == 0, told
    assert "proved" in told
    assert "not proved" in told
    assert "finding" not in told
    assert winners[0]["ticket"] in (tmp_path / "draw.json").read_text()


def status(event):
    """How a team stands in one event as it was shown."""
    return said_in(event)["teamProgress"]["status"]


def stage(event):
    """How a draw stands in one event as it was shown."""
    return said_in(event)["drawStage"]


def said_in(event):
    return json.loads(event.removeprefix("data: "))["data"]
