"""What Kaituan asks of a public beacon, and what it may rely on once it was answered."""

from dataclasses import dataclass
from typing import Protocol

from rules.beacons import Chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Beacon:
    """One round of the chain, its signature checked offline; ``randomness`` is its SHA-256."""

    round: int
    signature: bytes
    randomness: bytes


class BeaconUnavailable(Exception):
    """Nobody gave an answer that the chain signed: ask again later, and conclude nothing."""


class Beacons(Protocol):
    """Where rounds of one chain come from; every call has a deadline and is safe to repeat."""

    @property
    def chain(self) -> Chain | None:
        """The chain whose rounds decide draws; None where none is configured."""
        ...

    async def latest(self) -> int:
        """Return the number of the latest round that was told and checked.

        It may lag behind; it never runs ahead, since nobody can sign what is to come.

        Raises:
            BeaconUnavailable: nobody told a round that the chain signed.
        """
        ...

    async def fetch(self, round_number: int) -> Beacon | None:
        """Return a checked round, or None where it is not out yet.

        Raises:
            BeaconUnavailable: nobody told this round as the chain signed it. As with None,
                only the time that passes may be concluded from.
        """
        ...
