"""``python -m benchmarks.drawing``: a process brings a draw on, and says what it took."""

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import orjson

from actions.draws import freeze_draw, number_stretch, start_drawing
from actions.reveals import decide_draw, prove_winners, publish_draw
from app.database import opened
from benchmarks.drawn import DRAW
from benchmarks.settling import peak_kib
from models.draws import Draw
from resolvers.draw_files import entries, header
from rules.draws.selection import below, select, words

SEED = bytes(range(32))


async def sparse(n: int, k: int) -> None:
    """Select as we do: what was moved is kept, and nothing else."""
    assert len(select(SEED, n=n, k=k)) == k


async def whole(n: int, k: int) -> None:
    """Select from a list of all."""
    source, numbers = words(SEED), list(range(1, n + 1))
    for j in range(k):
        at = j + below(source, n - j)
        numbers[j], numbers[at] = numbers[at], numbers[j]
    assert numbers[:k] == select(SEED, n=n, k=k)


async def shuffled(n: int, k: int) -> None:
    """Let Python's own generator draw a sample, which nobody could check."""
    assert len(random.Random(0).sample(range(n), k)) == k


async def lock(n: int, _: int) -> None:
    """Have the teams wait, number the entries and lock the draw."""
    now = datetime.now(UTC)
    while await start_drawing(DRAW, now=now):
        continue
    while await number_stretch(DRAW):
        continue
    locked = await freeze_draw(DRAW, now=now)
    assert locked is not None
    assert locked.entries == n


async def decide(_: int, k: int) -> None:
    """Fix the winners, gather their proofs and publish them."""
    draw = await Draw.get(id=DRAW)
    assert draw.first_reveal_at is not None
    assert await decide_draw(DRAW, now=draw.first_reveal_at)
    proved = 0
    while found := await prove_winners(DRAW):
        proved += found
    assert proved == k
    assert await publish_draw(DRAW, now=draw.first_reveal_at + timedelta(minutes=1))


async def read(n: int, _: int) -> None:
    """Read the draw's two files to their ends, as they are served."""
    draw = await Draw.get(id=DRAW)
    size = sum([len(part) async for part in header(draw)])
    lines = sum([part.count(b"\n") async for part in entries(draw)])
    assert size
    assert lines == n


DEEDS: dict[str, Callable[[int, int], Awaitable[None]]] = {
    "sparse": sparse,
    "whole": whole,
    "shuffled": shuffled,
    "lock": lock,
    "decide": decide,
    "read": read,
}


async def main(url: str, names: list[str], n: int, k: int) -> list[dict[str, float]]:
    """Do one thing after another, and return what each took; memory at its peak so far."""
    told: list[dict[str, float]] = []
    async with opened(url, max_connections=4):
        for name in names:
            before = peak_kib()
            begun = time.perf_counter()
            await DEEDS[name](n, k)
            seconds = time.perf_counter() - begun
            told.append(
                {"seconds": seconds, "before_mib": before / 1024, "peak_mib": peak_kib() / 1024}
            )
    return told


if __name__ == "__main__":
    address, deeds, among, wins = sys.argv[1:]
    found = asyncio.run(main(address, deeds.split(","), int(among), int(wins)))
    sys.stdout.buffer.write(orjson.dumps(found))
