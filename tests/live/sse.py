"""A client of GraphQL over server-sent events, small enough to see every byte."""

import asyncio
import json
from contextlib import aclosing

import httpx2

HEADERS = {"Accept": "text/event-stream", "Content-Type": "application/json"}


async def events(url, document, variables=None, *, token=None):
    """Yield the payload of each ``next`` event until the stream completes."""
    headers = HEADERS | ({"Authorization": f"Bearer {token}"} if token else {})
    body = {"query": document, "variables": variables or {}}
    async with (
        httpx2.AsyncClient(timeout=30) as http,
        http.stream("POST", f"{url}/graphql", json=body, headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        kind = None
        async for line in answer.aiter_lines():
            if line.startswith("event:"):
                kind = line.removeprefix("event:").strip()
            elif line.startswith("data:") and kind == "next":
                yield json.loads(line.removeprefix("data:"))
            elif kind == "complete" and not line:
                return


async def first_events(url, document, variables=None, *, token=None, most):
    """The first events of a stream, which is then left."""
    seen = []
    async with (
        asyncio.timeout(20),
        aclosing(events(url, document, variables, token=token)) as stream,
    ):
        async for event in stream:
            seen.append(event)
            if len(seen) == most:
                break
    return seen
