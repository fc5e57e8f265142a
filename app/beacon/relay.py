"""The beacon simulator as a relay: drand's addresses, and switches for what goes wrong."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict
from typing import Any, cast

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.beacon.keys import LocalKey
from app.beacon.local import LocalBeacons
from rules.beacons import randomness_of

Answer = Callable[[Request], Awaitable[Response]]
MOST_DIGITS = 20


class Relay(Starlette):
    """One relay of the simulator's chain; its faults are turned in place, or at ``/control``."""

    def __init__(self, beacons: LocalBeacons, *, control: bool = False) -> None:
        routes = [
            Route("/info", self._troubled(self._info)),
            Route("/{chain}/info", self._troubled(self._info)),
            Route("/public/{round}", self._troubled(self._round)),
            Route("/{chain}/public/{round}", self._troubled(self._round)),
        ]
        if control:
            routes.append(Route("/control", self._control, methods=["GET", "POST"]))
        super().__init__(routes=routes)
        self.faults = beacons.faults
        self._beacons = beacons
        self._other = beacons.key.other()

    def _troubled(self, answer: Answer) -> Answer:
        async def endpoint(request: Request) -> Response:
            if self.faults.silent:
                await asyncio.Event().wait()
            if self.faults.down:
                return Response("down", status_code=503)
            if self.faults.endless:
                return StreamingResponse(_endless(), media_type="application/json")
            asked = request.path_params.get("chain", self._beacons.key.chain.hash.hex())
            if asked != self._beacons.key.chain.hash.hex():
                return Response("unknown chain", status_code=404)
            return await answer(request)

        return endpoint

    async def _info(self, _: Request) -> Response:
        return _json(self._served().info())

    async def _round(self, request: Request) -> Response:
        text, reached = str(request.path_params["round"]), self._beacons.reached()
        if text != "latest" and not (text.isascii() and text.isdecimal()):
            return Response("no round", status_code=400)
        number = reached if text == "latest" else int(text[:MOST_DIGITS])
        if not 1 <= number <= reached:
            return Response("not yet", status_code=425)
        told = number - 1 if self.faults.wrong_round else number
        signed = number - 1 if self.faults.mislabelled else told
        key = self._other if self.faults.wrong_signature else self._served()
        signature = await asyncio.to_thread(key.sign, max(signed, 1))
        randomness = randomness_of(signature).hex()
        return _json({"round": told, "randomness": randomness, "signature": signature.hex()})

    async def _control(self, request: Request) -> Response:
        if request.method == "POST":
            stand = asdict(self.faults)
            turned = _turned(await request.body(), stand)
            if turned is None:
                return Response(f"switches: {', '.join(stand)}", status_code=400)
            for name, value in turned.items():
                setattr(self.faults, name, value)
        return _json(asdict(self.faults))

    def _served(self) -> LocalKey:
        return self._other if self.faults.other_chain else self._beacons.key


def _turned(text: bytes, stand: dict[str, Any]) -> dict[str, Any] | None:
    """Return which switches are turned to what, None where one is unknown or of another kind."""
    told: object = orjson.loads(text)
    if not isinstance(told, dict):
        return None
    turned = cast("dict[str, Any]", told)
    is_known = all(type(stand.get(name)) is type(value) for name, value in turned.items())
    return turned if is_known else None


async def _endless() -> AsyncGenerator[bytes]:
    while True:
        yield b" " * 4096
        await asyncio.sleep(0)


def _json(answer: object) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")
