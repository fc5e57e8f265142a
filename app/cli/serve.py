"""The whole shop in one process: its database, its provider, its worker and its pages."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import replace

import click
import uvicorn

from app.asgi import Kaituan, build_app
from app.cli.ground import ground
from app.cli.planting import plant_once
from app.cli.reloading import run_reloading
from app.cli.signals import Stopped
from app.cli.words import ANSWER, ASIDE, read_settings
from app.graphql.protocol import drain, uvicorn_options
from app.seed.people import DEMO_PASSWORD
from app.settings import Settings
from models.migrate import up

BACKLOG = 2048
DRAIN_SECONDS = 1.0
SHUTDOWN_SECONDS = 8


@click.command(short_help="run the shop, with a database of its own if none is named")
@click.option("--host", help="Where to listen; KAITUAN_HOST or 127.0.0.1 if unsaid.")
@click.option("--port", type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--seed", is_flag=True, help="Fill an empty database with the demo world.")
@click.option("--reload", is_flag=True, help="Start again at every change of our Python files.")
@click.option("--worker/--no-worker", default=True, help="Whether deadlines are kept here.")
def serve(host: str | None, port: int | None, *, seed: bool, reload: bool, worker: bool) -> None:
    """Run the shop until Ctrl-C or SIGTERM; a Postgres that was started for it ends with it."""
    said = read_settings()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # The port is taken before anything is started: a second one fails and disturbs nobody.
    with contextlib.closing(listening(host or said.host, _wanted(port, said))) as listener:
        at = said.at(host or said.host, listener.getsockname()[1])
        try:
            settings = at.with_secret()
        except ValueError as wrong:
            raise click.ClickException(str(wrong)) from wrong
        with ground(settings) as url:
            asyncio.run(prepare(url, settings, seed=seed))
            if reload:
                _hand_on(settings, url)
                announce(settings)
                run_reloading(listener, works=worker)
            else:
                kaituan = Kaituan(settings=settings, database_url=url, works=worker)
                _run(kaituan, listener)


def _wanted(port: int | None, said: Settings) -> int:
    return said.port if port is None else port


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; until the server takes it over, callers wait in its queue.

    Raises:
        click.ClickException: the address is taken or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            taken = f"port {port} on {host} is taken; choose another with --port"
            raise click.ClickException(taken) from refused
        raise click.ClickException(f"cannot listen on {host}:{port}: {refused.strerror}") from None


async def prepare(url: str, settings: Settings, *, seed: bool) -> None:
    """Bring the database to what this version needs, and plant the demo world if asked to."""
    with ASIDE.status("migrating the database…"):
        await up(url)
    if seed:
        await plant_once(url, settings)


def announce(settings: Settings) -> None:
    """Say where everything is."""
    shop = settings.public_url
    ANSWER.print(f"Kaituan 开团 {shop}/")
    ANSWER.print(f"  GraphiQL  {shop}/graphiql")
    ANSWER.print(f"  schema    {shop}/schema.graphql")
    ANSWER.print(f"  demo      juzi, orchard, ops: password {DEMO_PASSWORD}")
    ANSWER.file.flush()


class Server(uvicorn.Server):
    """A server that says when it is there, and sends those who stay away one by one."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send sockets and streams away before the rest is closed."""
        await drain(DRAIN_SECONDS)
        await super().shutdown(sockets)


def config(kaituan: Kaituan) -> uvicorn.Config:
    """Return how uvicorn runs this application."""
    return uvicorn.Config(
        build_app(kaituan),
        log_level="warning",
        # Whoever reads a cashier token in a log could pay with it.
        access_log=False,
        **uvicorn_options(shutdown_seconds=SHUTDOWN_SECONDS),
    )


def _run(kaituan: Kaituan, listener: socket.socket) -> None:
    server = Server(config(kaituan), ready=lambda: announce(kaituan.settings))
    try:
        server.run(sockets=[listener])
    except Stopped:
        # uvicorn raises the signal again after it has shut down: that was the end asked for.
        if not server.started:
            raise


def _hand_on(settings: Settings, url: str) -> None:
    """Leave to the processes to come, in their variables, what was found out here."""
    whole = replace(settings, database_url=url)
    os.environ.update(
        DATABASE_URL=url,
        KAITUAN_HOST=whole.host,
        KAITUAN_PORT=str(whole.port),
        KAITUAN_PUBLIC_URL=whole.public_url,
        KAITUAN_PROVIDER_SECRET=whole.provider_secret,
    )
