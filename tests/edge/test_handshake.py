"""Who may open a socket, and what is agreed on."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from tests.edge.conftest import Served, closed, hear, say


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_page_opens_no_socket(served: Served, origin: str):
    with pytest.raises(InvalidStatus) as refused:
        async with served.dial(origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_our_own_page_does(served: Served):
    async with served.dial(origin=served.base) as client:
        await say(client, type="connection_init")
        assert await hear(client) == {"type": "connection_ack"}


@pytest.mark.parametrize("protocols", [["graphql-ws"], ["other"], None])
async def test_no_other_protocol_is_spoken(served: Served, protocols):
    async with served.dial(subprotocols=protocols) as client:
        assert (await closed(client))[0] == 4406


async def test_nothing_is_compressed(served: Served):
    """A compressor for each connection costs more memory than all the rest of it."""
    dialled = connect(
        f"ws://127.0.0.1:{served.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        compression="deflate",
    )
    async with dialled as client:
        assert client.protocol.extensions == []
