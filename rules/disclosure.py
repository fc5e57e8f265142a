"""What the frozen rules of a draw tell: prizes, odds, method, time, organiser, permissions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from rules.beacons import Chain
from rules.campaigns import Campaign, Choice
from rules.draws.files import plain_chain
from rules.draws.timetable import plain_times
from rules.funding import worst_case_fen
from rules.particulars import DrawScope, DrawTerms
from rules.policy import POLICY, PolicyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A rule that an operator loosened, with the written reason."""

    rule: PolicyRule
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a draw's rules name beside the campaign's own terms.

    ``key_id`` names the key that signs receipts, ``chain`` the beacon that a
    draw in mode PUBLIC_BEACON waits for.
    """

    organiser: str
    key_id: str
    chain: Chain | None = None
    permissions: Sequence[Permission] = ()


def disclosed(
    campaign: Campaign, choice: Choice, draw: DrawTerms, disclosure: Disclosure
) -> dict[str, Any]:
    """Return what is frozen of a draw beside what every campaign's rules say."""
    permissions = sorted(disclosure.permissions, key=lambda each: each.rule)
    return {
        "organiser": disclosure.organiser,
        "overrides": [{"rule": str(each.rule), "reason": each.reason} for each in permissions],
        "draw": {
            "scope": str(draw.scope),
            "mode": str(draw.mode),
            "keyId": disclosure.key_id,
            "chain": plain_chain(disclosure.chain) if disclosure.chain else None,
            "winners": draw.winners,
            "most": draw.most,
            "odds": _odds(campaign, draw),
            "held": _held(campaign, draw),
            "times": plain_times(draw.mode, countdown=POLICY.draw_countdown),
            "prizes": [_prize(choice, draw)],
            "reportDays": draw.report_days,
            "reserved": _reserved(campaign, choice, draw),
            **_rewards(draw, {each.rule for each in permissions}),
        },
    }


def _odds(campaign: Campaign, draw: DrawTerms) -> dict[str, Any]:
    # A campaign's one draw may have fewer entries: then the odds are better, never worse.
    of_team = draw.scope is DrawScope.TEAM
    among = campaign.size if of_team else draw.most
    return {"winners": draw.winners, "among": among, "exact": of_team}


def _held(campaign: Campaign, draw: DrawTerms) -> dict[str, str]:
    by = campaign.ends_at + timedelta(hours=campaign.hours_to_fill)
    when = "TEAM_FORMED" if draw.scope is DrawScope.TEAM else "CAMPAIGN_ENDED"
    return {"when": when, "by": by.astimezone(UTC).isoformat()}


def _prize(choice: Choice, draw: DrawTerms) -> dict[str, Any]:
    return {
        "from": 1,
        "to": draw.winners,
        "sku": choice.sku_id,
        "pieces": 1,
        "marketPriceFen": draw.market_price_fen,
        "fundFen": choice.team_price_fen if draw.grants_fund else 0,
        "points": draw.points,
        "shares": draw.shares,
    }


def _reserved(campaign: Campaign, choice: Choice, draw: DrawTerms) -> dict[str, Any]:
    worst_fen = worst_case_fen(draw, size=campaign.size, price_fen=choice.team_price_fen)
    return {"from": str(draw.funded_by), "fen": worst_fen}


def _rewards(draw: DrawTerms, permitted: set[PolicyRule]) -> dict[str, Any]:
    window = POLICY.receipt_assumed + POLICY.return_window
    return {
        "subsidyFen": draw.subsidy_fen,
        "subsidyInto": "CASH" if PolicyRule.CASH_SUBSIDY in permitted else "CREDIT",
        "fund": {
            "parts": POLICY.fund_parts,
            "everyDays": POLICY.fund_part_every.days,
            "afterDays": window.days,
            "into": "CASH" if PolicyRule.FUND_TO_CASH in permitted else "CREDIT",
        },
        "points": {"costFen": POLICY.point_cost_fen, "expireAfterDays": POLICY.points_kept.days},
    }
