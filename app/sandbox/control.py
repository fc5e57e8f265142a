"""How the sandbox provider is told to misbehave, by signed requests."""

import sqlite3

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox import deeds, deliveries, mischief
from app.sandbox.desk import Desk
from app.sandbox.mischief import Mischief
from app.sandbox.requests import answer, signed_body
from app.sandbox.switches import Value, read_turns


async def turned(desk: Desk, turns: dict[str, Value]) -> Mischief:
    """Return all switches after some were turned, and let go of what is held back no more."""
    now = desk.now()

    def work(db: sqlite3.Connection) -> Mischief:
        mischief.turn(db, turns, now=now)
        told = mischief.read(db, now=now)
        deliveries.release_held(db, told, now=now)
        return told

    told = await desk.store.transact(work)
    desk.courier.wake()
    return told


async def calmed(desk: Desk) -> Mischief:
    """Return the switches after all of them were turned off."""
    now = desk.now()

    def work(db: sqlite3.Connection) -> Mischief:
        mischief.calm(db)
        deliveries.release_held(db, mischief.CALM, now=now)
        return mischief.CALM

    told = await desk.store.transact(work)
    desk.courier.wake()
    return told


class Control:
    """The counter for whoever tries the shop out, which no switch concerns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the addresses of this counter, below wherever it is mounted."""
        return [
            Route("/control", self.turn, methods=["POST"]),
            Route("/control/calm", self.calm, methods=["POST"]),
            Route("/control/deeds", self.do, methods=["POST"]),
        ]

    async def turn(self, request: Request) -> Response:
        """Turn the switches that are named, and answer with all of them."""
        turns = read_turns(await signed_body(self._desk, request))
        return answer((await turned(self._desk, turns)).shown())

    async def calm(self, request: Request) -> Response:
        """Turn everything off, and answer with all of the switches."""
        await signed_body(self._desk, request)
        return answer((await calmed(self._desk)).shown())

    async def do(self, request: Request) -> Response:
        """Do one deed, and answer with its payment and what the shop said."""
        asked = deeds.Asked.read(await signed_body(self._desk, request))
        done = await deeds.do(self._desk, asked)
        return answer({"payment": done.payment.shown(), "answers": done.answers})
