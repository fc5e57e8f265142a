"""How a signed request reaches the sandbox provider, and how its answer comes back in time."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import httpx2
import orjson

from app.errands.provider import ProviderRefused, ProviderUnavailable
from app.errands.sandbox_answers import Answer, parsed
from app.errands.signing import Message, sign

CALL_SECONDS = 5.0
FILE_SECONDS = 60.0
MOST_CONNECTIONS = 50
LARGEST_ANSWER = 256 * 1024
# Refusals that pass: the same request may be accepted in a moment.
PASSING = frozenset({408, 425, 429})


class SignedHttp:
    """Requests to one address, signed with one secret, over one pool of connections."""

    def __init__(
        self,
        *,
        base_url: str,
        secret: str,
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret = secret
        self._clock = clock
        self._http = httpx2.AsyncClient(
            transport=transport,
            timeout=CALL_SECONDS,
            limits=httpx2.Limits(
                max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS
            ),
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of the pool."""
        await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: str = "",
        seconds: float | None = None,
    ) -> Answer:
        """Return what a signed request was answered.

        Raises:
            ProviderRefused: the provider said no.
            ProviderUnavailable: no answer in time, or none that can be relied on.
        """
        # The fields of the port are the fields of this provider, so they travel as they are.
        content = b"" if body is None else orjson.dumps(body)
        target = f"{path}?{query}" if query else path
        headers = self._signed(method, target, content)
        async with self._answered(method, target, content, headers, seconds) as response:
            status, text = response.status_code, await _bounded(response)
        answer = parsed(text)
        _accept(status, answer)
        return answer

    async def exchange(self, method: str, target: str) -> tuple[int, bytes]:
        """Return the status and the body, whole and bounded, that a stranger is answered.

        Raises:
            ProviderUnavailable: no answer in time.
        """
        async with self._answered(method, target, b"", {}) as response:
            return response.status_code, await _bounded(response)

    async def file(self, path: str) -> AsyncGenerator[bytes]:
        """Yield the parts of a file; how large it may be is for the reader to say.

        Raises:
            ProviderRefused: the provider said no.
            ProviderUnavailable: it did not come whole, or not in time.
        """
        headers = self._signed("GET", path, b"")
        async with self._answered("GET", path, b"", headers, FILE_SECONDS) as response:
            if response.status_code != 200:
                _accept(response.status_code, parsed(await _bounded(response)))
                raise ProviderUnavailable(f"answered {response.status_code} without a file")
            async for chunk in response.aiter_bytes():
                yield chunk

    def _signed(self, method: str, target: str, content: bytes) -> dict[str, str]:
        message = Message(method=method, target=target, body=content)
        return sign(self._secret, message, now=self._clock(), nonce=secrets.token_hex(16))

    @asynccontextmanager
    async def _answered(
        self,
        method: str,
        target: str,
        content: bytes,
        headers: dict[str, str],
        seconds: float | None = None,
    ) -> AsyncGenerator[httpx2.Response]:
        if content:
            headers = {**headers, "Content-Type": "application/json"}
        try:
            async with (
                asyncio.timeout(CALL_SECONDS if seconds is None else seconds),
                self._http.stream(
                    method,
                    self._base_url + target,
                    content=content,
                    headers=headers,
                    timeout=CALL_SECONDS if seconds is None else seconds,
                ) as response,
            ):
                yield response
        except (httpx2.HTTPError, TimeoutError, OSError) as failure:
            raise ProviderUnavailable(f"no answer at {self._base_url}: {failure!r}") from failure


def _accept(status: int, answer: Answer) -> None:
    if status in PASSING or status >= 500:
        raise ProviderUnavailable(f"answered {status} {answer.get('code', '')}")
    if status >= 400:
        raise ProviderRefused(str(answer.get("code", status)), str(answer.get("message", "")))


async def _bounded(response: httpx2.Response) -> bytes:
    text = bytearray()
    async for chunk in response.aiter_bytes():
        text += chunk
        if len(text) > LARGEST_ANSWER:
            raise ProviderUnavailable("the answer does not end")
    return bytes(text)
