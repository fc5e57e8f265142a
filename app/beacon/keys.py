"""The beacon simulator's own chain: a key made from a seed, and what it signs."""

import hashlib
from dataclasses import dataclass

from py_ecc.bls.point_compression import compress_G1, compress_G2
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, multiply

from rules.beacons import DOMAIN, QUICKNET, SCHEME, Chain, chain_hash, message_of
from rules.bls import COORDINATE_BYTES, SIGNATURE_BYTES, message_point

BEACON_ID = "kaituan-simulator"
# 2026-01-01T00:00:00Z, before anything happens in the demo world.
GENESIS = 1_767_225_600
PERIOD_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalKey:
    """A chain whose key one process holds, so that it proves nothing to anybody."""

    chain: Chain
    group_hash: bytes
    secret: int

    @classmethod
    def of(
        cls, seed: bytes, *, genesis: int = GENESIS, period_seconds: int = PERIOD_SECONDS
    ) -> "LocalKey":
        """Return the chain of a seed; another seed, genesis or period gives another chain."""
        wide = hashlib.sha512(b"kaituan/beacon-simulator/1" + seed).digest()
        secret = int.from_bytes(wide, "big") % (curve_order - 1) + 1
        first, second = compress_G2(multiply(G2, secret))
        key = first.to_bytes(COORDINATE_BYTES, "big") + second.to_bytes(COORDINATE_BYTES, "big")
        group_hash = hashlib.sha256(b"kaituan/beacon-simulator/group/1" + key).digest()
        hashed = chain_hash(
            period_seconds=period_seconds,
            genesis=genesis,
            key=key,
            group_hash=group_hash,
            beacon_id=BEACON_ID,
        )
        assert hashed != QUICKNET.hash, "nobody but the real one is quicknet"
        chain = Chain(hash=hashed, period_seconds=period_seconds, genesis=genesis, key=key)
        return cls(chain=chain, group_hash=group_hash, secret=secret)

    def sign(self, round_number: int) -> bytes:
        """Return the signature of a round, which alone the chain's key accepts for it."""
        point = multiply(message_point(message_of(round_number), domain=DOMAIN), self.secret)
        return compress_G1(point).to_bytes(SIGNATURE_BYTES, "big")

    def other(self) -> "LocalKey":
        """Return another chain with the same rounds at the same moments."""
        seed = self.secret.to_bytes(32, "big")
        period_seconds, genesis = self.chain.period_seconds, self.chain.genesis
        return LocalKey.of(seed, genesis=genesis, period_seconds=period_seconds)

    def info(self) -> dict[str, object]:
        """Return what drand's relays answer at ``/info``."""
        return {
            "public_key": self.chain.key.hex(),
            "period": self.chain.period_seconds,
            "genesis_time": self.chain.genesis,
            "hash": self.chain.hash.hex(),
            "groupHash": self.group_hash.hex(),
            "schemeID": SCHEME,
            "metadata": {"beaconID": BEACON_ID},
        }
