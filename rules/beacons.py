"""Which round of a public beacon decides a draw, and whether what was told is that round's.

A beacon is a chain of rounds signed by one key that many parties hold together: nobody knows a
round's randomness before it comes, and nobody can choose it. A signature is checked here, on
paper, so that it does not matter who brought it. The chain is drand's, of one scheme:
``bls-unchained-g1-rfc9380``.
"""

import hashlib
from dataclasses import dataclass

SCHEME = "bls-unchained-g1-rfc9380"
DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
# From the freeze to the latest moment at which the round that decides comes.
WAIT_SECONDS = 30
# The round comes less than one period before that moment: well after the freeze, therefore.
MOST_PERIOD_SECONDS = 15
HASH_BYTES = 32
MOST_ROUND = 2**64 - 1
MOST_INSTANT = 2**40


class BeaconInvalid(ValueError):
    """A round that its chain did not sign, or a chain that none can be."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One beacon: its hash, the seconds between rounds, when round 1 came, its key on G2."""

    hash: bytes
    period_seconds: int
    genesis: int
    key: bytes
    scheme: str = SCHEME


QUICKNET = Chain(
    hash=bytes.fromhex("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
    period_seconds=3,
    genesis=1_692_803_367,
    key=bytes.fromhex(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
)


def round_at(chain: Chain, *, frozen_at: int) -> int:
    """Return the round that decides a draw frozen at this second.

    It is the one in force 30 seconds after the freeze. It comes in the last period before that
    moment, so that nobody can know it when the entries are fixed.

    Raises:
        BeaconInvalid: the chain has no round yet at that moment.
    """
    since = frozen_at + WAIT_SECONDS - chain.genesis
    if since < 0:
        raise BeaconInvalid("the chain begins after the draw")
    return since // chain.period_seconds + 1


def time_of(chain: Chain, round_number: int) -> int:
    """Return the second at which a round comes."""
    return chain.genesis + (round_number - 1) * chain.period_seconds


def message_of(round_number: int) -> bytes:
    """Return what a chain signs for a round: SHA-256 of its number in eight bytes, largest first.

    Raises:
        BeaconInvalid: no round has this number.
    """
    if not 1 <= round_number <= MOST_ROUND:
        raise BeaconInvalid("rounds are numbered from 1 to 2^64 - 1")
    return hashlib.sha256(round_number.to_bytes(8, "big")).digest()


def randomness_of(signature: bytes) -> bytes:
    """Return the randomness of a round, SHA-256 of its signature, which nobody checked here."""
    return hashlib.sha256(signature).digest()


def checked(chain: Chain, *, round_number: int, signature: bytes) -> bytes:
    """Return the randomness of a round, which its chain signed.

    Each round has one signature, so that no two checked answers differ. Tenths of a second of
    work: call it from a thread.

    Raises:
        BeaconInvalid: the chain did not sign this round so, or cannot sign at all.
    """
    from rules import bls  # noqa: PLC0415 - long to import, and few ever check

    if chain.scheme != SCHEME:
        raise BeaconInvalid(f"a scheme other than {SCHEME}")
    message = bls.message_point(message_of(round_number), domain=DOMAIN)
    try:
        signed = bls.is_signed(bls.key_point(chain.key), message, bls.signature_point(signature))
    except bls.PointRefused as wrong:
        raise BeaconInvalid(f"round {round_number}: {wrong}") from None
    if not signed:
        raise BeaconInvalid(f"round {round_number} was not signed so by this chain")
    return randomness_of(signature)


def sound(chain: Chain) -> Chain:
    """Return a chain that somebody configured, once it is one that can decide draws.

    Raises:
        BeaconInvalid: another scheme, a period too long for the wait after a freeze, fields
            that cannot be meant, a key that is no point of G2, or the production chain's hash
            over anything that is not the production chain.
    """
    from rules import bls  # noqa: PLC0415 - as above

    if chain.scheme != SCHEME:
        raise BeaconInvalid(f"a scheme other than {SCHEME}")
    if not 1 <= chain.period_seconds <= MOST_PERIOD_SECONDS:
        raise BeaconInvalid(f"a period of 1 to {MOST_PERIOD_SECONDS} seconds")
    if not 0 <= chain.genesis <= MOST_INSTANT:
        raise BeaconInvalid("a genesis in whole Unix seconds")
    if len(chain.hash) != HASH_BYTES:
        raise BeaconInvalid(f"a hash of {HASH_BYTES} bytes")
    if chain.hash == QUICKNET.hash and chain != QUICKNET:
        raise BeaconInvalid("the hash of quicknet over another chain")
    try:
        bls.key_point(chain.key)
    except bls.PointRefused as wrong:
        raise BeaconInvalid(f"a key that is none: {wrong}") from None
    return chain


def chain_hash(
    *, period_seconds: int, genesis: int, key: bytes, group_hash: bytes, beacon_id: str
) -> bytes:
    """Return the hash that names a chain, made as drand makes it.

    SHA-256 over the period in four bytes, the genesis in eight, the key, the hash of the group
    that made the key, and the beacon's name unless it is the unnamed default.
    """
    name = "" if beacon_id == "default" else beacon_id
    numbers = period_seconds.to_bytes(4, "big") + genesis.to_bytes(8, "big", signed=True)
    return hashlib.sha256(numbers + key + group_hash + name.encode()).digest()
