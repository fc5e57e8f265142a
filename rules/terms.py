"""What a draft of a campaign may say, before anybody asks whether it can be published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from rules.campaigns import CampaignKind
from rules.faults import BadInput
from rules.people import line
from rules.policy import POLICY
from rules.texts import PRICE_MOST_FEN, STOCK_MOST, instant, price, within

OFFERS_MOST = 20
HOURS_MOST = 168
LIMIT_MOST = 1000
WINDOW_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a campaign promises beside its choices; amounts in fen."""

    title: str
    size: int
    completes_at_size: int | None
    hours_to_fill: int
    starts_at: datetime
    ends_at: datetime
    limit_per_person: int
    max_quantity: int
    leader_discount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One choice of a draft: its team price in fen and the pieces to be set aside."""

    sku_id: UUID
    team_price_fen: int
    stock: int


def usual_quantity(kind: CampaignKind) -> int:
    """Return how many pieces one order may hold where a draft does not say it."""
    return 1 if kind is CampaignKind.SECKILL else POLICY.max_quantity_default


def meant(raw: Terms) -> Terms:
    """Return a draft's terms as they are stored.

    Raises:
        BadInput: something of them cannot be meant; its field is named.
    """
    starts_at = instant(raw.starts_at, field="input.startsAt")
    ends_at = instant(raw.ends_at, field="input.endsAt")
    if not timedelta() < ends_at - starts_at <= WINDOW_MOST:
        raise BadInput("input.endsAt", f"after startsAt, by at most {WINDOW_MOST.days} days")
    size = within(raw.size, 2, POLICY.size_most, field="input.size")
    smaller = raw.completes_at_size
    if smaller is not None:
        within(smaller, 2, size, field="input.completesAtSize")
    return Terms(
        title=line(raw.title, field="input.title", most=80),
        size=size,
        completes_at_size=smaller,
        hours_to_fill=within(raw.hours_to_fill, 1, HOURS_MOST, field="input.hoursToFill"),
        starts_at=starts_at,
        ends_at=ends_at,
        limit_per_person=within(raw.limit_per_person, 1, LIMIT_MOST, field="input.limitPerPerson"),
        max_quantity=within(raw.max_quantity, 1, LIMIT_MOST, field="input.maxQuantity"),
        leader_discount_fen=within(
            raw.leader_discount_fen, 0, PRICE_MOST_FEN, field="input.leaderDiscountFen"
        ),
    )


def offers_meant(raw: Sequence[Offer]) -> list[Offer]:
    """Return a draft's choices as they are stored; a draft may still have none.

    Raises:
        BadInput: there are too many, one comes twice, or one cannot be meant.
    """
    if len(raw) > OFFERS_MOST:
        raise BadInput("input.choices", f"at most {OFFERS_MOST}")
    if len({offer.sku_id for offer in raw}) < len(raw):
        raise BadInput("input.choices", "each SKU once")
    for position, offer in enumerate(raw):
        at = f"input.choices.{position}"
        price(offer.team_price_fen, field=f"{at}.teamPriceFen")
        within(offer.stock, 0, STOCK_MOST, field=f"{at}.stock")
    return list(raw)
