"""What stands behind the demo world's promises, and what became of its rewards."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rules.funding import TopUpTarget
from rules.policy import PolicyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A bank transfer that ``asker`` had booked; ``ops`` approved it, who is somebody else."""

    target: TopUpTarget
    merchant: str | None
    amount_fen: int
    evidence: str
    asker: str
    at: timedelta


MONEY: Final = (
    Money(
        target=TopUpTarget.DEPOSIT,
        merchant="south-slope",
        amount_fen=5_000_00,
        evidence="圆桌农商行 回单 尾号 0312",
        asker="orchard",
        at=timedelta(days=-59),
    ),
    Money(
        target=TopUpTarget.REVENUE,
        merchant=None,
        amount_fen=200_00,
        evidence="圆桌农商行 回单 尾号 0588 平台技术服务费",
        asker="cashier",
        at=timedelta(days=-40),
    ),
    Money(
        target=TopUpTarget.MARKETING,
        merchant=None,
        amount_fen=1_000_00,
        evidence="圆桌农商行 回单 尾号 0731 市场费用",
        asker="cashier",
        at=timedelta(days=-10),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A rule that holds nowhere on this platform any more, from then on, and why."""

    rule: PolicyRule
    reason: str
    at: timedelta


LOOSENED: Final = (
    Loosened(
        rule=PolicyRule.DIVIDENDS,
        reason="演示环境：展示平台分红。份额只随中奖发放，不售卖、不转让，分红只来自已入账的收入。",
        at=timedelta(days=-58),
    ),
    Loosened(
        rule=PolicyRule.THIRD_LEVEL,
        reason="演示环境：展示第三级返佣的放宽，只计商品销售，不计拉人。",
        at=timedelta(days=-40),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPoints:
    """Something the points mall gives: for points, or for points and money in fen."""

    sku: str
    points: int
    price_fen: int
    stock: int


LISTED: Final = timedelta(days=-50)
MALL: Final = (
    ForPoints(sku="TOT-NAT", points=300, price_fen=0, stock=40),
    ForPoints(sku="RSP-08", points=150, price_fen=990, stock=30),
    ForPoints(sku="POT-20", points=800, price_fen=6900, stock=10),
)
# The first draw's winner has this for some of their points.
REDEEMED: Final = "TOT-NAT"
REDEEMED_AT: Final = timedelta(days=-30)

# One who lost the first draw spends their shopping credit on this.
BOUGHT_ON_CREDIT: Final = "JAS-BAG"
BOUGHT_AT: Final = timedelta(days=-45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A share of what was earned in a time, drafted by one operator and posted by another."""

    name: str
    since: timedelta
    until: timedelta
    share_bp: int


DIVIDEND: Final = Shared(
    name="试运行分红 第一期",
    since=timedelta(days=-57),
    until=timedelta(days=-27),
    share_bp=5_000,
)
DRAFTED: Final = timedelta(hours=2)
POSTED: Final = timedelta(hours=26)

REPORTED_AT: Final = timedelta(days=-20)
STARS: Final = 5
REPORT: Final = (
    "豆子到手是烘好第六天，开袋就是红糖和柑橘皮的味道。手冲 92 度、一比十五，尾段不涩；"
    "放凉了更甜。唯一的小意见：封口条有点紧。"
)
