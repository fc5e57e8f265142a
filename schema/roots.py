"""Two of the three doors: what may be asked, and what may be done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers import (
    after_sales,
    applications,
    awards,
    campaigns,
    cases,
    commissions,
    conversations,
    distributors,
    dividends,
    draws,
    fulfilment,
    funding,
    orders,
    parcels,
    questions,
    reconciliation,
    reports,
    screens,
    withdrawals,
)
from resolvers.context import Context
from rules.faults import BadInput
from schema.after_sale_answering import AfterSaleAnswering
from schema.after_sale_asking import AfterSaleAsking
from schema.after_sales import AfterSale, AfterSaleQuery
from schema.applications import ApplicationMutation, ApplicationQuery, MerchantApplication
from schema.awards import Award
from schema.browsing import CampaignQuery
from schema.buying import OrderMutation, OrderQuery
from schema.campaigns import Campaign
from schema.cases import CaseMutation, CaseQuery, PaymentCase
from schema.catalogue import CatalogueQuery, Category, Product, Sku
from schema.commission_rates import CommissionMutation, CommissionRateQuery
from schema.commissions import Commission, CommissionQuery
from schema.complaints import ComplaintMutation
from schema.conversations import Conversation, ConversationQuery
from schema.dispatch import FulfilmentMutation, FulfilmentQuery
from schema.distributing import DistributorMutation
from schema.distributors import DistributorApplication, DistributorQuery
from schema.dividends import Dividend, DividendQuery
from schema.drafting import DraftMutation
from schema.draws import Draw, DrawQuery
from schema.economics import EconomicsQuery
from schema.entering import PeopleMutation
from schema.founding import FoundingMutation
from schema.funding import FundingMutation, FundingQuery, TopUp
from schema.info import Info
from schema.inspections import InspectionMutation
from schema.joining import TeamMutation
from schema.mailing import MailMutation
from schema.mall import MallItem, MallQuery
from schema.malling import MallMutation
from schema.merchants import Merchant, MerchantQuery
from schema.node import Node, split
from schema.order_settlements import SettlementQuery
from schema.orders import Order, Payment, Refund
from schema.overrides import OverrideMutation, OverrideQuery
from schema.pairing import PairingMutation
from schema.parcels import Parcel
from schema.payout_methods import PayoutMethodMutation, PayoutMethodQuery
from schema.people import PeopleQuery
from schema.questions import Question, QuestionMutation, QuestionQuery
from schema.ranking import RankingQuery
from schema.reconciliation import (
    Discrepancy,
    Reconciliation,
    ReconciliationMutation,
    ReconciliationQuery,
)
from schema.redeeming import RedeemingMutation
from schema.refunds import RefundMutation, RefundQuery
from schema.relations import RelationMutation, RelationQuery
from schema.reports import Report, ReportMutation, ReportQuery
from schema.sameness import ALIKE_AT_A_MOMENT
from schema.screening import ScreenMutation
from schema.screens import Screen, ScreenQuery
from schema.selling import SellingMutation
from schema.settings import SettingsMutation
from schema.share_links import ShareLinkMutation
from schema.share_reports import ShareReportMutation, ShareReportQuery
from schema.share_rights import ShareRightMutation, ShareRightQuery
from schema.sharing import DividendMutation
from schema.shipments import ShipmentBatch, ShipmentMutation
from schema.shipping import ShippingMutation, ShippingQuery
from schema.skus import SkuMutation
from schema.standing import StaffMutation, StandingMutation
from schema.stocking import ProductMutation
from schema.talking import TalkMutation
from schema.teams import Team, TeamQuery
from schema.withdrawals import Withdrawal, WithdrawalQuery
from schema.withdrawing import WithdrawalMutation

Find = Callable[[Context, UUID], Awaitable[Any]]


async def _campaign(ctx: Context, row_id: UUID) -> Any:
    row = await ctx.loaders.campaign.load(row_id)
    return row if row and await campaigns.visible(ctx, row) else None


# What each kind of id leads to; who may see it is decided where it is found.
NODES: dict[str, tuple[Find, Callable[[Any], Node]]] = {
    "AfterSale": (after_sales.after_sale, AfterSale.of),
    "Award": (awards.award, Award.of),
    "Campaign": (_campaign, Campaign.of),
    "Commission": (commissions.commission, Commission.of),
    "Category": (lambda ctx, row_id: ctx.loaders.category.load(row_id), Category.of),
    "Conversation": (conversations.conversation, Conversation.of),
    "Discrepancy": (reconciliation.discrepancy, Discrepancy.of),
    "DistributorApplication": (distributors.application, DistributorApplication.of),
    "Draw": (draws.draw, Draw.of),
    "Dividend": (dividends.dividend_by_id, Dividend.of),
    "MallItem": (lambda ctx, row_id: ctx.loaders.mall_item.load(row_id), MallItem.of),
    "MerchantApplication": (applications.application, MerchantApplication.of),
    "Merchant": (lambda ctx, row_id: ctx.loaders.merchant.load(row_id), Merchant.of),
    "Order": (orders.order, Order.of),
    "Parcel": (parcels.parcel, Parcel.of),
    "Payment": (orders.payment, Payment.of),
    "PaymentCase": (cases.case_by_id, PaymentCase.of),
    "Product": (lambda ctx, row_id: ctx.loaders.product.load(row_id), Product.of),
    "Question": (questions.question_for, Question.of),
    "Reconciliation": (reconciliation.reconciliation, Reconciliation.of),
    "Refund": (orders.refund, Refund.of),
    "Report": (reports.report, Report.of),
    "Screen": (screens.screen, Screen.of),
    "ShipmentBatch": (fulfilment.shipment_batch, ShipmentBatch.of),
    "Sku": (lambda ctx, row_id: ctx.loaders.sku.load(row_id), Sku.of),
    "Team": (lambda ctx, row_id: ctx.loaders.team.load(row_id), Team.of),
    "TopUp": (funding.top_up, TopUp.of),
    "Withdrawal": (withdrawals.withdrawal, Withdrawal.of),
}


@strawberry.type(description="Everything that may be asked.")
class Query(
    PeopleQuery,
    CatalogueQuery,
    MerchantQuery,
    ApplicationQuery,
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
    AfterSaleQuery,
    MallQuery,
    DividendQuery,
    CommissionQuery,
    CommissionRateQuery,
    SettlementQuery,
    ScreenQuery,
    RelationQuery,
    ShareRightQuery,
    ShareReportQuery,
    PayoutMethodQuery,
    WithdrawalQuery,
    QuestionQuery,
    ConversationQuery,
    ShippingQuery,
    FulfilmentQuery,
    DistributorQuery,
    RankingQuery,
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

    @strawberry.field(description="The server's clock.", metadata=ALIKE_AT_A_MOMENT)
    def server_time(self, info: Info) -> datetime:
        return info.context.now()


@strawberry.type(description="Everything that may be done.")
class Mutation(
    PeopleMutation,
    SettingsMutation,
    TeamMutation,
    OrderMutation,
    FoundingMutation,
    ApplicationMutation,
    StaffMutation,
    StandingMutation,
    InspectionMutation,
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
    AfterSaleAsking,
    AfterSaleAnswering,
    ComplaintMutation,
    MallMutation,
    RedeemingMutation,
    DividendMutation,
    CommissionMutation,
    PairingMutation,
    ScreenMutation,
    RelationMutation,
    ShareLinkMutation,
    ShareRightMutation,
    ShareReportMutation,
    PayoutMethodMutation,
    WithdrawalMutation,
    QuestionMutation,
    TalkMutation,
    MailMutation,
    ShippingMutation,
    FulfilmentMutation,
    ShipmentMutation,
    DistributorMutation,
):
    pass
