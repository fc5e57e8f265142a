"""Two of the three doors: what may be asked, and what may be done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers import (
    awards,
    campaigns,
    cases,
    dividends,
    draws,
    funding,
    orders,
    reconciliation,
    reports,
    screens,
)
from resolvers.context import Context
from rules.faults import BadInput
from schema.awards import Award
from schema.buying import OrderMutation, OrderQuery
from schema.campaigns import Campaign, CampaignQuery
from schema.cases import CaseMutation, CaseQuery, PaymentCase
from schema.catalogue import CatalogueQuery, Category, Product, Sku
from schema.dividends import Dividend, DividendQuery
from schema.drafting import DraftMutation
from schema.draws import Draw, DrawQuery
from schema.economics import EconomicsQuery
from schema.entering import PeopleMutation
from schema.founding import FoundingMutation
from schema.funding import FundingMutation, FundingQuery, TopUp
from schema.info import Info
from schema.joining import TeamMutation
from schema.mall import MallItem, MallQuery
from schema.malling import MallMutation
from schema.merchants import Merchant, MerchantQuery
from schema.node import Node, split
from schema.orders import Order, Payment, Refund
from schema.overrides import OverrideMutation, OverrideQuery
from schema.pairing import PairingMutation
from schema.people import PeopleQuery
from schema.reconciliation import (
    Discrepancy,
    Reconciliation,
    ReconciliationMutation,
    ReconciliationQuery,
)
from schema.redeeming import RedeemingMutation
from schema.refunds import RefundMutation, RefundQuery
from schema.reports import Report, ReportMutation, ReportQuery
from schema.screening import ScreenMutation
from schema.screens import Screen, ScreenQuery
from schema.selling import SellingMutation
from schema.settings import SettingsMutation
from schema.sharing import DividendMutation
from schema.skus import SkuMutation
from schema.stocking import ProductMutation
from schema.teams import Team, TeamQuery

Find = Callable[[Context, UUID], Awaitable[Any]]


async def _campaign(ctx: Context, row_id: UUID) -> Any:
    row = await ctx.loaders.campaign.load(row_id)
    return row if row and await campaigns.visible(ctx, row) else None


# What each kind of id leads to; who may see it is decided where it is found.
NODES: dict[str, tuple[Find, Callable[[Any], Node]]] = {
    "Award": (awards.award, Award.of),
    "Campaign": (_campaign, Campaign.of),
    "Category": (lambda ctx, row_id: ctx.loaders.category.load(row_id), Category.of),
    "Discrepancy": (reconciliation.discrepancy, Discrepancy.of),
    "Draw": (draws.draw, Draw.of),
    "Dividend": (dividends.dividend_by_id, Dividend.of),
    "MallItem": (lambda ctx, row_id: ctx.loaders.mall_item.load(row_id), MallItem.of),
    "Merchant": (lambda ctx, row_id: ctx.loaders.merchant.load(row_id), Merchant.of),
    "Order": (orders.order, Order.of),
    "Payment": (orders.payment, Payment.of),
    "PaymentCase": (cases.case_by_id, PaymentCase.of),
    "Product": (lambda ctx, row_id: ctx.loaders.product.load(row_id), Product.of),
    "Reconciliation": (reconciliation.reconciliation, Reconciliation.of),
    "Refund": (orders.refund, Refund.of),
    "Report": (reports.report, Report.of),
    "Screen": (screens.screen, Screen.of),
    "Sku": (lambda ctx, row_id: ctx.loaders.sku.load(row_id), Sku.of),
    "Team": (lambda ctx, row_id: ctx.loaders.team.load(row_id), Team.of),
    "TopUp": (funding.top_up, TopUp.of),
}


@strawberry.type(description="Everything that may be asked.")
class Query(
    PeopleQuery,
    CatalogueQuery,
    MerchantQuery,
    CampaignQuery,
    TeamQuery,
    DrawQuery,
    OrderQuery,
    CaseQuery,
    RefundQuery,
    ReconciliationQuery,
    FundingQuery,
    OverrideQuery,
    EconomicsQuery,
    ReportQuery,
    MallQuery,
    DividendQuery,
    ScreenQuery,
):
    @strawberry.field(description="Anything by its id; null where the viewer may see nothing.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Node | None:
        kind, row_id = split(id, field="id")
        if kind not in NODES:
            raise BadInput("id", "not an id that can be looked up")
        find, show = NODES[kind]
        row = await find(info.context, row_id)
        return show(row) if row is not None else None

    @strawberry.field(description="The server's clock.")
    def server_time(self, info: Info) -> datetime:
        return info.context.now()


@strawberry.type(description="Everything that may be done.")
class Mutation(
    PeopleMutation,
    SettingsMutation,
    TeamMutation,
    OrderMutation,
    FoundingMutation,
    ProductMutation,
    SkuMutation,
    DraftMutation,
    SellingMutation,
    CaseMutation,
    RefundMutation,
    ReconciliationMutation,
    FundingMutation,
    OverrideMutation,
    ReportMutation,
    MallMutation,
    RedeemingMutation,
    DividendMutation,
    PairingMutation,
    ScreenMutation,
):
    pass
