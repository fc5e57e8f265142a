"""Strawberry as it comes: its ASGI application, and a generator for each who watches."""

import asyncio
from collections.abc import AsyncGenerator
from itertools import count

import strawberry
from plumbing import serve, team
from strawberry.asgi import GraphQL

queues: set[asyncio.Queue["Team"]] = set()
versions = count(2)


@strawberry.type
class Member:
    """Who sits there."""

    display_name: str


@strawberry.type
class Seat:
    """One of ten."""

    number: int
    state: str
    member: Member


@strawberry.type
class Team:
    """What is watched."""

    code: str
    status: str
    size: int
    seats_filled: int
    seats_held: int
    seats_left: int
    version: int
    server_time: str
    everybody: strawberry.Private[list[Seat]]

    @strawberry.field
    def seats(self, first: int) -> list[Seat]:
        """Return the first seats."""
        return self.everybody[:first]


def known(version: int) -> Team:
    """Return the team at this version."""
    told = team(version)
    return Team(
        code=told["code"],
        status=told["status"],
        size=told["size"],
        seats_filled=told["seatsFilled"],
        seats_held=told["seatsHeld"],
        seats_left=told["seatsLeft"],
        version=told["version"],
        server_time=told["serverTime"],
        everybody=[
            Seat(
                number=seat["number"],
                state=seat["state"],
                member=Member(display_name=seat["member"]["displayName"]),
            )
            for seat in told["seats"]
        ],
    )


@strawberry.type
class Query:
    """Nothing is asked."""

    ok: bool = True


@strawberry.type
class Subscription:
    """What may be watched."""

    @strawberry.subscription
    async def team_progress(self, code: str) -> AsyncGenerator[Team, None]:
        """Yield the team now, and after each event."""
        queue: asyncio.Queue[Team] = asyncio.Queue()
        queues.add(queue)
        try:
            yield known(1)
            while True:
                yield await queue.get()
        finally:
            queues.discard(queue)


def publish() -> None:
    """Tell everybody of the next version."""
    news = known(next(versions))
    for queue in queues:
        queue.put_nowait(news)


serve(GraphQL(strawberry.Schema(Query, subscription=Subscription)), publish)
