"""A whole Kaituan on a real socket, with a clock that can be turned by hand."""

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
import uvicorn

from app.asgi import Kaituan, build_app
from app.graphql.protocol import uvicorn_options
from app.settings import Settings
from app.worker import Worker


@dataclass
class Clock:
    """The machine's clock, moved forward as far as a test turns it."""

    ahead: timedelta = timedelta()
    held: datetime | None = None

    def __call__(self) -> datetime:
        return (self.held or datetime.now(UTC)) + self.ahead

    def hold(self) -> None:
        """From now on it stands still but for what it is turned."""
        self.held, self.ahead = self(), timedelta()

    def turn(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class Client:
    """Somebody who sends documents over HTTP."""

    http: httpx2.AsyncClient
    token: str | None = None

    async def ask(self, document: str, **variables):
        """The data of one answer; errors fail the test."""
        answer = await self.raw(document, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def raw(self, document: str, **variables):
        """The whole answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": document, "variables": variables}
        response = await self.http.post("/graphql", json=body, headers=headers)
        return response.json()


@dataclass
class Shop:
    """A running server, and what tests do to it."""

    url: str
    clock: Clock
    kaituan: Kaituan
    worker: Worker
    people: int = 0
    clients: list[Client] = field(default_factory=list)

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws") + "/graphql"

    def client(self, token: str | None = None) -> Client:
        made = Client(httpx2.AsyncClient(base_url=self.url, timeout=20), token)
        self.clients.append(made)
        return made

    async def newcomer(self, name: str = "王小明") -> Client:
        """Somebody who just signed up."""
        client = self.client()
        self.people += 1
        handle = f"guest{self.people}"
        data = await client.ask(
            """mutation($i: SignUpInput!) { signUp(input: $i) {
                 ... on SignedUp { token viewer { id handle } } } }""",
            i={"handle": handle, "password": "long enough", "displayName": name},
        )
        client.token = data["signUp"]["token"]
        assert data["signUp"]["viewer"]["handle"] == handle
        return client

    async def sweep(self) -> None:
        """One turn of the worker at the clock's moment."""
        await self.worker.sweep(self.clock())

    async def step(self, name: str) -> int:
        """One of the worker's steps alone; returns how much was done."""
        return await self.worker._take(name, self.clock)


def free_socket() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    return listening


def settings_of(folder, port: int, **more) -> Settings:
    return Settings(
        local_folder=folder,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        provider_secret="a secret of the tests",
        **more,
    )


@asynccontextmanager
async def open_shop(
    database: str,
    folder,
    *,
    redis_url=None,
    works=False,
    beacon_urls=(),
    pages=None,
    mail=None,
    kept_megabytes=0,
    **options,
):
    """A server on a free port; its worker stands still unless ``works``.

    It keeps no answers unless told to: clocks are turned and rows are written past it, and
    what is asked then must be what is there.
    """
    clock, listening = Clock(), free_socket()
    more = {
        **({} if pages is None else {"pages_folder": pages}),
        **({} if mail is None else {"smtp_url": mail, "mail_from": "开团 <no-reply@shop.test>"}),
        "redis_url": redis_url,
        "kept_megabytes": kept_megabytes,
        "beacon_urls": beacon_urls,
    }
    settings = settings_of(folder, listening.getsockname()[1], **more)
    kaituan = Kaituan(settings=settings, database_url=database, now=clock, works=works)
    app = build_app(kaituan)
    async with served(app, listening, options):
        worker = Worker(app.state.errands, kaituan.beacons(), kaituan.post())
        shop = Shop(settings.public_url, clock, kaituan, worker)
        try:
            yield shop
        finally:
            for client in shop.clients:
                await client.http.aclose()


@asynccontextmanager
async def served(app, listening: socket.socket, options):
    """An application that answers on a socket until the block is left."""
    safe = {**uvicorn_options(shutdown_seconds=1), **options}
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **safe))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        assert not serving.done(), serving.exception()
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        listening.close()
