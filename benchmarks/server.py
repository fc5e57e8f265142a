"""``python -m benchmarks.server ORDERS``: one Kaituan process that can be watched at work."""

import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import asyncpg
import orjson
import uvicorn

from app.asgi import Kaituan, build_app
from app.garbage import look_seldom
from app.graphql.protocol import uvicorn_options
from app.settings import Settings
from benchmarks.bare import Bare
from models.transactions import on_commit
from subscriptions.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How the process is to run: on which listening socket, on which core, noting what.

    ``keeps`` is whether it answers from memory what it may.
    """

    database: str
    folder: str
    listening: int
    core: int | None = None
    commits: str | None = None
    wakes: str | None = None
    statements: str | None = None
    keeps: bool = True

    def text(self) -> str:
        """Return the orders as one argument of a command."""
        return orjson.dumps(asdict(self)).decode()


def note_commits(path: str, bell: Callable[[], None]) -> None:
    """Write the machine's monotonic clock to a file after each commit that tells something."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def stamp() -> None:
        os.write(file, b"%d\n" % time.monotonic_ns())
        bell()

    on_commit(stamp)


def note_wakes(path: str) -> None:
    """Write the same clock whenever the hub hears of a team that somebody watches."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    publish = Hub.publish

    def stamped(hub: Hub, reached: Iterable[tuple[str, int]]) -> None:
        reached = list(reached)
        watched = set(hub.topics)
        if any(topic.startswith("team:") and topic in watched for topic, _ in reached):
            os.write(file, b"%d\n" % time.monotonic_ns())
        publish(hub, reached)

    Hub.publish = stamped


def note_statements(path: str) -> None:
    """Write every statement of every connection to a file, one JSON object a line."""
    file, numbers = Path(path).open("ab", buffering=0), count()  # noqa: SIM115 - until we end
    make_pool = asyncpg.create_pool

    async def listen(connection: asyncpg.Connection) -> None:
        number = next(numbers)

        def note(told: asyncpg.connection.LoggedQuery) -> None:
            line = {"connection": number, "sql": told.query, "arguments": told.args or []}
            file.write(orjson.dumps(line, default=_plain, option=orjson.OPT_APPEND_NEWLINE))

        connection.add_query_logger(note)

    asyncpg.create_pool = lambda *args, **words: make_pool(*args, init=listen, **words)


def _plain(value: object) -> object:
    return {"bytes": value.hex()} if isinstance(value, bytes) else str(value)


def serve(orders: Orders) -> None:
    """Serve until told to end."""
    if orders.core is not None:
        os.sched_setaffinity(0, {orders.core})
    listening = socket.socket(fileno=orders.listening)
    port = listening.getsockname()[1]
    settings = Settings(
        local_folder=Path(orders.folder),
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        provider_secret=secrets.token_urlsafe(),
        **({} if orders.keeps else {"kept_megabytes": 0}),
    )
    bare = Bare()
    if orders.commits:
        note_commits(orders.commits, bare.ring)
    if orders.wakes:
        note_wakes(orders.wakes)
    if orders.statements:
        note_statements(orders.statements)
    app = build_app(Kaituan(settings=settings, database_url=orders.database))
    app.router.routes[:0] = bare.routes()
    look_seldom()  # as the product does
    options = uvicorn_options(shutdown_seconds=1)
    # Nobody's requests are logged, as in the product and in those beside it.
    config = uvicorn.Config(app, log_level="error", access_log=False, **options)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    serve(Orders(**orjson.loads(sys.argv[1])))
