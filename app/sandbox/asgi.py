"""How the sandbox provider is put together, mounted in another application or on its own."""

import asyncio
import contextlib
import logging
import sqlite3
import uuid
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox.api import Api
from app.sandbox.cashier import Cashier
from app.sandbox.control import Control
from app.sandbox.control_desk import ControlDesk
from app.sandbox.courier import Courier
from app.sandbox.desk import Desk
from app.sandbox.mischief import Mischief, read
from app.sandbox.refusals import Refused
from app.sandbox.store import Store

MOST_CONNECTIONS = 1_000
STOP_SECONDS = 5

log = logging.getLogger(__name__)


class Sandbox(Starlette):
    """A payment provider that moves no money. Wrap its use in ``async with running()``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            routes=[
                *Api(desk).routes(),
                *Control(desk).routes(),
                *ControlDesk(desk).routes(),
                *Cashier(desk).routes(),
            ],
            middleware=[Middleware(Masked)],
            exception_handlers={
                Refused: _refused,
                HTTPException: _not_served,
                sqlite3.Error: _store_failed,
            },
            lifespan=_lifespan,
        )
        self._desk = desk

    async def mischief(self) -> Mischief:
        """Return the switches as they stand."""
        now = self._desk.now()
        return await self._desk.store.transact(lambda db: read(db, now=now))

    @contextlib.asynccontextmanager
    async def running(self, *, retries: bool = True) -> AsyncGenerator[None]:
        """Open the store and deliver what is due, until the block ends.

        A mounted application is not told when its host starts: the host enters
        this itself. Without ``retries``, only ``deliver_due`` delivers again.
        """
        await self._desk.store.open()
        task = asyncio.create_task(self._desk.courier.run()) if retries else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
            await self._desk.courier.close()
            await self._desk.store.close()

    async def deliver_due(self, now: datetime) -> int:
        """Return how many notifications were due at this moment, each attempted once."""
        return await self._desk.courier.deliver_due(now)


class Masked:
    """Lets nothing of an unexpected failure out but an id to find it in the log by."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what nobody foresaw is answered 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            failure_id = uuid.uuid4().hex
            log.exception("unexpected failure %s", failure_id)
            if not started:
                await _failed(failure_id)(scope, receive, send)


def build_sandbox(
    *,
    store: Path | str,
    secret: str,
    base_url: str,
    clock: Callable[[], datetime],
    notify_transport: httpx2.AsyncBaseTransport | None = None,
) -> Sandbox:
    """Return the provider as an application to mount where ``base_url`` points.

    ``store`` is a file, or ":memory:". ``notify_transport`` carries notifications
    some other way than by a socket.
    """
    assert secret, "without a secret everybody could sign"
    kept = Store(store)
    courier = Courier(store=kept, secret=secret, clock=clock, transport=notify_transport)
    return Sandbox(
        Desk(
            store=kept,
            courier=courier,
            secret=secret,
            base_url=base_url.rstrip("/"),
            clock=clock,
        )
    )


def serve(host: str, port: int, store: Path | str, secret: str) -> None:
    """Serve the provider on its own until told to stop."""
    sandbox = build_sandbox(
        store=store,
        secret=secret,
        base_url=f"http://{host}:{port}",
        clock=lambda: datetime.now(UTC),
    )
    uvicorn.run(
        sandbox,
        host=host,
        port=port,
        lifespan="on",
        ws="none",
        # Whoever reads a cashier token in a log could pay with it.
        access_log=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncGenerator[None]:
    assert isinstance(app, Sandbox)
    async with app.running():
        yield


def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refused)
    return _json(refusal)


def _not_served(_: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(failure.status_code, "REFUSED")
    return _json(Refused(code, failure.detail, status=failure.status_code))


def _store_failed(_: Request, failure: Exception) -> Response:
    log.error("the store failed: %r", failure)
    return _json(Refused("STORE_UNAVAILABLE", "try again later", status=503))


def _failed(failure_id: str) -> Response:
    return _json(Refused("INTERNAL", f"unexpected failure {failure_id}", status=500))


def _json(refusal: Refused) -> Response:
    body = orjson.dumps(refusal.shown())
    return Response(body, status_code=refusal.status, media_type="application/json")
