"""A way to a server that a test can cut and mend: what a tunnel or a dead process does."""

import asyncio
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Gate:
    """Carries bytes between a port of its own and a server's, while it is open."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """From now on nobody comes through, and whoever is through loses the line."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def shut(self) -> None:
        """From now on nobody comes through; whoever is through stays."""
        self._open = False

    def mend(self) -> None:
        self._open = True

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        there_reader, there = await asyncio.open_connection(*self._target)
        if not self._open:
            writer.transport.abort()
            there.transport.abort()
            return
        self._writers |= {writer, there}
        ways = [
            asyncio.create_task(_pour(reader, there)),
            asyncio.create_task(_pour(there_reader, writer)),
        ]
        await asyncio.wait(ways)
        self._writers -= {writer, there}


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    with suppress(ConnectionError, RuntimeError):
        writer.close()


@asynccontextmanager
async def open_gate(target: str):
    """A gate to a server, on a free port."""
    gate = Gate(target)
    server = await asyncio.start_server(gate.carry, "127.0.0.1", 0)
    gate.port = server.sockets[0].getsockname()[1]
    try:
        yield gate
    finally:
        gate.cut()
        server.close()
