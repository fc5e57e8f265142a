"""Which movements of money each moment makes: recipes of pair transfers, never a bare balance."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from rules.accounts import SUSPENSE, AccountKind, AccountName, escrow

CLEARING_SHARDS = 32


class Unit(StrEnum):
    """What is counted: fen, points, shares."""

    CNY = "CNY"
    PTS = "PTS"
    SHARE = "SHARE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One movement of a positive amount from one account to another."""

    source: AccountName
    target: AccountName
    amount: int
    unit: Unit = Unit.CNY

    def __post_init__(self) -> None:
        assert self.amount > 0, "nothing moves backwards; turn the leg round"
        assert self.source != self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Movements that happen together or not at all, once for each key."""

    key: str
    kind: str
    cause: str
    legs: Sequence[Leg]

    def arguments_hash(self) -> bytes:
        """Return SHA-256 of everything but the key: the same key must bring the same."""
        plain = [self.kind, self.cause, [asdict(leg) for leg in self.legs]]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()


def clearing(payment_number: str) -> AccountName:
    """Return the shard of the provider's clearing account for a payment.

    No balance is kept on it, and money leaves by the shard it came in by.
    """
    digest = hashlib.sha256(payment_number.encode()).digest()
    return AccountName(AccountKind.CLEARING, f"sandbox/{digest[0] % CLEARING_SHARDS}")


def payment_succeeded(*, number: str, order_id: str, amount_fen: int) -> Journal:
    """Return the journal of money that came in time: clearing to the order's escrow."""
    leg = Leg(source=clearing(number), target=escrow(order_id), amount=amount_fen)
    return Journal(key=f"pay:{number}", kind="PAYMENT", cause=number, legs=[leg])


def money_suspended(*, reference: str, number: str, amount_fen: int) -> Journal:
    """Return the journal of money that matched nothing payable: clearing to suspense."""
    leg = Leg(source=clearing(number), target=SUSPENSE, amount=amount_fen)
    return Journal(key=f"suspend:{reference}", kind="SUSPENSE", cause=number, legs=[leg])


def returned_outside(*, reference: str, number: str, amount_fen: int) -> Journal:
    """Return the journal of suspended money that went back by other means than a refund."""
    leg = Leg(source=SUSPENSE, target=clearing(number), amount=amount_fen)
    return Journal(key=f"outside:{reference}", kind="RETURNED_OUTSIDE", cause=number, legs=[leg])


def refund_requested(
    *, number: str, source: AccountName, way: AccountName, amount_fen: int
) -> Journal:
    """Return the journal of money promised back: it can be promised to nobody else now."""
    leg = Leg(source=source, target=way, amount=amount_fen)
    return Journal(key=f"refund:{number}", kind="REFUND_REQUESTED", cause=number, legs=[leg])


def refund_succeeded(
    *, number: str, payment_number: str, way: AccountName, amount_fen: int
) -> Journal:
    """Return the journal of money that reached its payer by the route it came."""
    leg = Leg(source=way, target=clearing(payment_number), amount=amount_fen)
    return Journal(key=f"refunded:{number}", kind="REFUND_SUCCEEDED", cause=number, legs=[leg])
