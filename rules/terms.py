"""What a draft of a campaign may say, before anybody asks whether it can be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rules.campaigns import KEEPING, ORDINARILY, CampaignKind
from rules.commissions import rates_meant
from rules.faults import BadInput
from rules.particulars import CommissionTerms, DrawTerms, Particulars, Rung
from rules.people import line
from rules.policy import POLICY
from rules.texts import PRICE_MOST_FEN, STOCK_MOST, instant, price, within

OFFERS_MOST = 20
HOURS_MOST = 168
LIMIT_MOST = 1000
WINDOW_MOST = timedelta(days=366)
POINTS_MOST = POLICY.prize_most_fen // POLICY.point_cost_fen
SHARES_MOST = 1_000_000
OF_PARTICULARS = frozenset({"draw", "ladder", "commission"})


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
    particulars: Particulars = ORDINARILY

    def stored(self) -> dict[str, Any]:
        """Return them as a campaign's row keeps them."""
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        del kept["particulars"]
        return kept | {"terms": self.particulars.plain()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One choice of a draft: its team price in fen and the pieces to be set aside."""

    sku_id: UUID
    team_price_fen: int
    stock: int


def usual_quantity(kind: CampaignKind) -> int:
    """Return how many pieces one order may hold where a draft does not say it."""
    one_each = kind in KEEPING or kind is CampaignKind.SUPER
    return 1 if one_each else POLICY.max_quantity_default


def changed(was: Terms, changes: Mapping[str, Any]) -> Terms:
    """Return terms with some replaced, maybe ``draw``, ``ladder`` or ``commission`` of them."""
    own = {name: value for name, value in changes.items() if name in OF_PARTICULARS}
    others = {name: value for name, value in changes.items() if name not in own}
    return replace(was, **others, particulars=replace(was.particulars, **own))


def meant(raw: Terms) -> Terms:
    """Return a draft's terms as they are stored.

    Raises:
        BadInput: something of them cannot be meant; its field is named.
    """
    starts_at = instant(raw.starts_at, field="input.startsAt")
    ends_at = instant(raw.ends_at, field="input.endsAt")
    if not timedelta() < ends_at - starts_at <= WINDOW_MOST:
        raise BadInput("input.endsAt", f"after startsAt, by at most {WINDOW_MOST.days} days")
    particulars = _particulars_meant(raw.particulars)
    size, smaller = _sizes_meant(raw, particulars)
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
        particulars=particulars,
    )


def _sizes_meant(raw: Terms, particulars: Particulars) -> tuple[int, int | None]:
    """Return the size and the smaller one that forms too; a ladder says both by itself."""
    if ladder := particulars.ladder:
        return ladder[-1].size, ladder[0].size
    size = within(raw.size, 2, POLICY.size_most, field="input.size")
    smaller = raw.completes_at_size
    if smaller is not None:
        within(smaller, 2, size, field="input.completesAtSize")
    return size, smaller


def _particulars_meant(raw: Particulars) -> Particulars:
    draw = _draw_meant(raw.draw) if raw.draw else None
    return Particulars(
        draw=draw,
        ladder=_ladder_meant(raw.ladder),
        commission=_commission_meant(raw.commission) if raw.commission else None,
    )


def _commission_meant(raw: CommissionTerms) -> CommissionTerms | None:
    leader_bp = within(
        raw.leader_bp, 0, POLICY.commission_cap_bp, field="input.commission.leaderCommissionBp"
    )
    if raw.levels_bp is None:
        return raw if leader_bp else None
    field = "input.commission.levelsBp"
    levels_bp = rates_meant(raw.levels_bp, field=field, leader_bp=leader_bp)
    return CommissionTerms(levels_bp=levels_bp, leader_bp=leader_bp)


def _ladder_meant(raw: Sequence[Rung]) -> tuple[Rung, ...]:
    if len(raw) > POLICY.rungs_most:
        raise BadInput("input.ladder", f"at most {POLICY.rungs_most}")
    for position, rung in enumerate(raw):
        at = f"input.ladder.{position}"
        within(rung.size, 2, POLICY.super_size_most, field=f"{at}.size")
        price(rung.price_fen, field=f"{at}.priceFen")
    return tuple(sorted(raw, key=lambda rung: rung.size))


def _draw_meant(raw: DrawTerms) -> DrawTerms:
    report_days = 1 if raw.report_days is None else raw.report_days
    for name, number, least, most in (
        ("winners", raw.winners, 1, POLICY.winners_most),
        ("most", raw.most, 1, POLICY.draw_entries_most),
        ("marketPriceFen", raw.market_price_fen, 1, PRICE_MOST_FEN),
        ("subsidyFen", raw.subsidy_fen, 0, PRICE_MOST_FEN),
        ("points", raw.points, 0, POINTS_MOST),
        ("shares", raw.shares, 0, SHARES_MOST),
        ("reportDays", report_days, 1, POLICY.report_days_most),
    ):
        within(number, least, most, field=f"input.draw.{name}")
    return raw


def offers_meant(raw: Sequence[Offer], *, kind: CampaignKind) -> list[Offer]:
    """Return a draft's choices as they are stored; a draft may still have none.

    Raises:
        BadInput: there are too many, one comes twice, or one cannot be meant.
    """
    least_fen = 0 if kind is CampaignKind.TRIAL else 1
    if len(raw) > OFFERS_MOST:
        raise BadInput("input.choices", f"at most {OFFERS_MOST}")
    if len({offer.sku_id for offer in raw}) < len(raw):
        raise BadInput("input.choices", "each SKU once")
    for position, offer in enumerate(raw):
        at = f"input.choices.{position}"
        within(offer.team_price_fen, least_fen, PRICE_MOST_FEN, field=f"{at}.teamPriceFen")
        within(offer.stock, 0, STOCK_MOST, field=f"{at}.stock")
    return list(raw)
