"""What a campaign brings and costs its merchant, for so many teams of so many members.

Of goods kept, commissions of every level that is allowed and the platform's fee are
counted as owed, as if every buyer had been led here: nobody's leading is known before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.campaigns import Campaign, CampaignKind
from rules.funding import counted_of_team
from rules.ladder import rung_reached
from rules.particulars import CommissionTerms, DrawScope, DrawTerms
from rules.policy import POLICY
from rules.texts import within

TEAMS_MOST = 100_000
PERCENT_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is reckoned with: how many teams, how many of a hundred form, what a piece costs.

    ``members`` is how many a team has, the campaign's size where None; ``third_level``
    whether an operator allows commission on one level more, ``commission`` what the
    campaign says of it.
    """

    teams: int
    members: int | None
    forms_percent: int
    unit_cost_fen: int
    third_level: bool = False
    commission: CommissionTerms | None = None

    @property
    def commission_bp(self) -> int:
        """Return how much of 10,000 of goods kept can go to who led their buyers."""
        return min(sum(self.levels_bp), POLICY.commission_cap_bp)

    @property
    def levels_bp(self) -> tuple[int, ...]:
        """Return the rate of each level that is allowed, and the leader's last."""
        levels = POLICY.commission_levels + self.third_level
        said = self.commission or CommissionTerms()
        written = POLICY.commission_levels_bp if said.levels_bp is None else said.levels_bp
        return (*written[:levels], said.leader_bp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What so many formed teams come to, in fen; what was paid and goes back is not in it."""

    teams: int
    buyers: int
    pieces: int
    revenue_fen: int
    subsidies_fen: int
    funds_fen: int
    points_fen: int
    commissions_fen: int
    platform_fee_fen: int
    goods_fen: int

    @property
    def margin_fen(self) -> int:
        """Return what is left of the revenue."""
        rewards_fen = self.subsidies_fen + self.funds_fen + self.points_fen
        shares_fen = self.commissions_fen + self.platform_fee_fen
        return self.revenue_fen - rewards_fen - shares_fen - self.goods_fen


def planned(campaign: Campaign, plan: Plan) -> Plan:
    """Return a plan that this campaign could come to.

    Raises:
        BadInput: its teams are fewer or more than the campaign can have, or of another size.
    """
    least = campaign.completes_at_size or campaign.size
    members = campaign.size if plan.members is None else plan.members
    within(members, least, campaign.size, field="members")
    draw, most = campaign.particulars.draw, TEAMS_MOST
    if draw is not None:
        most = draw.most // counted_of_team(draw, size=campaign.size)
    within(plan.teams, 1, max(most, 1), field="teams")
    within(plan.forms_percent, 0, PERCENT_ALL, field="formsPercent")
    return replace(plan, members=members, commission=campaign.particulars.commission)


def worst(campaign: Campaign, prices_fen: Sequence[int], plan: Plan) -> Outcome:
    """Return the outcome that leaves least: however many teams form, whichever choice all make.

    Each team leaves as much as every other, until the one draw of a campaign has all its
    winners and more teams only cost. So the least is where none forms or every one does.
    """
    prices = sorted(set(prices_fen))
    found = [_outcome(campaign, n, fen, plan) for n in (plan.teams, 0) for fen in prices]
    return min(found, key=lambda outcome: outcome.margin_fen)


def expected(campaign: Campaign, prices_fen: Sequence[int], plan: Plan) -> Outcome:
    """Return what it comes to if so many of a hundred teams form, at the mean of the prices."""
    teams = plan.teams * plan.forms_percent // PERCENT_ALL
    return _outcome(campaign, teams, sum(prices_fen) // len(prices_fen), plan)


def _outcome(campaign: Campaign, teams: int, price_fen: int, plan: Plan) -> Outcome:
    members = campaign.size if plan.members is None else plan.members
    draw = campaign.particulars.draw
    if draw is not None:
        return _drawn(draw, teams, members, price_fen, plan)
    if campaign.kind is CampaignKind.SUPER:
        rung = rung_reached(campaign.particulars.ladder, members=members)
        price_fen = rung.price_fen if rung else price_fen
    team_fen = members * price_fen - campaign.leader_discount_fen
    return Outcome(
        teams=teams,
        buyers=teams * members,
        pieces=teams * members,
        revenue_fen=teams * team_fen,
        subsidies_fen=0,
        funds_fen=0,
        points_fen=0,
        commissions_fen=teams * _commissions(team_fen, plan),
        platform_fee_fen=teams * _part(team_fen, POLICY.platform_fee_bp),
        goods_fen=teams * members * plan.unit_cost_fen,
    )


def _drawn(draw: DrawTerms, teams: int, members: int, price_fen: int, plan: Plan) -> Outcome:
    buyers = teams * members
    of_team = draw.scope is DrawScope.TEAM
    # Whose goods are kept together: a team's winners, or those of the one draw.
    draws = teams if of_team else 1
    won = draw.winners if of_team else min(draw.winners, buyers)
    winners, kept_fen = draws * won, won * price_fen
    return Outcome(
        teams=teams,
        buyers=buyers,
        pieces=winners,
        revenue_fen=draws * kept_fen,
        subsidies_fen=(buyers - winners) * draw.subsidy_fen,
        funds_fen=draws * kept_fen if draw.grants_fund else 0,
        points_fen=winners * draw.points * POLICY.point_cost_fen,
        commissions_fen=draws * _commissions(kept_fen, plan),
        platform_fee_fen=draws * _part(kept_fen, POLICY.platform_fee_bp),
        goods_fen=winners * plan.unit_cost_fen,
    )


def _commissions(kept_fen: int, plan: Plan) -> int:
    """Return what the levels come to: each rounded down, together no more than the cap."""
    levels_fen = sum(_part(kept_fen, rate_bp) for rate_bp in plan.levels_bp)
    return min(levels_fen, _part(kept_fen, POLICY.commission_cap_bp))


def _part(whole_fen: int, rate_bp: int) -> int:
    return whole_fen * rate_bp // 10_000
