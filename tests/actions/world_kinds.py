"""Campaigns with a draw or a ladder, funded and published by the actions that publish them."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.funding import NewOverride, override_policy
from actions.merchants import Seller
from actions.publication import publish_campaign
from actions.top_ups import NewTopUp, approve_top_up, request_top_up
from models.campaigns import Campaign, CampaignSku
from models.ids import new_id
from rules.beacons import Chain
from rules.campaigns import CampaignKind
from rules.funding import TopUpTarget
from rules.particulars import DrawMode, DrawScope, DrawTerms, FundedBy, Particulars, Rung
from rules.people import Role
from rules.policy import PolicyRule
from tests.actions.drafts import Stall, make_stall
from tests.actions.worlds import World

LOTTERY = DrawTerms(
    scope=DrawScope.TEAM,
    mode=DrawMode.OPERATOR_COMMIT,
    winners=1,
    most=10,
    funded_by=FundedBy.DEPOSIT,
    market_price_fen=4800,
    subsidy_fen=100,
    grants_fund=True,
    points=500,
    shares=0,
    report_days=None,
)
TRIAL = replace(LOTTERY, subsidy_fen=0, grants_fund=False, points=0, report_days=14)
LADDER = (
    Rung(size=3, price_fen=3900),
    Rung(size=5, price_fen=3500),
    Rung(size=10, price_fen=2900),
)
PLENTY_FEN = 10_000_000_00
LOTTERY_FEN = 1990


@dataclass
class Fair:
    """A stall whose merchant and platform have money to promise, and two who see to that."""

    stall: Stall
    operator: Seller
    other: Seller

    @property
    def now(self) -> datetime:
        return self.stall.now

    async def topped_up(
        self, amount_fen: int, target: TopUpTarget = TopUpTarget.DEPOSIT, *, evidence: str = ""
    ) -> None:
        """So much more on the merchant's deposit, or on an account of the platform's."""
        ours = target is not TopUpTarget.DEPOSIT
        new = NewTopUp(
            target=target,
            merchant_id=None if ours else self.stall.product.merchant_id,
            amount_fen=amount_fen,
            evidence=evidence or f"回单 {new_id(self.now).hex[-12:]}",
            key=new_id(self.now).hex,
        )
        seller = self.other if ours else self.stall.seller
        asked = await request_top_up(new, seller=seller, now=self.now)
        await approve_top_up(
            top_up_id=asked.id, operator_id=self.operator.person_id, key=asked.id.hex, now=self.now
        )

    async def allowed(self, rule: PolicyRule, campaign: Campaign | None = None) -> None:
        """A rule overridden, of one draft or of the platform."""
        new = NewOverride(
            rule=rule,
            campaign_id=campaign.id if campaign else None,
            reason="演示环境",
            operator_id=self.operator.person_id,
        )
        await override_policy(new, now=self.now)

    async def draft(self, kind: CampaignKind, particulars: Particulars, **changes) -> Campaign:
        """A draft of a kind; ``stock`` and ``fen`` are its one choice's."""
        stock, fen = changes.pop("stock", 40), changes.pop("fen", LOTTERY_FEN)
        return await self.stall.draft(
            stock, fen=fen, kind=kind, max_quantity=1, particulars=particulars, **changes
        )

    async def published(
        self, draft: Campaign, *, by_operator: bool = False, chain: Chain | None = None
    ) -> Campaign:
        seller = self.operator if by_operator else self.stall.seller
        return await publish_campaign(
            campaign_id=draft.id, seller=seller, chain=chain, now=self.now
        )

    async def world(self, campaign: Campaign) -> World:
        """What tests of teams hold, around this campaign: open, join, pay."""
        choice = await CampaignSku.get(campaign_id=campaign.id)
        sku = next(sku for sku in self.stall.skus if sku.id == choice.sku_id)
        merchant = self.stall.world.merchant
        return World(self.now, merchant, self.stall.product, sku, campaign)


async def make_fair(now: datetime, *, deposit_fen: int = PLENTY_FEN, stock: int = 2000) -> Fair:
    """A merchant with goods and a deposit, and two operators."""
    stall = await make_stall(now, stock=stock)
    people = [await stall.world.person(name, role=Role.OPERATOR) for name in ("值班员", "出纳员")]
    fair = Fair(stall, *(Seller(person_id=each.id, is_operator=True) for each in people))
    if deposit_fen:
        await fair.topped_up(deposit_fen)
    return fair


async def published_lottery(
    now: datetime,
    *,
    size: int = 3,
    fair: Fair | None = None,
    fen: int = LOTTERY_FEN,
    overrides: tuple[PolicyRule, ...] = (),
    **terms,
) -> World:
    """A running LOTTERY: teams of three, one winner each, a fund, 500 points, 1.00 for losers.

    ``terms`` replace fields of ``LOTTERY`` (scope, winners, most, shares, mode...);
    ``limit_per_person``, ``hours_to_fill`` and ``ends_at`` go to the campaign.
    """
    draw, campaign_terms = _parted(LOTTERY, terms)
    return await _published(
        now, CampaignKind.LOTTERY, draw, fair, overrides, size=size, fen=fen, **campaign_terms
    )


async def published_trial(
    now: datetime,
    *,
    size: int = 3,
    fair: Fair | None = None,
    fen: int = 100,
    overrides: tuple[PolicyRule, ...] = (),
    **terms,
) -> World:
    """A running TRIAL at 1.00 (``fen=0``: free): one of three receives the goods, and reports."""
    draw, campaign_terms = _parted(TRIAL, terms)
    return await _published(
        now, CampaignKind.TRIAL, draw, fair, overrides, size=size, fen=fen, **campaign_terms
    )


async def published_super(
    now: datetime, *, ladder=LADDER, fair: Fair | None = None, stock: int = 40, **terms
) -> World:
    """A running SUPER: from 3 on 39.00, from 5 on 35.00, 10 for 29.00 each."""
    fair = fair or await make_fair(now, deposit_fen=0)
    draft = await fair.draft(
        CampaignKind.SUPER,
        Particulars(ladder=tuple(ladder)),
        stock=stock,
        fen=ladder[0].price_fen,
        **terms,
    )
    return await fair.world(await fair.published(draft))


def _parted(draw: DrawTerms, terms) -> tuple[DrawTerms, dict]:
    own = {name: terms.pop(name) for name in list(terms) if hasattr(draw, name)}
    return replace(draw, **own), terms


async def _published(now, kind, draw, fair, overrides, *, size, fen, **campaign_terms) -> World:
    fair = fair or await make_fair(now)
    chain = campaign_terms.pop("chain", None)
    pieces = draw.winners * (draw.most if draw.scope is DrawScope.TEAM else 1)
    draft = await fair.draft(
        kind,
        Particulars(draw=draw),
        size=size,
        fen=fen,
        **{"stock": pieces, **campaign_terms},
    )
    for rule in overrides:
        await fair.allowed(rule, draft)
    return await fair.world(await fair.published(draft, chain=chain))
