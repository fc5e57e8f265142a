"""A server for mail that keeps what it is handed, and can be told to misbehave."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Sink:
    """Letters as they arrived. ``mood`` says how the next are answered."""

    url: str = ""
    mood: str = "kind"  # or busy, no such address, cut after the letter
    letters: list[EmailMessage] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        try:
            await say("220 sink ready")
            while line := (await reader.readline()).decode().strip():
                if not await self.answer(line.upper(), reader, say):
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def answer(self, line: str, reader: asyncio.StreamReader, say) -> bool:
        """Answer one command; tells whether the line stays open."""
        if line.startswith("EHLO"):
            await say("250-sink\r\n250 8BITMIME")
        elif line.startswith("RCPT") and self.mood == "no such address":
            await say("550 nobody lives here")
        elif line.startswith("MAIL") and self.mood == "busy":
            await say("451 come back later")
        elif line == "DATA":
            await say("354 go on")
            body = await reader.readuntil(b"\r\n.\r\n")
            self.letters.append(message_from_bytes(body[:-3], policy=default))
            self.arrived.set()
            if self.mood == "cut after the letter":
                return False
            await say("250 taken")
        elif line == "QUIT":
            await say("221 bye")
            return False
        else:
            await say("250 ok")
        return True


@asynccontextmanager
async def smtp_sink():
    """A sink on a free port."""
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    sink.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?plain"
    async with server:
        yield sink
