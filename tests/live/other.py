"""A second process of the same shop: ``python -m tests.live.other DATABASE REDIS FOLDER``.

It prints the port it listens on and ends with its standard input.
"""

import asyncio
import sys
from pathlib import Path

from tests.services.shop import open_shop


async def serve(database: str, redis: str, folder: str) -> None:
    async with open_shop(database, Path(folder), redis_url=redis) as shop:
        print(shop.url, flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
