"""Who leads whom in the demo world, who may earn by it, and what became of things on their way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rules.referrals import ShareChannel


def _days(days: float) -> timedelta:
    return timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Somebody who opened another's invitation, so long before the planting."""

    member: str
    upline: str
    ago: timedelta
    channel: ShareChannel = ShareChannel.CHAT


# Three levels below one, one by a poster; one about to leave, and one who left.
LED: Final = (
    Led(member="ops", upline="banxia", ago=_days(45)),
    Led(member="cashier", upline="juzi", ago=_days(27), channel=ShareChannel.MOMENTS),
    Led(member="banxia", upline="juzi", ago=_days(26)),
    Led(member="dongqing", upline="banxia", ago=_days(25)),
    Led(member="zhima", upline="dongqing", ago=_days(24), channel=ShareChannel.MOMENTS),
    Led(member="lily", upline="juzi", ago=_days(6), channel=ShareChannel.COMMUNITY),
    Led(member="yuqian", upline="juzi", ago=_days(12), channel=ShareChannel.POSTER),
    Led(member="songguo", upline="maple", ago=_days(4)),
)
RELEASED: Final = _days(14)

ASKING_SINCE: Final = _days(44)
ASKING_WHY: Final = "试运行：先审核，再放开。"
OPEN_SINCE: Final = _days(30)
OPEN_WHY: Final = "试运行结束：人人可分享，佣金只来自实际售出的商品。"
APPLIED: Final = _days(43)
DECIDED: Final = _days(42)
# Handle, what they said, whether they were let, what they were answered.
APPLICANTS: Final = (
    ("banxia", "我在小区团购群里带货三年了，邻居都认识我。", True, "欢迎，邻里口碑很好。"),
    ("baicha", "想试试分享赚佣金，还没买过东西。", False, "先自己用过，再来分享。"),
)
GIVEN: Final = _days(28)
GIVEN_TO: Final = "juzi"
GIVEN_WHY: Final = "首批团长，带来第一批客人。"
SUSPENDED: Final = _days(8)
SUSPENDED_WHO: Final = "qiuli"
SUSPENDED_WHY: Final = "用小号从自己的链接下单，已查实。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Something bought alone, and how far it came: each counted back from the planting."""

    key: str
    handle: str
    sku: str
    owner: str
    bought: timedelta
    quantity: int = 1
    shipped: timedelta | None = None
    delivered: timedelta | None = None
    received: timedelta | None = None


KEPT: Final = "trade/kept"
DEAR: Final = "trade/dear"
ON_ITS_WAY: Final = "trade/on-its-way"
GOES_BACK: Final = "trade/goes-back"
CALLED_OFF: Final = "trade/called-off"
SALES: Final = (
    Sale(
        key=KEPT,
        handle="zhima",
        sku="NVO-50",
        owner="orchard",
        bought=_days(22),
        quantity=2,
        shipped=_days(21.5),
        delivered=_days(19.2),
        received=_days(19),
    ),
    Sale(
        key=DEAR,
        handle="dongqing",
        sku="QLT-200",
        owner="workshop",
        bought=_days(21),
        quantity=2,
        shipped=_days(20),
        delivered=_days(17.6),
        received=_days(17.5),
    ),
    Sale(
        key=GOES_BACK,
        handle="yuqian",
        sku="PSM-1K",
        owner="orchard",
        bought=_days(10),
        shipped=_days(9),
        delivered=_days(6.5),
        received=_days(6.2),
    ),
    Sale(
        key=ON_ITS_WAY,
        handle="banxia",
        sku="HNY-500",
        owner="orchard",
        bought=_days(3.5),
        shipped=_days(2.5),
    ),
    Sale(key=CALLED_OFF, handle="lily", sku="KWI-24", owner="orchard", bought=_days(1.4)),
)
SETTLED_AFTER: Final = _days(8.1)
# What of what was settled went back, in fen.
PART_BACK: Final = _days(5)
PART_BACK_FEN: Final = 1_960
PART_BACK_WHY: Final = "有三个果子碰伤，按比例退款。"

CARRIER: Final = "SF"
WAY: Final = (("COLLECTED", "云汀省 南坡集散点"), ("IN_TRANSIT", "云汀省 圆桌市 转运中心"))
ARRIVED: Final = ("DELIVERED", "圆桌市 邻里区 驿站")

RETURN_ASKED: Final = _days(4)
RETURN_AGREED: Final = _days(3.5)
RETURN_WORDS: Final = "有一袋霜打得太软，想退这一份。"
RETURN_TO: Final = "云汀省 南坡镇 桂花路 8 号 南坡果园 收"
CALLED_OFF_AT: Final = _days(1)
CALLED_OFF_WORDS: Final = "买多了，还没发货，先退掉。"

# Product, who asks, what, how long ago, what its owner answers.
QUESTIONS: Final = (
    ("navel-orange", "lily", "现在摘的会不会偏酸？", _days(5), "十一月中旬以后糖度就上来了。"),
    ("navel-orange", "luwei", "送人的话有礼盒吗？", _days(2), "有，下单备注一声就换礼盒。"),
    ("wild-honey", "maple", "Does it crystallise in winter?", _days(1), ""),
)
TALK: Final = (
    ("juzi", "你好，五十斤的箱子一个人搬得动吗？", _days(2)),
    ("orchard", "两箱分装，每箱二十五斤，门口到家没问题。", _days(1.9)),
    ("juzi", "那就好，周末开个团。", _days(1.8)),
    ("orchard", "欢迎，满团当天发。", _days(0.2)),
)

PAID_OUT: Final = _days(6)
PAID_OUT_FEN: Final = 1_000
# What a merchant earned comes back once: its bank did not know the account.
ASKED_OUT: Final = _days(0.5)
ASKED_OUT_FEN: Final = 60_000
UNKNOWN_ACCOUNT: Final = "收款账户已注销"
