"""What the forked processes of a round do: serve, work, or be the provider."""

import asyncio
import functools
import gc
import importlib
import mmap
import os
import socket
import struct
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2._transports.default as transports
import uvicorn

import app.errands.leased
import app.sandbox.courier
import app.worker
import subscriptions.relay
from app.asgi import Kaituan, build_app
from app.database import opened
from app.graphql.protocol import uvicorn_options
from app.passwords import Argon
from app.sandbox.asgi import build_sandbox
from app.settings import Settings
from app.worker import Worker
from tests.kills import wrong

SECRET = "a secret of the tests"
AHEAD = struct.Struct("d")
# The promise is kept each second; here as much happens in less time.
QUICK_SECONDS = 0.1
ARGON = Argon()


class SharedClock:
    """The machine's clock, turned forward for all processes of a round by eight bytes of a file."""

    def __init__(self, place: Path | str) -> None:
        with Path(place).open("r+b") as file:
            self._ahead = mmap.mmap(file.fileno(), AHEAD.size)

    @classmethod
    def made(cls, place: Path) -> "SharedClock":
        place.write_bytes(AHEAD.pack(0.0))
        return cls(place)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=AHEAD.unpack(self._ahead[:])[0])

    def turn(self, **by: float) -> None:
        ahead = AHEAD.unpack(self._ahead[:])[0] + timedelta(**by).total_seconds()
        self._ahead[:] = AHEAD.pack(ahead)


def settings_of(variables: dict[str, str]) -> Settings:
    """What a process reads from its variables, and nothing else of this machine's."""
    for name in [each for each in os.environ if each.startswith(("KAITUAN_", "DATABASE_"))]:
        del os.environ[name]
    os.environ.update(variables, KAITUAN_PROVIDER_SECRET=SECRET)
    return Settings.read()


@contextmanager
def hurried():
    app.worker.EVERY_SECONDS = app.errands.leased.EVERY_SECONDS = QUICK_SECONDS
    subscriptions.relay.POLL_SECONDS = QUICK_SECONDS
    # Whoever sent a refund hears of it first from the answer, as with a provider in earnest.
    app.sandbox.courier.LOOK_SECONDS = 3 * QUICK_SECONDS
    yield


def serve(variables: dict[str, str], clock: str, sockets: list[int], wrongly: str | None) -> None:
    """Serve the shop on a socket that listens already."""
    settings = settings_of(variables)
    assert settings.database_url is not None
    kaituan = Kaituan(
        settings=settings,
        database_url=settings.database_url,
        now=SharedClock(clock),
        works=False,
        passwords=ARGON,
    )
    with hurried(), wrong.done(wrongly):
        _serve(build_app(kaituan), sockets)


def work(variables: dict[str, str], clock: str, wrongly: str | None) -> None:
    """Work apart from the server."""
    settings = settings_of(variables)
    assert settings.database_url is not None
    kaituan = Kaituan(
        settings=settings,
        database_url=settings.database_url,
        now=SharedClock(clock),
        passwords=ARGON,
    )

    async def working() -> None:
        errands = kaituan.errands()
        async with opened(kaituan.database_url, max_connections=8), errands.provider:
            await Worker(errands).run()

    with hurried(), wrong.done(wrongly):
        asyncio.run(working())


def provide(store: str, base_url: str, clock: str, sockets: list[int]) -> None:
    """Be the provider, which outlives every kill."""
    sandbox = build_sandbox(store=store, secret=SECRET, base_url=base_url, clock=SharedClock(clock))
    with hurried():
        _serve(sandbox, sockets)


def _config(application) -> uvicorn.Config:
    return uvicorn.Config(
        application, log_level="warning", access_log=False, **uvicorn_options(shutdown_seconds=1)
    )


def _serve(application, sockets: list[int]) -> None:
    config = _config(application)
    listening = [socket.socket(fileno=number) for number in sockets]
    uvicorn.Server(config).run(sockets=listening)


def _warm() -> None:
    """Do what each process does at its start, which each child would do again."""
    transports.create_ssl_context = functools.cache(transports.create_ssl_context)
    nowhere = Settings(provider_url="http://127.0.0.1", provider_secret=SECRET)
    _config(build_app(Kaituan(settings=nowhere, database_url="", passwords=ARGON))).load()
    for module in ("asyncpg", "httpcore2", "tortoise.backends.asyncpg.client"):
        importlib.import_module(module)
    gc.freeze()


_warm()
