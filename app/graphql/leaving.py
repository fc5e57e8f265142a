"""How everyone who is connected leaves before this process stops: one by one, losing nothing."""

import asyncio
import random
from collections.abc import Callable, Generator
from contextlib import contextmanager

Farewell = Callable[[], None]


class Leavers:
    """Everyone connected for long, to be sent away one after the other before we stop."""

    def __init__(self) -> None:
        self.farewells: set[Farewell] = set()
        self.begun = False

    @contextmanager
    def leaving(self) -> Generator[None]:
        """Say in the block that this process wants no new work: every answer is the last one."""
        self.begun = True
        try:
            yield
        finally:
            self.begun = False

    async def drain(self, seconds: float) -> int:
        """Send everyone away in random order, evenly over ``seconds``; return how many.

        All at once they would all come back at once.
        """
        leaving = list(self.farewells)
        random.SystemRandom().shuffle(leaving)
        for place, farewell in enumerate(leaving):
            if place:
                await asyncio.sleep(seconds / len(leaving))
            if farewell in self.farewells:
                farewell()
        return len(leaving)


LEAVERS = Leavers()
