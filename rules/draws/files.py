"""What is published of a draw: a header with the winners, and the entries apart, line by line.

Neither holds a salt or a person. Both are canonical JSON, so that every server writes the same
bytes for the same draw.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rules import signatures
from rules.beacons import Chain, randomness_of
from rules.draws.encoding import canonical
from rules.draws.receipts import Entry, LockReceipt, signed
from rules.draws.seeds import Frozen, beacon_seed, operator_seed
from rules.draws.timetable import step_milliseconds
from rules.draws.voids import VoidReason
from rules.particulars import DrawMode

FORMAT = "kaituan/draw/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A draw as it was locked: the receipt, the key that signed it, and the signature."""

    receipt: LockReceipt
    public_key: bytes
    signature: bytes

    @property
    def frozen(self) -> Frozen:
        """Return what its seed is made over."""
        lock = self.receipt
        return Frozen(draw=lock.draw, root=lock.root, n=lock.n, k=lock.k)


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A winner: the prize, the entry, and the path from its leaf to the root."""

    prize: int
    entry: Entry
    proof: tuple[bytes, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as it stands in the header."""
        return {
            "prize": self.prize,
            **plain_entry(self.entry),
            "proof": [beside.hex() for beside in self.proof],
        }


def plain_entry(entry: Entry) -> dict[str, Any]:
    """Return an entry as it stands in JSON."""
    return {
        "no": entry.no,
        "serial": entry.serial,
        "ticket": entry.ticket,
        "commitment": entry.commitment.hex(),
    }


def entry_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Return the lines of the entries file, each with its end, as the entries come."""
    return (canonical(plain_entry(entry)) + b"\n" for entry in entries)


def published_by_operator(
    lock: Lock, *, secret: bytes, winners: Sequence[Winner]
) -> dict[str, Any]:
    """Return the header of a published draw that the operator's secret decided."""
    return _header(lock) | {
        "status": "PUBLISHED",
        "operator": _operator(lock, secret),
        "seed": operator_seed(lock.frozen, secret=secret).hex(),
        "winners": [winner.plain() for winner in winners],
    }


def published_by_beacon(
    lock: Lock, *, chain: Chain, signature: bytes, winners: Sequence[Winner]
) -> dict[str, Any]:
    """Return the header of a published draw that a round of a beacon decided."""
    number = lock.receipt.round_number
    assert number is not None
    seed = beacon_seed(
        lock.frozen,
        chain_hash=chain.hash,
        round_number=number,
        randomness=randomness_of(signature),
    )
    return _header(lock) | {
        "status": "PUBLISHED",
        "beacon": _beacon(lock, chain, signature),
        "seed": seed.hex(),
        "winners": [winner.plain() for winner in winners],
    }


def voided(
    lock: Lock,
    *,
    reason: VoidReason,
    voided_at: int,
    chain: Chain | None = None,
    secret: bytes | None = None,
    signature: bytes | None = None,
) -> dict[str, Any]:
    """Return the header of a draw that came to nothing.

    A secret or a round's signature is told if it is there, though it shows that
    somebody could have known the winners: whoever checks shall be able to say so.
    """
    header = _header(lock) | {"status": "VOID"}
    header["void"] = {"reason": str(reason), "voided_at": voided_at}
    if lock.receipt.mode is DrawMode.OPERATOR_COMMIT:
        return header | {"operator": _operator(lock, secret)}
    assert chain is not None, "a beacon draw names its chain"
    return header | {"beacon": _beacon(lock, chain, signature)}


def header_bytes(header: dict[str, Any]) -> bytes:
    """Return the bytes that are served: canonical, without an end of line."""
    return canonical(header)


def plain_chain(chain: Chain) -> dict[str, Any]:
    """Return a chain as it stands in JSON."""
    return {
        "hash": chain.hash.hex(),
        "period_seconds": chain.period_seconds,
        "genesis": chain.genesis,
        "key": chain.key.hex(),
        "scheme": chain.scheme,
    }


def _header(lock: Lock) -> dict[str, Any]:
    receipt = lock.receipt.plain()
    repeated = ("draw", "scope", "mode", "rules_hash", "root", "n", "k", "frozen_at")
    key_id = signatures.key_id(lock.public_key)
    return {name: receipt[name] for name in repeated} | {
        "format": FORMAT,
        "timetable": {
            "first_reveal_at": lock.receipt.first_reveal_at,
            "step_milliseconds": step_milliseconds(lock.receipt.k),
        },
        "operator": None,
        "beacon": None,
        "seed": None,
        "void": None,
        "winners": [],
        "lock": signed(receipt, signature=lock.signature, key_id=key_id),
        "key": lock.public_key.hex(),
    }


def _operator(lock: Lock, secret: bytes | None) -> dict[str, Any]:
    receipt = lock.receipt.plain()
    told = None if secret is None else secret.hex()
    return {"sequence": receipt["sequence"], "commitment": receipt["commitment"], "secret": told}


def _beacon(lock: Lock, chain: Chain, signature: bytes | None) -> dict[str, Any]:
    assert chain.hash == lock.receipt.chain_hash, "the chain that the receipt names"
    return {
        "chain": plain_chain(chain),
        "round": lock.receipt.round_number,
        "signature": None if signature is None else signature.hex(),
        "randomness": None if signature is None else randomness_of(signature).hex(),
    }
