"""What a draw's chance is made of, in each of the two modes."""

from dataclasses import dataclass
from uuid import UUID

from rules.draws.encoding import HASH_BYTES, lp, sha256, u64be

FORMAT = b"kaituan/draw/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What is fixed when a draw is locked: its id, its entries' root and number, the winners'."""

    draw: UUID
    root: bytes
    n: int
    k: int

    def __post_init__(self) -> None:
        assert 1 <= self.k <= self.n, "whoever enters a draw may win, and somebody does"
        assert len(self.root) == HASH_BYTES


def winners_of(*, promised: int, n: int) -> int:
    """Return how many win: as many as were promised, or all where fewer entered."""
    assert promised >= 1
    return min(promised, n)


def beacon_seed(
    frozen: Frozen, *, chain_hash: bytes, round_number: int, randomness: bytes
) -> bytes:
    """Return the seed of a draw that a public beacon decides."""
    assert len(chain_hash) == len(randomness) == HASH_BYTES
    chance = lp(b"beacon") + chain_hash + u64be(round_number) + randomness
    return sha256(_fixed(frozen) + chance)


def operator_seed(frozen: Frozen, *, secret: bytes) -> bytes:
    """Return the seed of a draw that the operator's secret decides."""
    assert len(secret) == HASH_BYTES
    return sha256(_fixed(frozen) + lp(b"operator") + secret)


def secret_commitment(secret: bytes) -> bytes:
    """Return what is published of a secret when the team opens."""
    assert len(secret) == HASH_BYTES
    return sha256(secret)


def _fixed(frozen: Frozen) -> bytes:
    draw = lp(FORMAT) + lp(frozen.draw.bytes)
    return draw + frozen.root + u64be(frozen.n) + u64be(frozen.k)
