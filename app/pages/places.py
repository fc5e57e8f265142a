"""Which addresses the shop has: the page of each, who describes it, what it asks first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from app.pages.heads import Head
from app.pages.language import Language
from app.pages.subjects import of_campaign, of_draw, of_item, of_poster, of_rules, of_team
from resolvers.context import Context

Describe = Callable[[Context, str, Language], Awaitable[Head | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One kind of address; the last part in braces names what its page is about.

    ``titles`` are for pages that say the same to everybody; a place with neither
    titles nor ``describe`` is a door for later. ``question`` is the operation
    that the page asks first, about ``variable``.
    """

    path: str
    page: str
    describe: Describe | None = None
    titles: tuple[str, str] | None = None
    question: str | None = None
    variable: str | None = None
    listed: bool = False


def _own(path: str, page: str, zh: str, en: str) -> Place:
    return Place(path=path, page=page, titles=(zh, en))


# The addresses of a screen, which have a shell of their own.
SCREENS: Final = ("/live", "/live/s", "/live/preview")
HOME: Final = Place(path="/", page="FeedPage", question="Feed", listed=True)
PLACES: Final = (
    Place(path="/search", page="SearchPage", titles=("搜索", "Search"), listed=True),
    Place(
        path="/c/{about}",
        page="CampaignPage",
        describe=of_campaign,
        question="Campaign",
        variable="slug",
    ),
    Place(path="/rules/{about}", page="RulesPage", describe=of_rules),
    Place(path="/t/{about}", page="TeamPage", describe=of_team, question="Team", variable="code"),
    Place(path="/t/{about}/poster", page="PosterPage", describe=of_poster),
    Place(path="/d/{about}", page="DrawPage", describe=of_draw),
    Place(path="/points", page="PointsPage", titles=("积分商城", "Points mall"), listed=True),
    Place(path="/points/{about}", page="PointsItemPage", describe=of_item),
    _own("/pay/{about}", "PayPage", "付款", "Pay"),
    _own("/pay/{about}/result", "PaidPage", "付款结果", "Payment"),
    _own("/orders", "OrdersPage", "我的订单", "My orders"),
    _own("/orders/{about}", "OrderPage", "订单", "Order"),
    _own("/orders/{about}/report", "ReportPage", "试用报告", "Trial report"),
    _own("/orders/{about}/after-sale", "OrderPage", "售后", "After-sales"),
    _own("/me", "MePage", "我的", "Me"),
    _own("/me/teams", "MyTeamsPage", "我的团", "My teams"),
    _own("/me/wallet", "WalletPage", "我的钱包", "My wallet"),
    _own("/me/withdraw", "WithdrawPage", "提现", "Withdraw"),
    _own("/me/withdrawals/{about}", "WithdrawalPage", "提现", "Withdrawal"),
    _own("/me/merchant", "SellingPage", "店铺与开店", "Shops and selling"),
    _own("/me/distribution", "DistributionPage", "分销中心", "Share and earn"),
    _own("/me/distribution/team", "RelationsPage", "我的团员", "People I brought"),
    _own("/me/distribution/commissions", "CommissionsPage", "我的佣金", "My commissions"),
    _own("/me/distribution/why/{about}", "CommissionWhyPage", "为什么是这样", "Why it is so"),
    _own("/me/distribution/ranking", "SalesRankingPage", "分享排行", "Ranking"),
    _own("/me/distribution/poster", "InvitePosterPage", "我的邀请海报", "My poster"),
    _own("/me/favourites", "FavouritesPage", "我的收藏", "Favourites"),
    _own("/me/notifications", "NotificationsPage", "通知", "Notifications"),
    _own("/me/messages", "MessagesPage", "会话", "Messages"),
    _own("/me/messages/{about}", "TalkPage", "会话", "Messages"),
    _own("/me/addresses", "AddressesPage", "收货地址", "Addresses"),
    _own("/me/settings", "SettingsPage", "设置", "Settings"),
    _own("/login", "LoginPage", "登录", "Sign in"),
    _own("/offline", "OfflinePage", "没有网络", "Offline"),
    Place(path="/feed", page="MissingPage"),
    Place(path="/p/{about}", page="MissingPage"),
    Place(path="/u/{about}", page="MissingPage"),
    Place(path="/c2b", page="MissingPage"),
    Place(path="/c2b/{about:path}", page="MissingPage"),
)
