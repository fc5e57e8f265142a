"""How a received order's escrow is parted among those it belongs to, and brought back in part."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from rules.accounts import (
    PLATFORM,
    REVENUE,
    AccountKind,
    AccountName,
    escrow,
    of_person,
    payable,
)
from rules.commissions import kept_fen, part
from rules.ledger import Journal, Leg
from rules.policy import POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the rules see it; its goods are after the merchant's discounts, in fen."""

    id: str
    merchant_id: str
    total_fen: int
    shipping_fen: int

    @property
    def goods_fen(self) -> int:
        """Return what the goods cost without their way to the buyer."""
        return self.total_fen - self.shipping_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What somebody is due of an order by a commission: a rate of the goods that are kept."""

    id: str
    person_id: str
    rate_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Whose an order's money is once so much of it was refunded, in fen; together all that is left.

    ``commissions_fen`` are in the order of the shares; the merchant has the rest, and
    what the buyer paid for shipping.
    """

    base_fen: int
    shipping_fen: int
    commissions_fen: tuple[int, ...]
    fee_fen: int
    merchant_fen: int

    @property
    def commission_fen(self) -> int:
        """Return what all commissions come to."""
        return sum(self.commissions_fen)


def parted(
    order: Order,
    shares: Sequence[Share],
    *,
    refunded_fen: int,
    fee_bp: int = POLICY.platform_fee_bp,
) -> Parting:
    """Return whose an order's money is, once so much of it was refunded.

    It depends on how much went back in all, never on how many refunds that took, so
    what is brought back after the last of them is all there ever was.
    """
    assert 0 <= refunded_fen <= order.total_fen
    base_fen = kept_fen(goods_fen=order.goods_fen, refunded_fen=refunded_fen)
    left_fen = order.total_fen - refunded_fen
    commissions_fen = tuple(part(base_fen, share.rate_bp) for share in shares)
    fee_fen = part(base_fen, fee_bp)
    merchant_fen = left_fen - sum(commissions_fen) - fee_fen
    assert merchant_fen >= 0, "commissions and fee leave most of what is kept"
    return Parting(
        base_fen=base_fen,
        shipping_fen=left_fen - base_fen,
        commissions_fen=commissions_fen,
        fee_fen=fee_fen,
        merchant_fen=merchant_fen,
    )


def debt_of(account: AccountName) -> AccountName:
    """Return where stands what the owner of an account owes."""
    return AccountName(AccountKind.RECEIVABLE, account.owner)


def cash(person_id: str) -> AccountName:
    """Return the account that commissions are paid into."""
    return of_person(AccountKind.CASH, person_id)


def parties(order: Order, shares: Sequence[Share]) -> list[AccountName]:
    """Return every account that parting an order, or bringing a part back, may move."""
    theirs = [payable(order.merchant_id), REVENUE, *(cash(share.person_id) for share in shares)]
    return [each for account in dict.fromkeys(theirs) for each in (account, debt_of(account))]


Held = MutableMapping[AccountName, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a journal does beside moving money: by account, what repaid debts or became one."""

    journal: Journal | None
    repaid_fen: Mapping[AccountName, int]
    debts_fen: Mapping[AccountName, int]


def settled(order: Order, shares: Sequence[Share], parting: Parting, held: Held) -> Moved:
    """Return the journal that empties an order's escrow; None where nothing is in it.

    ``held`` is what the parties' accounts hold, below zero what they owe: that is
    repaid first. It is changed to what they hold then, for the next order.
    """
    legs, repaid = list[Leg](), dict[AccountName, int]()
    for account, amount_fen in _due(order, shares, parting).items():
        legs += _credited(order.id, account, amount_fen, held, repaid)
    journal = _journal(f"settle:{order.id}", "ORDER_SETTLED", order.id, legs)
    return Moved(journal=journal, repaid_fen=repaid, debts_fen={})


def unsettled(
    order: Order, shares: Sequence[Share], before: Parting, after: Parting, held: Held, *, n: int
) -> Moved:
    """Return the journal that brings the difference between two partings back into escrow.

    What an account does not hold any more is owed, and borne by the platform. Where
    parts that are rounded down shrink by more than the refund, the merchant has what is
    over; that moves last, when it is there.
    """
    was, is_now = _due(order, shares, before), _due(order, shares, after)
    legs, repaid, debts = list[Leg](), dict[AccountName, int](), dict[AccountName, int]()
    changes = {account: fen - is_now.get(account, 0) for account, fen in was.items()}
    changes |= {account: -fen for account, fen in is_now.items() if account not in was}
    for account, back_fen in changes.items():
        if back_fen > 0:
            legs += _brought_back(order.id, account, back_fen, held, debts)
    for account, back_fen in changes.items():
        if back_fen < 0:
            legs += _credited(order.id, account, -back_fen, held, repaid)
    journal = _journal(f"unsettle:{order.id}:{n}", "ORDER_UNSETTLED", order.id, legs)
    return Moved(journal=journal, repaid_fen=repaid, debts_fen=debts)


def _due(order: Order, shares: Sequence[Share], parting: Parting) -> dict[AccountName, int]:
    """Return what each account is due, without those that are due nothing."""
    due = {payable(order.merchant_id): parting.merchant_fen, REVENUE: parting.fee_fen}
    for share, fen in zip(shares, parting.commissions_fen, strict=True):
        account = cash(share.person_id)
        due[account] = due.get(account, 0) + fen
    return {account: fen for account, fen in due.items() if fen}


def _credited(
    order_id: str, account: AccountName, amount_fen: int, held: Held, repaid: dict[AccountName, int]
) -> list[Leg]:
    debt = debt_of(account)
    repaid_fen = min(amount_fen, -held.get(debt, 0))
    held[debt] = held.get(debt, 0) + repaid_fen
    held[account] = held.get(account, 0) + amount_fen - repaid_fen
    if repaid_fen:
        repaid[account] = repaid_fen
    parts = ((debt, repaid_fen), (account, amount_fen - repaid_fen))
    return [Leg(source=escrow(order_id), target=to, amount=fen) for to, fen in parts if fen]


def _brought_back(
    order_id: str, account: AccountName, amount_fen: int, held: Held, debts: dict[AccountName, int]
) -> list[Leg]:
    debt = debt_of(account)
    there_fen = min(amount_fen, held.get(account, 0))
    owed_fen = amount_fen - there_fen
    held[account] = held.get(account, 0) - there_fen
    held[debt] = held.get(debt, 0) - owed_fen
    if owed_fen:
        debts[account] = owed_fen
    parts = ((account, there_fen), (debt, owed_fen))
    return [Leg(source=source, target=escrow(order_id), amount=fen) for source, fen in parts if fen]


def _journal(key: str, kind: str, cause: str, legs: Sequence[Leg]) -> Journal | None:
    return Journal(key=key, kind=kind, cause=cause, legs=legs) if legs else None


def shared_out(total_fen: int, parts_fen: Sequence[int]) -> list[int]:
    """Return how a sum that is one person's falls on several parts of theirs, the first first."""
    shares, left_fen = list[int](), total_fen
    for part_fen in parts_fen:
        shares.append(min(left_fen, part_fen))
        left_fen -= shares[-1]
    assert left_fen == 0, "no more falls on the parts than they come to"
    return shares


assert debt_of(REVENUE).owner == PLATFORM
