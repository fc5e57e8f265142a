"""The whole shop on one port, in one process or several: database, provider, worker, pages."""

import asyncio
import logging
import os
import socket
from dataclasses import replace

import click

from app.asgi import Kaituan
from app.cli.child import say
from app.cli.fleet import Fleet
from app.cli.ground import ground
from app.cli.leash import Leash
from app.cli.listening import listening
from app.cli.planting import plant_once
from app.cli.reloading import run_reloading
from app.cli.server import run_server
from app.cli.words import ANSWER, ASIDE
from app.database import CONNECTIONS, connections_allowed
from app.seed.people import DEMO_PASSWORD
from app.settings import Settings
from models.migrate import up

SERVERS_MOST = 64
FLEET_DRAIN_SECONDS = 15


@click.command(short_help="run the shop, with a database of its own if none is named")
@click.option("--host", help="Where to listen; KAITUAN_HOST or 127.0.0.1 if unsaid.")
@click.option("--port", type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--fd", type=click.IntRange(3), help="Listen on a socket that was handed over.")
@click.option("--seed", is_flag=True, help="Fill an empty database with the demo world.")
@click.option("--reload", is_flag=True, help="Start again at every change of our Python files.")
@click.option(
    "--workers",
    type=click.IntRange(1, SERVERS_MOST),
    default=1,
    help="Server processes; SIGHUP replaces them one by one.",
)
@click.option("--worker/--no-worker", default=True, help="Whether deadlines are kept here.")
@click.option("--leash", type=click.IntRange(3), hidden=True, help="A line to who started this.")
def serve(
    host: str | None,
    port: int | None,
    *,
    fd: int | None,
    seed: bool,
    reload: bool,
    workers: int,
    worker: bool,
    leash: int | None,
) -> None:
    """Run the shop until Ctrl-C or SIGTERM; a Postgres that was started for it ends with it."""
    if reload and workers > 1:
        raise click.UsageError("--reload is for one process: leave out --workers")
    held = None if leash is None else Leash(leash)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with listening(host, port, fd=fd) as (listener, settings), ground(settings) as url:
        asyncio.run(prepare(url, settings, seed=seed))
        kaituan = Kaituan(settings=settings, database_url=url, works=worker)
        if reload:
            _hand_on(settings, url)
            announce(settings, planted=seed)
            run_reloading(listener, works=worker)
        elif workers > 1:
            _hand_on(settings, url)
            asyncio.run(_run_fleet(kaituan, listener, servers=workers, planted=seed))
        elif held is not None:
            run_server(kaituan, listener, ready=held.ready)
        else:
            run_server(kaituan, listener, ready=lambda: announce(settings, planted=seed))


async def prepare(url: str, settings: Settings, *, seed: bool) -> None:
    """Bring the database to what this version needs, and plant the demo world if asked to."""
    with ASIDE.status("migrating the database…"):
        await up(url)
    if seed:
        await plant_once(url, settings)


def announce(settings: Settings, *, planted: bool) -> None:
    """Say where everything is, and who there is to sign in as."""
    shop = settings.public_url
    ANSWER.print(f"Kaituan 开团 {shop}/")
    ANSWER.print(f"  GraphiQL  {shop}/graphiql")
    ANSWER.print(f"  schema    {shop}/schema.graphql")
    if planted:
        ANSWER.print(f"  demo      juzi, orchard, ops: password {DEMO_PASSWORD}")
    ANSWER.file.flush()


async def _run_fleet(
    kaituan: Kaituan, listener: socket.socket, *, servers: int, planted: bool
) -> None:
    settings, works = kaituan.settings, kaituan.works
    # While one is replaced there is one more.
    wanted = CONNECTIONS * (servers + works + 1)
    if wanted > (allowed := await connections_allowed(kaituan.database_url)):
        say(f"Postgres allows {allowed} connections; this many processes may want {wanted}")
    if settings.redis_url is None:
        say(
            "REDIS_URL is not set: what happens at one process is seen at the others"
            " within 2 s, when they ask the database"
        )
    fleet = Fleet(listener, servers=servers, works=works, drain_seconds=_fleet_drain_seconds())

    def ready() -> None:
        announce(settings, planted=planted)
        say(f"{servers + works} processes are ready; SIGHUP replaces them one by one")

    await fleet.run(ready=ready)


def _fleet_drain_seconds() -> int:
    """Return over how long a server of several sends its watchers away; they read it, too."""
    os.environ.setdefault("KAITUAN_DRAIN_SECONDS", str(FLEET_DRAIN_SECONDS))
    return Settings.read().drain_seconds


def _hand_on(settings: Settings, url: str) -> None:
    """Leave to the processes to come, in their variables, what was found out here."""
    whole = replace(settings, database_url=url)
    os.environ.update(
        DATABASE_URL=url,
        KAITUAN_LOCAL=str(whole.local_folder),
        KAITUAN_HOST=whole.host,
        KAITUAN_PORT=str(whole.port),
        KAITUAN_PUBLIC_URL=whole.public_url,
        KAITUAN_PROVIDER_SECRET=whole.provider_secret,
    )
