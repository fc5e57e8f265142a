"""Clients that never finish asking: cut, or refused."""

import asyncio
import contextlib
import socket

import pytest

from app.graphql.protocol import uvicorn_options
from tests.edge.conftest import Serve, Served


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nhost: he"])
async def test_whoever_does_not_ask_is_cut(serve: Serve, sent: bytes):
    async with serve(options=uvicorn_options(head_seconds=0.1)) as served:
        bare = await served.raw()
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(bare, sent)
        async with asyncio.timeout(5):
            assert await received(bare) == b""
        bare.close()


async def test_a_second_request_that_never_ends_is_cut(serve: Serve):
    async with serve(options=uvicorn_options(head_seconds=0.1)) as served:
        bare = await served.raw()
        loop = asyncio.get_running_loop()
        first = b"POST /echo HTTP/1.1\r\nhost: here\r\ncontent-length: 1\r\n\r\nx"
        await loop.sock_sendall(bare, first + b"GET / HTTP/1.1\r\nhost: he")
        async with asyncio.timeout(4):  # kept alive it would stay 5 seconds
            while (answer := await received(bare)) != b"":
                assert answer.startswith(b"HTTP/1.1 200 ")
        bare.close()


async def test_an_empty_line_after_an_answer_keeps_nobody_here(serve: Serve):
    async with serve(options=uvicorn_options() | {"timeout_keep_alive": 0.2}) as served:
        bare = await served.raw()
        loop = asyncio.get_running_loop()
        asked = b"POST /echo HTTP/1.1\r\nhost: here\r\ncontent-length: 1\r\n\r\nx"
        await loop.sock_sendall(bare, asked)
        assert (await received(bare)).startswith(b"HTTP/1.1 200 ")
        await loop.sock_sendall(bare, b"\r\n")
        async with asyncio.timeout(5):
            while await received(bare) != b"":
                pass
        bare.close()


async def received(bare: socket.socket) -> bytes:
    """Return what comes next, nothing where the other side is gone."""
    try:
        return await asyncio.get_running_loop().sock_recv(bare, 65_536)
    except ConnectionResetError:
        return b""


async def test_a_head_without_end_is_refused(served: Served):
    bare = await served.raw()
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(bare, b"GET / HTTP/1.1\r\nendless: ")
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(100):
                await loop.sock_sendall(bare, b"x" * 4_096)
        answer = await received(bare)
    assert answer.startswith(b"HTTP/1.1 400 ") or answer == b""
    bare.close()
