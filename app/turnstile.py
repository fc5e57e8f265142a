"""Who is let in when thousands come at once: a few at a time, in order, and nobody in vain."""

import asyncio
import random
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from rules.refusals import Refusal, TooBusy

# Of one crowd: models/transactions has three times as many places for everybody.
PLACES = 4
QUEUE_MOST = 500
WAIT_SECONDS = 3.0
MEMORY = timedelta(seconds=0.5)
COME_BACK_SECONDS = (2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the last were told, which is the answer for everybody ``besides`` some, for a moment."""

    refusal: Refusal
    besides: Collection[UUID]
    since: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether it is still the answer; a clock set back does not make it last."""
        return self.since <= now < self.until


def _too_busy() -> TooBusy:
    # Not all after the same while: they would come back as the crowd they left as.
    return TooBusy(retry_after_seconds=random.randint(*COME_BACK_SECONDS))  # noqa: S311


class Crowd:
    """Those who want the same: how many are inside, who waits, and what the last were told."""

    def __init__(self) -> None:
        self._inside = 0
        self._waiting: deque[tuple[UUID, asyncio.Future[None]]] = deque()
        self._told: Told | None = None

    def is_idle(self, now: datetime) -> bool:
        """Tell whether nobody is inside or waits, and nothing need be remembered."""
        return not self._inside and not self._waiting and not (self._told and self._told.holds(now))

    def look(self, person_id: UUID, now: datetime) -> None:
        """Return if nothing is known against letting this person in.

        Raises:
            Refusal: the last were told so a moment ago.
        """
        told = self._told
        if told is not None and told.holds(now) and person_id not in told.besides:
            raise replace(told.refusal)

    def tell(self, told: Told, now: datetime) -> None:
        """Remember what somebody was told, and tell it to all whom it concerns in the queue."""
        self._told = told
        if not told.holds(now):
            return
        waiting, self._waiting = self._waiting, deque()
        for person_id, turn in waiting:
            if person_id in told.besides:
                self._waiting.append((person_id, turn))
            elif not turn.done():
                turn.set_exception(replace(told.refusal))

    async def enter(self, person_id: UUID, now: Callable[[], datetime]) -> None:
        """Return with a place inside, which ``leave`` gives back.

        Raises:
            TooBusy: too many wait already, or no place came free in time.
            Refusal: the last were told so a moment ago.
        """
        self.look(person_id, now())
        if self._inside < PLACES:
            self._inside += 1
            return
        if len(self._waiting) >= QUEUE_MOST:
            raise _too_busy()
        await self._turn(person_id)
        try:
            self.look(person_id, now())
        except Refusal:
            self.leave()
            raise

    async def _turn(self, person_id: UUID) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((person_id, turn))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn
        except BaseException as gone:
            if (person_id, turn) in self._waiting:
                self._waiting.remove((person_id, turn))
            elif not turn.cancelled() and turn.exception() is None:
                self.leave()  # a place was handed over just as we gave up
            if isinstance(gone, TimeoutError):
                raise _too_busy() from None
            raise

    def leave(self) -> None:
        """Hand a place to whoever waits longest, or give it back."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._inside -= 1


class Place:
    """Where somebody stands who was let in."""

    def __init__(self, crowd: Crowd, now: Callable[[], datetime]) -> None:
        self._crowd, self._now = crowd, now
        self._since = now()

    def remember(
        self,
        refusal: Refusal,
        *,
        until: datetime | None = None,
        besides: Collection[UUID] = frozenset(),
    ) -> None:
        """Answer everybody ``besides`` some with this refusal, for half a second from our coming.

        Counted from there because the database was asked at some moment since: what a slow one
        says is soon forgotten. ``until`` ends it earlier.
        """
        last = self._since + MEMORY
        told = Told(
            refusal=refusal,
            besides=besides,
            since=self._since,
            until=last if until is None else min(until, last),
        )
        self._crowd.tell(told, self._now())


class Turnstile:
    """The crowds of this process, each with a few places; bounded, and known to nobody else."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._crowds: OrderedDict[str, Crowd] = OrderedDict()

    def __len__(self) -> int:
        """Return how many crowds are known."""
        return len(self._crowds)

    @asynccontextmanager
    async def place(self, crowd: str, person_id: UUID) -> AsyncGenerator[Place]:
        """Let a person in among those who want the same; the place is left with the block.

        Raises:
            TooBusy: too many wait already, or no place came free in time.
            Refusal: the last were told so a moment ago, and it is true of this person too.
        """
        entered = self._known(crowd)
        await entered.enter(person_id, self._now)
        try:
            yield Place(entered, self._now)
        finally:
            entered.leave()

    def _known(self, name: str) -> Crowd:
        self._forget()
        crowd = self._crowds.setdefault(name, Crowd())
        self._crowds.move_to_end(name)
        return crowd

    def _forget(self) -> None:
        # Two for each that may come, the longest unasked first: what is over never piles up.
        now = self._now()
        for name in tuple(islice(self._crowds, 2)):
            if self._crowds[name].is_idle(now):
                del self._crowds[name]
            else:
                self._crowds.move_to_end(name)
