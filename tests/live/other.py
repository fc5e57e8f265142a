"""A second process of the same shop: ``python -m tests.live.other DATABASE REDIS FOLDER``.

It prints the port it listens on and ends with its standard input.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.services.shop import open_shop


@asynccontextmanager
async def other_process(
    database, redis, folder, *, module="tests.live.other"
) -> AsyncGenerator[str]:
    """The URL of a second server of the same shop, in a process of its own."""
    folder.mkdir()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, database, redis.url, str(folder)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    url = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    try:
        yield url
    finally:
        process.stdin.close()
        _, complaints = await asyncio.wait_for(process.communicate(), 30)
        assert "Traceback" not in complaints.decode(), complaints.decode()
        assert process.returncode == 0, complaints.decode()


async def serve(database: str, redis: str, folder: str) -> None:
    async with open_shop(database, Path(folder), redis_url=redis) as shop:
        print(shop.url, flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
