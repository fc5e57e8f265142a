"""What a campaign may be, when it may open teams, and how its rules are frozen."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.policy import POLICY
from rules.refusals import (
    CampaignEnded,
    CampaignIncomplete,
    CampaignNotDraft,
    CampaignNotPublished,
    CampaignNotStarted,
    CampaignPaused,
    KindNotOffered,
    QuantityTooLarge,
)


class CampaignKind(StrEnum):
    """What is particular about an offer."""

    ORDINARY = "ORDINARY"
    SECKILL = "SECKILL"
    SUPER = "SUPER"
    TRIAL = "TRIAL"
    LOTTERY = "LOTTERY"
    CUSTOM = "CUSTOM"


class CampaignStatus(StrEnum):
    """Where an offer stands."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


class CampaignChange(StrEnum):
    """What happens to an offer that was a draft; the values are the words of the record."""

    PUBLISHED = "publishCampaign"
    PAUSED = "pauseCampaign"
    RESUMED = "resumeCampaign"
    ENDED = "endCampaign"


OFFERED = frozenset({CampaignKind.ORDINARY, CampaignKind.SECKILL})
# What formed needs nothing more to be settled.
WITHOUT_DRAW = frozenset({CampaignKind.ORDINARY, CampaignKind.SECKILL})
# A team of these keeps its pieces from its opening to its end; elsewhere each hold takes its own.
RESERVING = frozenset({CampaignKind.SECKILL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One SKU in a campaign: its two prices in fen and the pieces set aside."""

    sku_id: str
    solo_price_fen: int
    team_price_fen: int
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as the rules see it."""

    kind: CampaignKind
    status: CampaignStatus
    size: int
    completes_at_size: int | None
    hours_to_fill: int
    starts_at: datetime
    ends_at: datetime
    limit_per_person: int
    max_quantity: int
    leader_discount_fen: int


def offered(kind: CampaignKind) -> CampaignKind:
    """Return a kind of campaign that can be made here.

    Raises:
        KindNotOffered: it cannot.
    """
    if kind not in OFFERED:
        raise KindNotOffered(kind=kind)
    return kind


def running(campaign: Campaign, *, now: datetime) -> None:
    """Return if the campaign opens teams at this moment.

    Raises:
        CampaignNotStarted: it opens later.
        CampaignPaused: it opens none for the time being.
        CampaignEnded: it opens none any more.
    """
    if campaign.status is CampaignStatus.ENDED or now >= campaign.ends_at:
        raise CampaignEnded
    if campaign.status is CampaignStatus.PAUSED:
        raise CampaignPaused
    if now < campaign.starts_at:
        raise CampaignNotStarted(starts_at=campaign.starts_at)


def hold_of(kind: CampaignKind) -> timedelta:
    """Return how long a seat is held for its payment: less where others wait for the piece."""
    return POLICY.seckill_hold if kind is CampaignKind.SECKILL else POLICY.hold


def pieces_to_open(kind: CampaignKind, *, size: int, quantity: int) -> int:
    """Return how many pieces must be free for a team to open.

    Where teams reserve, it is a piece for every seat: else a hundred leaders would
    hold a hundred pieces, and no team of two could ever find its second member one.
    """
    return size if kind in RESERVING else quantity


def pieces_to_join(kind: CampaignKind, *, quantity: int) -> int:
    """Return how many pieces must be free for a seat in a team that is open already."""
    return 0 if kind in RESERVING else quantity


def quantity_allowed(campaign: Campaign, quantity: int) -> None:
    """Return if one order may hold so many pieces.

    Raises:
        QuantityTooLarge: it may not.
    """
    assert quantity >= 1, "the edge refuses less"
    if quantity > campaign.max_quantity:
        raise QuantityTooLarge(most=campaign.max_quantity)


def may_change(campaign: Campaign) -> None:
    """Return if the rules of the campaign may still change.

    Raises:
        CampaignNotDraft: they are published.
    """
    if campaign.status is not CampaignStatus.DRAFT:
        raise CampaignNotDraft


def may_pause(campaign: Campaign, *, now: datetime) -> None:
    """Return if the campaign may stop, or again start, opening teams.

    Raises:
        CampaignNotPublished: it never opened any.
        CampaignEnded: it opens none any more.
    """
    may_end(campaign)
    if campaign.status is CampaignStatus.ENDED or now >= campaign.ends_at:
        raise CampaignEnded


def may_end(campaign: Campaign) -> None:
    """Return if the campaign may be ended, or was.

    Raises:
        CampaignNotPublished: it never began.
    """
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished


def spare_pieces(
    kind: CampaignKind, *, stock: int, taken: int, open_seats: int, max_quantity: int
) -> int:
    """Return how many pieces set aside no open team can need once no more are opened.

    Every seat of an open team, taken or free, may be given back and taken again
    with as many pieces as one order holds, of any choice. What it holds by now is
    not counted off: some more stay until the team ends, and no order is read.
    Teams that reserve have all they can need among what is taken.
    """
    assert 0 <= taken <= stock
    if kind in RESERVING:
        return stock - taken
    return max(0, stock - taken - open_seats * max_quantity)


def publishable(
    campaign: Campaign, choices: Sequence[Choice], *, on_sale: bool = True, now: datetime
) -> None:
    """Return if the campaign may be published at this moment.

    Raises:
        CampaignIncomplete: a rule of publication is broken; the first is named.
    """
    if not on_sale:
        raise CampaignIncomplete(problem="PRODUCT_WITHDRAWN")
    for problem, broken in _problems(campaign, choices, now):
        if broken:
            raise CampaignIncomplete(problem=problem)


def _problems(
    campaign: Campaign, choices: Sequence[Choice], now: datetime
) -> list[tuple[str, bool]]:
    smaller = campaign.completes_at_size
    least_sum = min((choice.team_price_fen for choice in choices), default=0)
    return [
        ("SIZE_OUT_OF_RANGE", not 2 <= campaign.size <= POLICY.size_most),
        ("COMPLETION_SIZE_OUT_OF_RANGE", smaller is not None and not 2 <= smaller <= campaign.size),
        ("HOURS_OUT_OF_RANGE", not 1 <= campaign.hours_to_fill <= 168),
        ("WINDOW_OVER", campaign.ends_at <= now),
        ("NO_CHOICES", not choices),
        ("NO_STOCK", any(choice.stock < 1 for choice in choices)),
        (
            "TEAM_PRICE_NOT_BELOW_SOLO",
            any(choice.team_price_fen >= choice.solo_price_fen for choice in choices),
        ),
        (
            "LEADER_DISCOUNT_TOO_LARGE",
            bool(choices) and campaign.leader_discount_fen >= least_sum,
        ),
        *(_seckill_problems(campaign, choices, now) if _is_seckill(campaign) else ()),
    ]


def _is_seckill(campaign: Campaign) -> bool:
    return campaign.kind is CampaignKind.SECKILL


def _seckill_problems(
    campaign: Campaign, choices: Sequence[Choice], now: datetime
) -> list[tuple[str, bool]]:
    stock = sum(choice.stock for choice in choices)
    one_each = campaign.limit_per_person == 1 and campaign.max_quantity == 1
    return [
        ("SECKILL_OPENS_LATER", campaign.starts_at <= now),
        ("SECKILL_HAS_ONE_CHOICE", len(choices) > 1),
        ("SECKILL_IS_ONE_PER_PERSON", not one_each),
        ("SECKILL_FORMS_FULL", campaign.completes_at_size is not None),
        ("SECKILL_HAS_ONE_PRICE", campaign.leader_discount_fen > 0),
        ("SECKILL_HOURS_OUT_OF_RANGE", campaign.hours_to_fill > POLICY.seckill_hours_most),
        ("SECKILL_STOCK_TOO_LARGE", stock > POLICY.seckill_stock_most),
        # Pieces that make no whole team could never be bought.
        ("SECKILL_STOCK_IN_WHOLE_TEAMS", stock % max(campaign.size, 1) > 0),
    ]


def frozen_rules(campaign: Campaign, choices: Sequence[Choice]) -> dict[str, Any]:
    """Return the rules as they are published: plain values, instants in ISO 8601 UTC."""
    return {
        "format": "kaituan/campaign/1",
        "kind": str(campaign.kind),
        "size": campaign.size,
        "completesAtSize": campaign.completes_at_size,
        "hoursToFill": campaign.hours_to_fill,
        "startsAt": campaign.starts_at.astimezone(UTC).isoformat(),
        "endsAt": campaign.ends_at.astimezone(UTC).isoformat(),
        "limitPerPerson": campaign.limit_per_person,
        "maxQuantity": campaign.max_quantity,
        "leaderDiscountFen": campaign.leader_discount_fen,
        "choices": [
            {
                "sku": choice.sku_id,
                "soloPriceFen": choice.solo_price_fen,
                "teamPriceFen": choice.team_price_fen,
                "stock": choice.stock,
            }
            for choice in sorted(choices, key=lambda choice: choice.sku_id)
        ],
    }


def rules_hash(rules: Mapping[str, Any]) -> str:
    """Return SHA-256, in hex, of the rules as JSON with sorted keys and no blanks (UTF-8)."""
    text = json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
