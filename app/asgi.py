"""The application object a server runs: rooms joined, nothing opened until it starts."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.database import opened
from app.door import COOKIE, FrontDoor, Tallies, asker_of, greet, known_as, session_over
from app.draws import draw_routes
from app.errands.beacon_port import Beacons
from app.errands.beacons import beacons_of
from app.errands.carrier import NoCarriers
from app.errands.mail import Post
from app.errands.notices import notice_route
from app.errands.payments import Errands
from app.errands.sandbox_client import SandboxClient
from app.errands.simulated_carrier import SimulatedCarrier
from app.errands.smtp import SmtpServer
from app.graphql.cache import Answers
from app.graphql.cache_door import FromMemory
from app.graphql.engine import Schema, build_schema
from app.graphql.explorer import graphiql_routes
from app.graphql.view import Api
from app.headers import Headers
from app.health import health_routes
from app.mail_door import mail_routes
from app.pages.site import site_routes
from app.parties import party_of
from app.passwords import Argon
from app.sandbox.asgi import Sandbox, build_sandbox
from app.settings import ROOT, Settings
from app.statements import statement_routes
from app.turnstile import Turnstile
from app.uploads import UPLOADS, upload_routes
from app.worker import Worker
from models.failpoints import arm
from models.transactions import finished, on_told
from resolvers.context import Context
from schema.roots import Mutation, Query
from schema.scalars import SCALARS
from subscriptions.hub import Hub
from subscriptions.relay import Relay, keep_up, reached
from subscriptions.root import Subscription
from subscriptions.wire import MemoryWire, RedisWire, Wire

log = logging.getLogger(__name__)

GRAPHQL = "/graphql"
SCHEMA = build_schema(Query, Mutation, Subscription, scalar_map=SCALARS)


def utc_now() -> datetime:
    """Return this moment, which every lower room is given as an argument."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Kaituan:
    """Everything one process is made of, joined but not yet started."""

    settings: Settings
    database_url: str
    now: Callable[[], datetime] = utc_now
    works: bool = True
    hub: Hub = field(default_factory=Hub)
    passwords: Argon = field(default_factory=Argon)
    schema: Schema = SCHEMA
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        arm(self.settings.failpoint)
        self.answers = Answers(
            self.now,
            most_bytes=self.settings.kept_megabytes * 1024**2,
            keep_hearing=self.hub.interest.keep,
        )

    def wire(self) -> Wire:
        """Return how changes reach other processes, or only this one's hub."""
        url = self.settings.redis_url
        return RedisWire(self.hub, url, ask=reached) if url else MemoryWire(self.hub)

    def sandbox(self) -> Sandbox | None:
        """Return the sandbox provider if this process is to run it."""
        if self.settings.provider_url is not None:
            return None
        return build_sandbox(
            store=self.settings.sandbox_store(),
            secret=self.settings.provider_secret,
            base_url=f"{self.settings.public_url}/sandbox",
            clock=self.now,
        )

    def beacons(self) -> Beacons:
        """Return the beacon that decides draws, or one that never answers where none is named."""
        return beacons_of(self.settings, now=self.now)

    def post(self) -> Post | None:
        """Return who sends mail; None where no server for it is named."""
        said = self.settings
        if said.smtp_url is None:
            return None
        return Post(
            mailer=SmtpServer.named(said.smtp_url, sender=said.mail_from),
            secret=said.mail_key(),
            sender=said.mail_from,
            public_url=said.public_url,
            now=self.now,
        )

    def errands(self) -> Errands:
        """Return the errands to the configured provider."""
        base_url = self.settings.provider_url or f"{self.settings.public_url}/sandbox"
        client = SandboxClient(
            base_url=base_url, secret=self.settings.provider_secret, clock=self.now
        )
        # A made-up way is for tests and demos: no buyer is told of one.
        carriers = NoCarriers() if self.settings.production else SimulatedCarrier()
        public_url = self.settings.public_url
        return Errands(provider=client, public_url=public_url, now=self.now, carriers=carriers)


def build_app(kaituan: Kaituan) -> Starlette:
    """Assemble the application; nothing is opened until its lifespan starts."""
    errands, sandbox = kaituan.errands(), kaituan.sandbox()
    app = Starlette(
        routes=_routes(kaituan, errands, sandbox),
        middleware=_middleware(kaituan),
        lifespan=lambda _: running(kaituan, errands, sandbox),
    )
    app.state.kaituan, app.state.errands = kaituan, errands
    return app


def _middleware(kaituan: Kaituan) -> list[Middleware]:
    outermost = [Middleware(Headers, now=kaituan.now, reading=frozenset({UPLOADS}))]
    if not kaituan.settings.kept_megabytes:
        return outermost
    memory = Middleware(
        FromMemory, schema=kaituan.schema, answers=kaituan.answers, path=GRAPHQL, cookie=COOKIE
    )
    return [*outermost, memory]


def _routes(kaituan: Kaituan, errands: Errands, sandbox: Sandbox | None) -> list[BaseRoute]:
    stranger = _stranger(kaituan, errands)
    api = _api(kaituan, stranger)
    return [
        Route(GRAPHQL, api),
        WebSocketRoute(GRAPHQL, api),
        Route("/schema.graphql", schema_text(kaituan.schema)),
        notice_route(errands),
        *([Mount("/sandbox", sandbox)] if sandbox else []),
        *health_routes(kaituan.now),
        *draw_routes(),
        *graphiql_routes(ROOT / "web" / "graphiql" / "dist"),
        *upload_routes(kaituan.now),
        *statement_routes(kaituan.now),
        *(mail_routes(post, kaituan.now) if (post := kaituan.post()) else []),
        *site_routes(
            first=ROOT / "web" / "first",
            built=kaituan.settings.pages_folder,
            origin=kaituan.settings.public_url,
            nobody=_nobody(stranger),
            ask=kaituan.schema.execute,
        ),
    ]


Stranger = Callable[[HTTPConnection, Response | WebSocket], Context]


def _stranger(kaituan: Kaituan, errands: Errands) -> Stranger:
    """Return what opens a context of whom nothing is known yet."""
    tallies, turnstile = Tallies.begun(kaituan.now), Turnstile(kaituan.now)
    secure = kaituan.settings.public_url.startswith("https://")
    chain, post = beacons_of(kaituan.settings).chain, kaituan.post()

    def opened_for(connection: HTTPConnection, response: Response | WebSocket) -> Context:
        return Context(
            now=kaituan.now,
            live=kaituan.hub,
            turnstile=turnstile,
            cashier=errands,
            payer=errands.paying_out(),
            passwords=kaituan.passwords,
            door=FrontDoor(connection, response, tallies, secure=secure),
            chain=chain,
            postman=post,
            public_url=kaituan.settings.public_url,
        )

    return opened_for


def _nobody(stranger: Stranger) -> Callable[[], Context]:
    """Return what opens a context that no connection stands behind."""
    return lambda: stranger(HTTPConnection({"type": "http", "headers": []}), Response())


def _api(kaituan: Kaituan, stranger: Stranger) -> Api:
    async def open_context(connection: HTTPConnection, response: Response | WebSocket) -> Context:
        context = stranger(connection, response)
        known_as(context, await asker_of(connection, now=kaituan.now()))
        return context

    async def watch_session(context: Context) -> None:
        await session_over(context, kaituan.hub)

    return Api(
        kaituan.schema,
        open_context=open_context,
        greet=greet,
        watch_session=watch_session,
        party_of=partial(party_of, nobody=_nobody(stranger)),
    )


def schema_text(schema: Schema) -> Callable[[Request], PlainTextResponse]:
    """Return the handler that serves the schema as text, with an entity tag."""
    text = schema.as_str() + "\n"
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def serve(request: Request) -> PlainTextResponse:
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return PlainTextResponse(status_code=304, headers=headers)
        return PlainTextResponse(text, headers=headers)

    return serve


@contextlib.asynccontextmanager
async def running(
    kaituan: Kaituan, errands: Errands, sandbox: Sandbox | None
) -> AsyncGenerator[None]:
    """Open what the process needs, run what it runs beside requests, and close both."""
    wire = kaituan.wire()
    relay = Relay(wire)
    beside = [relay.run, wire.run, lambda: keep_up(kaituan.hub)]
    if kaituan.works:
        beside.append(Worker(errands, kaituan.beacons(), kaituan.post()).run)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(kaituan.hub.overhear(kaituan.answers.overhear))
        stack.callback(on_told(kaituan.answers.forget))
        await stack.enter_async_context(opened(kaituan.database_url))
        if isinstance(errands.provider, SandboxClient):
            await stack.enter_async_context(errands.provider)
        if sandbox is not None:
            await stack.enter_async_context(sandbox.running())
        tasks = [asyncio.create_task(work()) for work in beside]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await finished(timeout_seconds=10)
            await relay.last_step()
            if isinstance(wire, RedisWire):
                await wire.close()
