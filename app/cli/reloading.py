"""How the shop starts again when a file of ours changes, for those who work on it."""

import functools
import socket

import uvicorn
from uvicorn.supervisors.statreload import StatReload

from app.asgi import Kaituan, build_app
from app.graphql.protocol import uvicorn_options
from app.settings import ROOT, Settings

ROOMS = ("rules", "models", "actions", "resolvers", "schema", "subscriptions", "app")


def run_reloading(listener: socket.socket, *, works: bool) -> None:
    """Serve in a process that is replaced at every change, until told to stop.

    What it needs to know is in this process's variables.
    """
    watched = uvicorn.Config(
        "app.cli.reloading:unused",
        reload=True,
        reload_dirs=[str(ROOT / room) for room in ROOMS],
        log_level="warning",
    )
    target = functools.partial(run_child, works=works)
    StatReload(watched, target=target, sockets=[listener]).run()


def run_child(sockets: list[socket.socket] | None, *, works: bool) -> None:
    """Serve on sockets that another process opened."""
    settings = Settings.read()
    assert settings.database_url is not None, "whoever starts this says which database"
    kaituan = Kaituan(settings=settings, database_url=settings.database_url, works=works)
    # Somebody waits for the change to show: nobody is sent away slowly.
    options = uvicorn_options(shutdown_seconds=1)
    config = uvicorn.Config(build_app(kaituan), log_level="info", access_log=False, **options)
    uvicorn.Server(config).run(sockets=sockets)
