"""How much of what was paid goes back to where, under which number, and when it is late."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.campaigns import DRAWS, CampaignKind
from rules.money import in_proportion
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import RefundTooLarge, SeatBoundToDraw, TooManyRefunds

# The third attempt in vain: now the payer and a human are told.
DELAYED_AFTER_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """One of the sums that an order was paid with, and how much of it went back.

    ``source`` names what it was paid out of: the number of a payment. What is
    paid out of somebody's account is a tender too, named after the account.
    """

    source: str
    amount_fen: int
    returned_fen: int = 0

    def __post_init__(self) -> None:
        assert 0 <= self.returned_fen <= self.amount_fen

    @property
    def left_fen(self) -> int:
        """Return how much of it can still go back."""
        return self.amount_fen - self.returned_fen


def may_go_back(*, kind: CampaignKind, status: OrderStatus) -> None:
    """Return if a part of an order of a team of this kind may be given back by hand.

    What is paid for a draw is its entry: whoever had it back before the team is
    settled would win, or be consoled, for nothing.

    Raises:
        SeatBoundToDraw: it is paid and waits for its draw.
    """
    if kind in DRAWS and status is OrderStatus.PAID:
        raise SeatBoundToDraw


def left(tenders: Sequence[Tender]) -> int:
    """Return how much of what was paid can still go back, in fen."""
    return sum(tender.left_fen for tender in tenders)


def parts(tenders: Sequence[Tender], amount_fen: int) -> list[int]:
    """Return how much of a refund goes back to each tender: zeros too, together the refund.

    What has gone back of each depends only on how much has gone back in all,
    never on how many refunds that took or in which order they came. A tender
    paid after the first refund finds the others ahead: they wait for it.

    Raises:
        RefundTooLarge: less than that is left.
    """
    assert amount_fen >= 1, "a refund moves something"
    if amount_fen > left(tenders):
        raise RefundTooLarge(left_fen=left(tenders))
    returned_fen = sum(tender.returned_fen for tender in tenders) + amount_fen
    meant = in_proportion(returned_fen, [tender.amount_fen for tender in tenders])
    wanted = [max(0, fen - tender.returned_fen) for fen, tender in zip(meant, tenders, strict=True)]
    ahead = sum(wanted) - amount_fen
    for n, fen in enumerate(wanted):
        waits = min(ahead, fen)
        wanted[n], ahead = fen - waits, ahead - waits
    assert sum(wanted) == amount_fen
    return wanted


def ordinal(made: int, *, ends: bool) -> int:
    """Return which refund of its payment the next one is, after so many.

    The last one is kept for what ``ends`` a payment, all that is left of it, so
    that an order can always be refunded whole.

    Raises:
        TooManyRefunds: the provider takes no more of them.
    """
    most = POLICY.refunds_of_one_payment_most
    if made >= most - (not ends):
        raise TooManyRefunds(most=most)
    return made + 1


def number(payment_number: str, ordinal: int) -> str:
    """Return the number of a refund: the same however often it is tried."""
    return f"{payment_number}-{ordinal}"


def is_late(attempts: int) -> bool:
    """Tell whether a refund was tried in vain so often that somebody must hear of it."""
    return attempts >= DELAYED_AFTER_ATTEMPTS
