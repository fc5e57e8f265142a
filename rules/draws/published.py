"""A draw's header as it was read: the same facts again, ready to be compared."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from rules.beacons import QUICKNET, BeaconInvalid, Chain, checked, time_of
from rules.draws.seeds import Frozen
from rules.particulars import DrawMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What whoever verifies believes without the file.

    The beacons, each as a whole; the organiser's key, if it was read elsewhere; and
    the deciding round's signature, if it was fetched elsewhere.
    """

    chains: tuple[Chain, ...] = (QUICKNET,)
    public_key: bytes | None = None
    round_signature: bytes | None = None


@dataclass(frozen=True)
class Published:
    """A header of the right shape, of which nothing else is believed yet."""

    plain: dict[str, Any]
    trust: Trust

    @property
    def mode(self) -> DrawMode:
        """Return what its chance comes from."""
        return DrawMode(self.plain["mode"])

    @property
    def is_void(self) -> bool:
        """Return whether it came to nothing."""
        return self.plain["status"] == "VOID"

    @property
    def receipt(self) -> dict[str, Any]:
        """Return its lock receipt as it stands in JSON."""
        return self.plain["lock"]["receipt"]

    @property
    def public_key(self) -> bytes:
        """Return the key that it says signed."""
        return bytes.fromhex(self.plain["key"])

    @property
    def frozen(self) -> Frozen:
        """Return what its seed is made over; its counts must be possible."""
        plain = self.plain
        root = bytes.fromhex(plain["root"])
        return Frozen(draw=UUID(plain["draw"]), root=root, n=plain["n"], k=plain["k"])

    @property
    def chain(self) -> Chain:
        """Return the beacon that it names."""
        told = self.plain["beacon"]["chain"]
        return Chain(
            hash=bytes.fromhex(told["hash"]),
            period_seconds=told["period_seconds"],
            genesis=told["genesis"],
            key=bytes.fromhex(told["key"]),
            scheme=told["scheme"],
        )

    @property
    def round_at(self) -> int | None:
        """Return when its round comes, if a beacon decides."""
        if self.mode is DrawMode.OPERATOR_COMMIT:
            return None
        return time_of(self.chain, self.plain["beacon"]["round"])

    @cached_property
    def randomness(self) -> bytes | None:
        """Return the randomness of its round by the signature it tells, None if it is none."""
        return self.by_signature(self.plain["beacon"]["signature"])

    def by_signature(self, signature: str | None) -> bytes | None:
        """Return the randomness by a signature of its round, None if its chain signed no such."""
        if signature is None or self.chain not in self.trust.chains:
            return None
        number = self.plain["beacon"]["round"]
        try:
            return checked(self.chain, round_number=number, signature=bytes.fromhex(signature))
        except BeaconInvalid:
            return None
