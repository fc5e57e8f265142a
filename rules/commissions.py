"""What a sale brings those who led its buyer here, and why it brings somebody nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.faults import BadInput
from rules.policy import POLICY
from rules.texts import within

LEADER = 0
LEVELS = (1, 2, 3)
WHOLE_BP = 10_000


class CommissionStatus(StrEnum):
    """Where a commission stands."""

    PENDING = "PENDING"
    SETTLED = "SETTLED"
    REVERSED = "REVERSED"


class CommissionWhy(StrEnum):
    """Why a sale brings somebody something, DUE, or else what keeps it from doing so."""

    DUE = "DUE"
    LEVEL_NOT_ALLOWED = "LEVEL_NOT_ALLOWED"
    NOT_QUALIFIED = "NOT_QUALIFIED"
    RIGHT_ENDED = "RIGHT_ENDED"
    EDGE_EXPIRED = "EDGE_EXPIRED"
    SELF_PURCHASE = "SELF_PURCHASE"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    NOTHING_PAID = "NOTHING_PAID"
    RATE_ZERO = "RATE_ZERO"
    CAP_REACHED = "CAP_REACHED"


class RateFrom(StrEnum):
    """Where a rate is written: each goes before those that stand before it here."""

    POLICY = "POLICY"
    PRODUCT = "PRODUCT"
    CAMPAIGN = "CAMPAIGN"
    DISTRIBUTOR = "DISTRIBUTOR"


class ReversedFor(StrEnum):
    """Why a commission, or a part of one, is nobody's any more."""

    ORDER_CLOSED = "ORDER_CLOSED"
    REFUNDED = "REFUNDED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upline:
    """Somebody who led a buyer here, over so many others, as it was when the order was paid.

    ``own_bp`` are the rates of their own as a distributor, by level; None where they
    have none. ``right_ended`` says that the merchant ended, or never gave, their right
    to share its goods.
    """

    level: int
    person_id: str
    edge_id: str | None = None
    own_bp: Sequence[int] | None = None
    qualified: bool = True
    right_ended: bool = False
    expired: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What is written of commissions where an order was made, in basis points of goods kept.

    ``campaign_bp`` and ``product_bp`` are None where the campaign or the product says
    nothing; ``levels`` how many levels are allowed there.
    """

    levels: int = POLICY.commission_levels
    campaign_bp: Sequence[int] | None = None
    product_bp: Sequence[int] | None = None
    leader_bp: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What one order brings one person, in fen, once its goods are kept."""

    upline: Upline
    rate_bp: int
    rate_from: RateFrom
    capped: bool
    base_fen: int
    amount_fen: int
    why: CommissionWhy


def part(base_fen: int, rate_bp: int) -> int:
    """Return so many basis points of a sum, rounded down to the fen."""
    return base_fen * rate_bp // WHOLE_BP


def kept_fen(*, goods_fen: int, refunded_fen: int) -> int:
    """Return how much of an order's goods is kept once so much of the order was refunded.

    A refund takes the goods first and their way to the buyer last: who paid for a
    way that was gone keeps that until all of the goods are back.
    """
    return max(0, goods_fen - refunded_fen)


def offered(
    rules: Mapping[str, Any] | None, *, product_bp: Sequence[int] | None, third: bool
) -> Offered:
    """Return what is written where an order was made.

    ``rules`` are the frozen rules of its campaign, None where it was bought alone;
    then an override for the platform, ``third``, allows the third level. A campaign
    keeps what it was published with.
    """
    said: Mapping[str, Any] = (rules or {}).get("commission") or {}
    levels = POLICY.commission_levels + (third if rules is None else 0)
    return Offered(
        levels=int(said.get("levels", levels)),
        campaign_bp=said.get("levelsBp"),
        product_bp=product_bp,
        leader_bp=int(said.get("leaderCommissionBp", 0)),
    )


def rate_of(level: int, offer: Offered, own_bp: Sequence[int] | None) -> tuple[int, RateFrom]:
    """Return the rate of a level and where it is written.

    What the campaign says goes before what the product says, and that before the
    policy. A distributor's own rate counts where it is the higher: who earned it is
    never paid less for a campaign, and a campaign is never less than it says.
    """
    if level == LEADER:
        return offer.leader_bp, RateFrom.CAMPAIGN
    written = [
        (offer.campaign_bp, RateFrom.CAMPAIGN),
        (offer.product_bp, RateFrom.PRODUCT),
        (POLICY.commission_levels_bp, RateFrom.POLICY),
    ]
    rates, origin = next((bp, where) for bp, where in written if bp is not None)
    rate_bp = rates[level - 1] if level <= len(rates) else 0
    own = own_bp[level - 1] if own_bp is not None and level <= len(own_bp) else 0
    return (own, RateFrom.DISTRIBUTOR) if own > rate_bp else (rate_bp, origin)


def promised(
    uplines: Sequence[Upline], offer: Offered, *, base_fen: int, buyer_id: str
) -> list[Promised]:
    """Return what an order that was just paid brings each of these, the leader first.

    Each rounded down, together no more than the cap: who stands further from the
    buyer is cut first.
    """
    left_bp, found = POLICY.commission_cap_bp, list[Promised]()
    for upline in sorted(uplines, key=lambda each: each.level):
        rate_bp, origin = rate_of(upline.level, offer, upline.own_bp)
        why = _why_not(upline, offer, base_fen=base_fen, rate_bp=rate_bp, buyer_id=buyer_id)
        if why is CommissionWhy.DUE and not left_bp:
            why = CommissionWhy.CAP_REACHED
        due_bp = min(rate_bp, left_bp) if why is CommissionWhy.DUE else rate_bp
        if why is CommissionWhy.DUE:
            left_bp -= due_bp
        found.append(
            Promised(
                upline=upline,
                rate_bp=min(due_bp, POLICY.commission_cap_bp),
                rate_from=origin,
                capped=due_bp < rate_bp,
                base_fen=base_fen,
                amount_fen=part(base_fen, due_bp) if why is CommissionWhy.DUE else 0,
                why=why,
            )
        )
    assert sum(each.amount_fen for each in found) <= part(base_fen, POLICY.commission_cap_bp)
    return found


def _why_not(
    upline: Upline, offer: Offered, *, base_fen: int, rate_bp: int, buyer_id: str
) -> CommissionWhy:
    """Return the first thing that keeps somebody from earning, else DUE."""
    obstacles = [
        (CommissionWhy.SELF_PURCHASE, upline.person_id == buyer_id),
        (CommissionWhy.ACCOUNT_CLOSED, upline.closed),
        (CommissionWhy.LEVEL_NOT_ALLOWED, upline.level > offer.levels),
        (CommissionWhy.EDGE_EXPIRED, upline.expired),
        (CommissionWhy.RIGHT_ENDED, upline.right_ended),
        (CommissionWhy.NOT_QUALIFIED, not upline.qualified and upline.level != LEADER),
        (CommissionWhy.NOTHING_PAID, base_fen == 0),
        (CommissionWhy.RATE_ZERO, rate_bp == 0),
    ]
    return next((why for why, stands in obstacles if stands), CommissionWhy.DUE)


def product_rates(levels_bp: Sequence[int]) -> tuple[int, int, int]:
    """Return a product's rates by level as they are stored, zero where none is said.

    Raises:
        BadInput: there are none or too many, one cannot be meant, or together they are
            above the cap.
    """
    rates = rates_meant(levels_bp, field="input.levelsBp")
    first, second, third = (*rates, 0, 0)[: len(LEVELS)]
    return first, second, third


def rates_meant(levels_bp: Sequence[int], *, field: str, leader_bp: int = 0) -> tuple[int, ...]:
    """Return rates by level that can be meant, the level next to the buyer first.

    Raises:
        BadInput: there are none or too many, one cannot be meant, or together they are
            above the cap.
    """
    if not 1 <= len(levels_bp) <= len(LEVELS):
        raise BadInput(field, f"1 to {len(LEVELS)} levels")
    for level_bp in levels_bp:
        within(level_bp, 0, POLICY.commission_cap_bp, field=field)
    if sum(levels_bp) + leader_bp > POLICY.commission_cap_bp:
        raise BadInput(field, f"together at most {POLICY.commission_cap_bp}")
    return tuple(levels_bp)


class CommissionAnswer(StrEnum):
    """What somebody who asks why they were, or were not, paid is answered in a word."""

    PENDING = "PENDING"
    PAID = "PAID"
    VOID = "VOID"
    NOTHING_DUE = "NOTHING_DUE"
    RELATION_OVER = "RELATION_OVER"
    RELATION_LATER = "RELATION_LATER"
    LINK_OPENED_ONLY = "LINK_OPENED_ONLY"


class CommissionWait(StrEnum):
    """What a pending commission waits for."""

    TEAM = "TEAM"
    RECEIPT = "RECEIPT"
    RETURN_WINDOW = "RETURN_WINDOW"
    DISPUTE = "DISPUTE"


def answer(status: CommissionStatus, why: CommissionWhy) -> CommissionAnswer:
    """Return in a word where a commission stands."""
    if why is not CommissionWhy.DUE:
        return CommissionAnswer.NOTHING_DUE
    return {
        CommissionStatus.PENDING: CommissionAnswer.PENDING,
        CommissionStatus.SETTLED: CommissionAnswer.PAID,
        CommissionStatus.REVERSED: CommissionAnswer.VOID,
    }[status]


def waits_for(*, formed: bool, received: bool, disputes: int) -> CommissionWait:
    """Return what a pending commission waits for: the first thing that is not over."""
    obstacles = [
        (CommissionWait.TEAM, not formed),
        (CommissionWait.DISPUTE, disputes > 0),
        (CommissionWait.RECEIPT, not received),
    ]
    return next((wait for wait, stands in obstacles if stands), CommissionWait.RETURN_WINDOW)
