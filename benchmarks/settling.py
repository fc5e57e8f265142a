"""``python -m benchmarks.settling``: one worker settles a draw, and says how that went."""

import asyncio
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

from actions import settlement
from app.database import opened


async def settle(url: str, draw_id: UUID, *, seats_at_once: int, most: int) -> dict[str, float]:
    """Settle a draw, or so many transactions of it, and return what it took."""
    settlement.SEATS_AT_ONCE = seats_at_once
    now, times = datetime.now(UTC) + timedelta(hours=2), list[float]()
    async with opened(url, max_connections=4):
        before = peak_kib()
        begun = time.perf_counter()
        while len(times) < most:
            started = time.perf_counter()
            if await settlement.settle_draw(draw_id, now=now) is None:
                break
            times.append(time.perf_counter() - started)
        seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "transactions": len(times),
        "longest_ms": max(times) * 1000,
        "before_mib": before / 1024,
        "peak_mib": peak_kib() / 1024,
    }


def peak_kib() -> int:
    """Return the most memory this process ever had at once, in KiB."""
    # What getrusage tells is the parent's where that had more before the fork.
    told = Path("/proc/self/status")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = dict(line.split(":", 1) for line in told.read_text().splitlines())
    return int(lines["VmHWM"].removesuffix("kB"))


if __name__ == "__main__":
    address, draw, seats, transactions = sys.argv[1:]
    told = asyncio.run(
        settle(address, UUID(draw), seats_at_once=int(seats), most=int(transactions))
    )
    sys.stdout.buffer.write(orjson.dumps(told))
