"""What is signed for those who watch: one receipt for each payment, one when a draw is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rules import signatures
from rules.draws.encoding import canonical, sha256
from rules.draws.trees import leaf
from rules.particulars import DrawMode, DrawScope

ENTRY_FORMAT = "kaituan/entry-receipt/1"
LOCK_FORMAT = "kaituan/lock-receipt/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One that entered a locked draw: its number, and what its payer was told.

    ``no`` counts those that entered, 1 to n; ``serial`` counts payments, and
    grows with ``no``. They are the same in a team's draw.
    """

    no: int
    serial: int
    ticket: str
    commitment: bytes

    @property
    def leaf(self) -> bytes:
        """Return its hash at the bottom of the tree."""
        return leaf(no=self.no, ticket=self.ticket, commitment=self.commitment)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReceipt:
    """What a payer is given at payment; ``paid_at`` is in whole Unix seconds.

    ``pledge`` names where the chance will come from, before anybody can know all
    entries: the commitment to the operator's secret, or the hash of the beacon's
    chain. In a team's draw the number of the entry is known, and so its leaf. In a
    campaign's draw only the serial is: teams that do not form do not enter.
    """

    draw: UUID
    rules_hash: bytes
    pledge: bytes
    serial: int
    ticket: str
    commitment: bytes
    leaf: bytes | None
    paid_at: int

    def plain(self) -> dict[str, Any]:
        """Return it as it stands in JSON."""
        return {
            "format": ENTRY_FORMAT,
            "draw": str(self.draw),
            "rules_hash": self.rules_hash.hex(),
            "pledge": self.pledge.hex(),
            "serial": self.serial,
            "ticket": self.ticket,
            "commitment": self.commitment.hex(),
            "leaf": _hex(self.leaf),
            "paid_at": self.paid_at,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LockReceipt:
    """What is pushed to every watcher when a draw is locked; instants in whole Unix seconds.

    The chain, the round and the latest round seen belong to PUBLIC_BEACON; the
    commitment and its sequence to OPERATOR_COMMIT; the other mode has None.
    ``previous_hash`` is the hash of the lock receipt that the same key signed before.
    """

    draw: UUID
    scope: DrawScope
    mode: DrawMode
    rules_hash: bytes
    root: bytes
    n: int
    k: int
    frozen_at: int
    first_reveal_at: int
    chain_hash: bytes | None = None
    round_number: int | None = None
    beacon_seen: int | None = None
    sequence: int | None = None
    commitment: bytes | None = None
    previous_hash: bytes | None

    def __post_init__(self) -> None:
        operator = self.mode is DrawMode.OPERATOR_COMMIT
        assert operator == (None not in (self.sequence, self.commitment)), "its own source"
        assert operator == ((self.chain_hash, self.round_number) == (None, None)), "and no other"
        assert not operator or self.beacon_seen is None

    def plain(self) -> dict[str, Any]:
        """Return it as it stands in JSON."""
        return {
            "format": LOCK_FORMAT,
            "draw": str(self.draw),
            "scope": str(self.scope),
            "mode": str(self.mode),
            "rules_hash": self.rules_hash.hex(),
            "root": self.root.hex(),
            "n": self.n,
            "k": self.k,
            "frozen_at": self.frozen_at,
            "first_reveal_at": self.first_reveal_at,
            "chain_hash": _hex(self.chain_hash),
            "round": self.round_number,
            "beacon_seen": self.beacon_seen,
            "sequence": self.sequence,
            "commitment": _hex(self.commitment),
            "previous_hash": _hex(self.previous_hash),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What is known of a draw from the moment at which its first entry may be paid."""

    draw: UUID
    scope: DrawScope
    rules_hash: bytes
    pledge: bytes


def receipt_at_payment(
    announced: Announced, *, serial: int, ticket: str, commitment: bytes, paid_at: int
) -> EntryReceipt:
    """Return what a payer is promised; in a team's draw that is the leaf, numbered by serial."""
    known = announced.scope is DrawScope.TEAM
    return EntryReceipt(
        draw=announced.draw,
        rules_hash=announced.rules_hash,
        pledge=announced.pledge,
        serial=serial,
        ticket=ticket,
        commitment=commitment,
        leaf=leaf(no=serial, ticket=ticket, commitment=commitment) if known else None,
        paid_at=paid_at,
    )


def signed_bytes(receipt: EntryReceipt | LockReceipt) -> bytes:
    """Return exactly what the key signs: the receipt as canonical JSON, which names its kind."""
    return canonical(receipt.plain())


def receipt_hash(receipt: LockReceipt) -> bytes:
    """Return what the next lock receipt of the same key names as the previous one."""
    return sha256(signed_bytes(receipt))


def signed(plain: Mapping[str, Any], *, signature: bytes, key_id: str) -> dict[str, Any]:
    """Return a receipt, as it stands in JSON, with its signature: what is handed out and kept."""
    return {"receipt": dict(plain), "signature": signature.hex(), "key_id": key_id}


def is_signed(plain: Mapping[str, Any], *, signature: bytes, public_key: bytes) -> bool:
    """Return whether this key signed a receipt, given as it stands in JSON."""
    return signatures.verify(public_key, canonical(plain), signature)


def _hex(content: bytes | None) -> str | None:
    return None if content is None else content.hex()
