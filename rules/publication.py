"""What keeps a campaign from being published, and how its rules are frozen."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rules.beacons import Chain
from rules.campaigns import DRAWS, Campaign, CampaignKind, Choice
from rules.disclosure import Disclosure, disclosed
from rules.funding import pieces_of_prizes, prize_worth_fen
from rules.ladder import is_ladder
from rules.particulars import DrawMode, DrawScope, DrawTerms, FundedBy
from rules.policy import POLICY, PolicyRule
from rules.refusals import CampaignIncomplete

Problems = Sequence[tuple[str, bool]]
NOTHING: Collection[PolicyRule] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands around a campaign that is to be published; ``chain`` is the beacon's, if any."""

    on_sale: bool = True
    by_operator: bool = False
    permitted: Collection[PolicyRule] = NOTHING
    chain: Chain | None = None


BY_A_MERCHANT = Standing()


def publishable(
    campaign: Campaign,
    choices: Sequence[Choice],
    *,
    standing: Standing = BY_A_MERCHANT,
    now: datetime,
) -> None:
    """Return if the campaign may be published at this moment.

    Raises:
        CampaignIncomplete: a rule of publication is broken; the first is named.
    """
    if not standing.on_sale:
        raise CampaignIncomplete(problem="PRODUCT_WITHDRAWN")
    for problem, broken in _problems(campaign, choices, standing, now):
        if broken:
            raise CampaignIncomplete(problem=problem)


def _problems(
    campaign: Campaign, choices: Sequence[Choice], standing: Standing, now: datetime
) -> Problems:
    smaller = campaign.completes_at_size
    least_sum = min((choice.team_price_fen for choice in choices), default=0)
    is_super = campaign.kind is CampaignKind.SUPER
    size_most = POLICY.super_size_most if is_super else POLICY.size_most
    has_draw, has_ladder = campaign.particulars.draw is not None, bool(campaign.particulars.ladder)
    return [
        ("SIZE_OUT_OF_RANGE", not 2 <= campaign.size <= size_most),
        ("COMPLETION_SIZE_OUT_OF_RANGE", smaller is not None and not 2 <= smaller <= campaign.size),
        ("HOURS_OUT_OF_RANGE", not 1 <= campaign.hours_to_fill <= 168),
        ("WINDOW_OVER", campaign.ends_at <= now),
        ("NO_CHOICES", not choices),
        ("NO_STOCK", any(choice.stock < 1 for choice in choices)),
        ("DRAW_OF_ITS_KIND", has_draw != (campaign.kind in DRAWS)),
        ("LADDER_OF_ITS_KIND", has_ladder != is_super),
        (
            "PRICE_MISSING",
            campaign.kind is not CampaignKind.TRIAL and bool(choices) and least_sum < 1,
        ),
        (
            "TEAM_PRICE_NOT_BELOW_SOLO",
            any(choice.team_price_fen >= choice.solo_price_fen for choice in choices),
        ),
        *_of_kind(campaign, choices, standing, now),
        *_commission_problems(campaign, standing),
        (
            "LEADER_DISCOUNT_TOO_LARGE",
            bool(choices) and 0 < least_sum <= campaign.leader_discount_fen,
        ),
    ]


def _of_kind(
    campaign: Campaign, choices: Sequence[Choice], standing: Standing, now: datetime
) -> Problems:
    if campaign.kind is CampaignKind.SECKILL:
        return _seckill_problems(campaign, choices, now)
    if campaign.kind is CampaignKind.SUPER:
        return _super_problems(campaign, choices)
    draw = campaign.particulars.draw
    if draw is None or not choices:
        return ()
    return [
        *_draw_problems(campaign, choices, draw, standing),
        *_policy_problems(choices[0], draw, standing),
    ]


def _seckill_problems(campaign: Campaign, choices: Sequence[Choice], now: datetime) -> Problems:
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


def _super_problems(campaign: Campaign, choices: Sequence[Choice]) -> Problems:
    ladder = campaign.particulars.ladder
    sizes = (ladder[0].size, ladder[-1].size) if ladder else (None, None)
    return [
        ("LADDER_STEPS", not is_ladder(ladder)),
        ("LADDER_SAYS_THE_SIZES", sizes != (campaign.completes_at_size, campaign.size)),
        ("SUPER_HAS_ONE_CHOICE", len(choices) > 1),
        ("SUPER_IS_ONE_PIECE", campaign.max_quantity != 1),
        ("SUPER_HAS_ONE_PRICE", campaign.leader_discount_fen > 0),
        (
            "SUPER_BEGINS_AT_ITS_HIGHEST_PRICE",
            any(choice.team_price_fen != ladder[0].price_fen for choice in choices if ladder),
        ),
        # Less could never reach the price that is promised for the largest size.
        ("SUPER_STOCK_BELOW_SIZE", any(choice.stock < campaign.size for choice in choices)),
    ]


def _draw_problems(
    campaign: Campaign, choices: Sequence[Choice], draw: DrawTerms, standing: Standing
) -> Problems:
    by_beacon = draw.mode is DrawMode.PUBLIC_BEACON
    of_team = draw.scope is DrawScope.TEAM
    among = campaign.size if of_team else draw.most
    most = POLICY.draw_teams_most if of_team else POLICY.draw_entries_most
    owes_report = campaign.kind is CampaignKind.TRIAL
    return [
        ("DRAW_HAS_ONE_CHOICE", len(choices) > 1),
        ("DRAW_IS_ONE_PIECE", campaign.max_quantity != 1),
        ("DRAW_FORMS_FULL", campaign.completes_at_size is not None),
        ("DRAW_HAS_ONE_PRICE", campaign.leader_discount_fen > 0),
        ("DRAW_MOST_OUT_OF_RANGE", not 1 <= draw.most <= most),
        # Entries that make no whole team could never be made.
        ("DRAW_ENTRIES_IN_WHOLE_TEAMS", not of_team and draw.most % campaign.size > 0),
        ("DRAW_HAS_LOSERS", not 1 <= draw.winners < among),
        ("DRAW_WINNERS_OUT_OF_RANGE", draw.winners > POLICY.winners_most),
        ("DRAW_STOCK_BELOW_PRIZES", choices[0].stock < pieces_of_prizes(draw)),
        ("TRIAL_OWES_REPORT", owes_report and draw.report_days is None),
        ("BEACON_NOT_CONFIGURED", by_beacon and standing.chain is None),
        ("LOTTERY_OWES_NO_REPORT", not owes_report and draw.report_days is not None),
    ]


def _policy_problems(choice: Choice, draw: DrawTerms, standing: Standing) -> Problems:
    worth_fen = prize_worth_fen(draw, price_fen=choice.team_price_fen)
    return [
        # Else the limit below would bound a figure that nobody pays.
        ("MARKET_PRICE_BELOW_SOLO", draw.market_price_fen < choice.solo_price_fen),
        ("PRIZE_ABOVE_LIMIT", worth_fen > POLICY.prize_most_fen),
        # Else losing would earn more than it costs: nothing where nothing is paid.
        ("SUBSIDY_ABOVE_PRICE", draw.subsidy_fen > choice.team_price_fen),
        ("SUBSIDY_ABOVE_DAY", draw.subsidy_fen > POLICY.subsidy_of_day_most_fen),
        ("DIVIDENDS_NOT_OVERRIDDEN", draw.shares > 0 and not _may(standing, PolicyRule.DIVIDENDS)),
        (
            "MARKETING_IS_THE_PLATFORMS",
            draw.funded_by is FundedBy.MARKETING and not standing.by_operator,
        ),
    ]


def _commission_problems(campaign: Campaign, standing: Standing) -> Problems:
    said = campaign.particulars.commission
    if said is None:
        return ()
    levels_bp = said.levels_bp or ()
    together_bp = sum(levels_bp) + said.leader_bp
    third = any(levels_bp[POLICY.commission_levels :])
    return [
        ("COMMISSION_ABOVE_CAP", together_bp > POLICY.commission_cap_bp),
        ("THIRD_LEVEL_NOT_OVERRIDDEN", third and not _may(standing, PolicyRule.THIRD_LEVEL)),
    ]


def _commissions(campaign: Campaign, permitted: Collection[PolicyRule]) -> dict[str, Any]:
    """Return what is frozen of commissions: nothing, where policy and product say all of it."""
    said, third = campaign.particulars.commission, PolicyRule.THIRD_LEVEL in permitted
    if said is None and not third:
        return {}
    levels_bp = said.levels_bp if said else None
    return {
        "commission": {
            "levels": POLICY.commission_levels + third,
            "levelsBp": None if levels_bp is None else list(levels_bp),
            "leaderCommissionBp": said.leader_bp if said else 0,
        }
    }


def _may(standing: Standing, rule: PolicyRule) -> bool:
    return rule in standing.permitted


def frozen_rules(
    campaign: Campaign,
    choices: Sequence[Choice],
    *,
    disclosure: Disclosure | None = None,
    permitted: Collection[PolicyRule] = NOTHING,
) -> dict[str, Any]:
    """Return the rules as they are published: plain values, instants in ISO 8601 UTC.

    A campaign with a draw has to come with its disclosure; ``permitted`` are rules of
    policy that an operator loosened for it.
    """
    rules: dict[str, Any] = {
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
    if ladder := campaign.particulars.ladder:
        rules["ladder"] = [{"size": rung.size, "priceFen": rung.price_fen} for rung in ladder]
    if draw := campaign.particulars.draw:
        assert disclosure is not None, "whose draw it is, and by which key, is disclosed"
        rules |= disclosed(campaign, choices[0], draw, disclosure)
    return rules | _commissions(campaign, permitted)


def rules_hash(rules: Mapping[str, Any]) -> str:
    """Return SHA-256, in hex, of the rules as JSON with sorted keys and no blanks (UTF-8)."""
    text = json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
