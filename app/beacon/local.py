"""The beacon simulator inside the process: rounds by a clock that is given, without a socket."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from app.beacon.faults import Faults
from app.beacon.keys import GENESIS, PERIOD_SECONDS, LocalKey
from app.errands.beacon_port import Beacon, BeaconUnavailable
from rules.beacons import Chain, randomness_of, time_of


class LocalBeacons:
    """Rounds of a chain of our own: each is there from its moment on, and not before.

    Of ``faults``, ``silent`` and ``down`` leave it without an answer, and ``late_seconds``
    holds rounds back. The others are lies of relays, which whoever asks them sees through.
    """

    def __init__(
        self,
        *,
        seed: bytes,
        now: Callable[[], datetime],
        genesis: int = GENESIS,
        period_seconds: int = PERIOD_SECONDS,
        faults: Faults | None = None,
    ) -> None:
        self.key = LocalKey.of(seed, genesis=genesis, period_seconds=period_seconds)
        self.faults = faults or Faults()
        self._now = now

    @property
    def chain(self) -> Chain | None:
        """The simulator's chain, whose hash is never that of a real one."""
        return self.key.chain

    async def latest(self) -> int:
        """Return the latest round that came."""
        self._answering()
        if (latest := self.reached()) < 1:
            raise BeaconUnavailable("the chain has not begun")
        return latest

    async def fetch(self, round_number: int) -> Beacon | None:
        """Return a round that came, else None."""
        self._answering()
        if not 1 <= round_number <= self.reached():
            return None
        signature = await asyncio.to_thread(self.key.sign, round_number)
        randomness = randomness_of(signature)
        return Beacon(round=round_number, signature=signature, randomness=randomness)

    def reached(self) -> int:
        """Return the number of the latest round that came, less than 1 before the first."""
        chain = self.key.chain
        moment = int(self._now().timestamp()) - self.faults.late_seconds
        number = (moment - chain.genesis) // chain.period_seconds + 1
        assert time_of(chain, number) <= moment
        return number

    def _answering(self) -> None:
        if self.faults.silent or self.faults.down:
            raise BeaconUnavailable("the simulator was told not to answer")
