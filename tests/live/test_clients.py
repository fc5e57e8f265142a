"""Clients that others wrote watch a team of the real shop until it has formed."""

import asyncio
import json
import os
import shutil
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import gql
import pytest
from gql.transport.websockets import WebsocketsTransport

from tests.live.watching import streamed
from tests.services.node import ready

CLIENTS = Path(__file__).parent / "clients"
DOCUMENT = """subscription Watch($code: String!) { teamProgress(code: $code) {
  id code status seatsFilled seatsHeld version
  seats(first: 5) { number state member { displayName } } } }"""
FOREIGN = ("graphql-ws", "graphql-sse", "urql-ws", "urql-sse", "apollo")


@pytest.fixture(scope="session")
def node() -> str:
    """A node beside which the clients are installed."""
    return ready(CLIENTS)


async def lines_of(*words: str):
    """Each line a program prints; it must not complain."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async for line in process.stdout:
            yield line.decode()
        assert not (complaint := await process.stderr.read()), complaint.decode()
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def by_node(node: str, name: str, url: str, code: str):
    async for line in lines_of(node, str(CLIENTS / "watch.mjs"), name, f"{url}/graphql", code):
        yield json.loads(line)


async def by_gql(url: str, code: str):
    transport = WebsocketsTransport(url=url.replace("http", "ws") + "/graphql")
    request = gql.gql(DOCUMENT)
    request.variable_values = {"code": code}
    async with (
        gql.Client(transport=transport) as session,
        aclosing(session.subscribe(request)) as answers,
    ):
        async for answer in answers:
            yield answer["teamProgress"]


async def by_event_source(url: str, code: str):
    async with streamed(url, DOCUMENT, code=code) as frames:
        async for name, told in frames:
            assert name == "next"
            yield told["data"]["teamProgress"]


async def by_curl(url: str, code: str):
    body = json.dumps({"query": DOCUMENT, "variables": {"code": code}})
    words = ("-sSN", "-H", "content-type: application/json", "-H", "accept: text/event-stream")
    name = ""
    async for line in lines_of("curl", *words, "-d", body, f"{url}/graphql"):
        field, _, value = line.removesuffix("\n").partition(": ")
        name = value if field == "event" else name
        if field == "data" and name == "next":
            yield json.loads(value)["data"]["teamProgress"]


async def test_everybody_sees_a_team_fill_and_form(shop, crowd, node):
    placed = await crowd.opened(await crowd.member())
    code = placed["team"]["code"]
    watching = {name: by_node(node, name, shop.url, code) for name in FOREIGN}
    watching |= {"gql": by_gql(shop.url, code), "EventSource": by_event_source(shop.url, code)}
    if shutil.which("curl"):
        watching["curl"] = by_curl(shop.url, code)
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        for states in watching.values():
            await stack.enter_async_context(aclosing(states))
        seen = {name: [await anext(states)] for name, states in watching.items()}
        friend = await crowd.member("Lucy")
        joined = await crowd.joined(friend, code, pays=False)
        for name, states in watching.items():
            seen[name].append(await anext(states))
        await crowd.paid(friend, joined)
        for name, states in watching.items():
            while seen[name][-1]["status"] == "OPEN":
                seen[name].append(await anext(states))
    for name, states in seen.items():
        versions = [state["version"] for state in states]
        assert versions == sorted(set(versions)), name
        told = [(state["status"], state["seatsFilled"], state["seatsHeld"]) for state in states]
        assert told == [("OPEN", 1, 0), ("OPEN", 1, 1), ("FORMED", 2, 0)], name
        assert [seat["state"] for seat in states[1]["seats"]] == ["FILLED", "HELD"], name
        assert states[-1]["seats"][1]["member"]["displayName"] == "L**y", name
