"""What cohorts are told of in tests: a state and a log turned by hand, and who is told."""

import asyncio
from dataclasses import dataclass, field

from subscriptions.cohort_members import Ending, Mark, Member, Message, Policy
from subscriptions.cohorts import Cohorts


@dataclass
class Feed:
    """A state of several slots and a log of numbers; it counts who executes it."""

    policy: Policy = Policy.STATE
    slots: int = 1
    versions: list[int] = field(default_factory=list)
    last: int = 0
    begun: int = 0  # executions that were ever begun
    open: int = 0  # and those that run
    answers: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    ending: Ending | None = None
    cohorts: Cohorts = field(default_factory=Cohorts)

    def __post_init__(self) -> None:
        self.versions = [1] * self.slots
        self.gate.set()

    def join(self, member: "Listener", *, key: str = "asked", after: int = 0) -> "Listener":
        self.cohorts.join(key, self.policy, member, after=after, source=self.source)
        return member

    async def tell(self, slot: int = 0) -> None:
        async with self.changed:
            self.versions[slot] += 1
            self.last += 1
            self.changed.notify_all()

    async def end(self, ending: Ending) -> None:
        async with self.changed:
            self.ending = ending
            self.changed.notify_all()

    async def source(self, after: int):
        self.begun += 1
        self.open += 1
        try:
            told = self._log(after) if self.policy is Policy.LOG else self._states()
            async for message in told:
                yield message
            yield self.ending or Ending()
        finally:
            self.open -= 1

    async def _states(self):
        seen = [0] * self.slots
        while self.ending is None:
            for slot in range(self.slots):
                version = self.versions[slot]  # read first, answered later
                if version > seen[slot]:
                    await self._answer()
                    seen[slot] = version
                    yield Message(b"%d" % version, Mark(version, slot))
            await self._until(lambda: seen != self.versions)

    async def _log(self, after: int):
        while self.ending is None:
            while after < self.last:
                await self._answer()
                after += 1
                yield Message(b"%d" % after, Mark(after))
            await self._until(lambda: after < self.last)  # noqa: B023 - it is awaited here

    async def _answer(self) -> None:
        await self.gate.wait()
        await asyncio.sleep(0)
        self.answers += 1

    async def _until(self, true) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: true() or self.ending is not None)


class Listener(Member):
    """Somebody who notes what they are told, as long as they read."""

    def __init__(self, *, reads: bool = True, room: int = 0) -> None:
        """``room`` is how many messages they take before they read no more."""
        super().__init__()
        self.reads = reads
        self.room = room
        self.told: list[tuple[object, int]] = []
        self.endings: list[Ending] = []
        self.asked = 0  # how often nothing could be written
        self.waiting: list = []

    def write(self, message: Message) -> bool:
        if not self.reads and not self.room:
            self.asked += 1
            return False
        self.room = max(self.room - 1, 0)
        slot = message.mark.slot if message.mark else None
        self.told.append((slot, int(message.payload)))
        return True

    def when_writable(self, then) -> None:
        assert not self.reads
        self.waiting.append(then)

    def close(self, ending: Ending) -> None:
        self.endings.append(ending)

    def read(self, *, room: int = 0) -> None:
        """Read from now on, or only so much."""
        self.reads, self.room = not room, room
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then()

    @property
    def versions(self) -> list[int]:
        return [version for _, version in self.told]
