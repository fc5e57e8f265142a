"""What a campaign brings and costs its merchant, for so many teams of so many members."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.campaigns import Campaign, CampaignKind
from rules.funding import counted_of_team
from rules.ladder import rung_reached
from rules.particulars import DrawScope, DrawTerms
from rules.policy import POLICY
from rules.texts import within

TEAMS_MOST = 100_000
PERCENT_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is reckoned with: how many teams, how many of a hundred form, what a piece costs.

    ``members`` is how many a team has, the campaign's size where None.
    """

    teams: int
    members: int | None
    forms_percent: int
    unit_cost_fen: int


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
    goods_fen: int

    @property
    def margin_fen(self) -> int:
        """Return what is left of the revenue."""
        rewards_fen = self.subsidies_fen + self.funds_fen + self.points_fen
        return self.revenue_fen - rewards_fen - self.commissions_fen - self.goods_fen


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
    return replace(plan, members=members)


def worst(campaign: Campaign, prices_fen: Sequence[int], plan: Plan) -> Outcome:
    """Return what it comes to if every team forms and all buy what is cheapest."""
    return _outcome(campaign, plan.teams, min(prices_fen), plan)


def expected(campaign: Campaign, prices_fen: Sequence[int], plan: Plan) -> Outcome:
    """Return what it comes to if so many of a hundred teams form, at the mean of the prices."""
    teams = plan.teams * plan.forms_percent // PERCENT_ALL
    return _outcome(campaign, teams, sum(prices_fen) // len(prices_fen), plan)


def _outcome(campaign: Campaign, teams: int, price_fen: int, plan: Plan) -> Outcome:
    members = campaign.size if plan.members is None else plan.members
    buyers = teams * members
    draw = campaign.particulars.draw
    if draw is not None:
        return _drawn(draw, teams, buyers, price_fen, plan)
    if campaign.kind is CampaignKind.SUPER:
        rung = rung_reached(campaign.particulars.ladder, members=members)
        price_fen = rung.price_fen if rung else price_fen
    revenue_fen = buyers * price_fen - teams * campaign.leader_discount_fen
    return Outcome(
        teams=teams,
        buyers=buyers,
        pieces=buyers,
        revenue_fen=revenue_fen,
        subsidies_fen=0,
        funds_fen=0,
        points_fen=0,
        commissions_fen=_commission(revenue_fen),
        goods_fen=buyers * plan.unit_cost_fen,
    )


def _drawn(draw: DrawTerms, teams: int, buyers: int, price_fen: int, plan: Plan) -> Outcome:
    of_team = draw.scope is DrawScope.TEAM
    winners = draw.winners * teams if of_team else min(draw.winners, buyers)
    return Outcome(
        teams=teams,
        buyers=buyers,
        pieces=winners,
        revenue_fen=winners * price_fen,
        subsidies_fen=(buyers - winners) * draw.subsidy_fen,
        funds_fen=winners * price_fen if draw.grants_fund else 0,
        points_fen=winners * draw.points * POLICY.point_cost_fen,
        commissions_fen=_commission(winners * price_fen),
        goods_fen=winners * plan.unit_cost_fen,
    )


def _commission(revenue_fen: int) -> int:
    return revenue_fen * POLICY.commission_bp // 10_000
