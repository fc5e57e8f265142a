"""A client that speaks graphql-transport-ws, and one that reads server-sent events, by hand."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
from websockets.asyncio.client import ClientConnection, connect

PROGRESS = """subscription($code: String!, $after: Int) {
  teamProgress(code: $code, afterVersion: $after) {
    code status seatsFilled seatsHeld seatsLeft version serverTime
    seats { number state member { displayName } } } }"""
TEAMS = "subscription($codes: [String!]!) { teamsProgress(codes: $codes) { code status version } }"
PULSE = """subscription($slug: String!) { campaignPulse(slug: $slug) {
  slug version openTeams formedTeams stockLeft serverTime } }"""
EVENTS = """subscription($after: String) { viewerEvents(after: $after) {
  position kind happenedAt serverTime order { id status } team { code status }
  refund { number status } } }"""
PATIENCE_SECONDS = 10


class Watch:
    """One greeted socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self) -> dict:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return json.loads(await self.socket.recv())

    async def ask(self, document: str, *, name: str = "1", **variables) -> None:
        payload = {"query": document, "variables": variables}
        await self.say(id=name, type="subscribe", payload=payload)

    async def news(self) -> dict:
        """The one root field of the next answer."""
        message = await self.hear()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        [field] = message["payload"]["data"].values()
        return field

    async def refusal(self) -> dict:
        """The extensions of the error a subscription was refused with."""
        message = await self.hear()
        assert message["type"] == "error", message
        return message["payload"][0]["extensions"]

    async def closed(self) -> int | None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.socket.wait_closed()
        return self.socket.close_code


@asynccontextmanager
async def greeted(url: str, token: str | None = None) -> AsyncGenerator[Watch]:
    """A socket that has said who it is."""
    async with connect(url, subprotocols=["graphql-transport-ws"], compression=None) as socket:
        watch = Watch(socket)
        payload = {"authorization": f"Bearer {token}"} if token else None
        await watch.say(type="connection_init", payload=payload)
        assert (await watch.hear())["type"] == "connection_ack"
        yield watch


@asynccontextmanager
async def streamed(url: str, document: str, token: str | None = None, **variables):
    """The frames of one stream of server-sent events, asked for by GET as a browser does."""
    headers = {"accept": "text/event-stream"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    asked = {"query": document, "variables": json.dumps(variables)}
    async with (
        httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as http,
        http.stream("GET", f"{url}/graphql", params=asked, headers=headers) as response,
    ):
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response.aiter_lines())


async def events(lines) -> AsyncGenerator[tuple[str, dict | None]]:
    """Each event's name with what it carries; comments are left out."""
    name, data = "", ""
    async for line in lines:
        field, _, value = line.partition(":")
        if field == "event":
            name = value.strip()
        elif field == "data":
            data += value.strip()
        elif not line and name:
            yield name, json.loads(data) if data else None
            name, data = "", ""


async def until(true) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():  # noqa: ASYNC110 - asked of what has no event to wait for
            await asyncio.sleep(0.005)
