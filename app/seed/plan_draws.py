"""What is drawn in the demo world, and what costs less the more come: its campaigns and teams."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.seed.plant_plan import End, Story
from rules.campaigns import CampaignKind
from rules.particulars import DrawMode, DrawScope, DrawTerms, FundedBy, Particulars, Rung
from rules.policy import PolicyRule

Reason = tuple[PolicyRule, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """A campaign with a draw or a ladder; instants are counted from the planting.

    It offers one choice of a product, one piece an order. ``overrides`` are rules
    that an operator loosened for it, each with the written reason.
    """

    slug: str
    product: str
    sku: str
    title: str
    kind: CampaignKind
    size: int
    hours_to_fill: int
    price_fen: int
    stock: int
    limit_per_person: int
    published: timedelta
    ends: timedelta
    particulars: Particulars
    overrides: tuple[Reason, ...] = ()


GRAPES: Final = Special(
    slug="green-grape-lottery",
    product="green-grape",
    sku="GRP-15",
    title="避雨棚青葡萄 3 人抽奖团",
    kind=CampaignKind.LOTTERY,
    size=3,
    hours_to_fill=24,
    price_fen=1990,
    stock=100,
    limit_per_person=5,
    published=timedelta(days=-57),
    ends=timedelta(days=60),
    particulars=Particulars(
        draw=DrawTerms(
            scope=DrawScope.TEAM,
            mode=DrawMode.OPERATOR_COMMIT,
            winners=1,
            most=100,
            funded_by=FundedBy.DEPOSIT,
            market_price_fen=6980,
            subsidy_fen=100,
            grants_fund=True,
            points=500,
            shares=10,
            report_days=None,
        )
    ),
)

COFFEE: Final = Special(
    slug="mountain-coffee-trial",
    product="mountain-coffee",
    sku="COF-227",
    title="云脚水洗咖啡豆 4 人免费试用",
    kind=CampaignKind.TRIAL,
    size=4,
    hours_to_fill=48,
    price_fen=0,
    stock=60,
    limit_per_person=3,
    published=timedelta(days=-45),
    ends=timedelta(days=60),
    particulars=Particulars(
        draw=DrawTerms(
            scope=DrawScope.TEAM,
            mode=DrawMode.OPERATOR_COMMIT,
            winners=1,
            most=60,
            funded_by=FundedBy.DEPOSIT,
            market_price_fen=5900,
            subsidy_fen=0,
            grants_fund=False,
            points=0,
            shares=0,
            report_days=14,
        )
    ),
)

# Every entry is taken and its campaign ends in a moment: whoever looks at a new world sees
# the countdown begin, and then three winners, one after the other.
VASE: Final = Special(
    slug="stoneware-vase-lottery",
    product="stoneware-vase",
    sku="VSE-22",
    title="半釉粗陶花瓶 全场抽奖",
    kind=CampaignKind.LOTTERY,
    size=3,
    hours_to_fill=24,
    price_fen=2900,
    stock=3,
    limit_per_person=1,
    published=timedelta(days=-9),
    ends=timedelta(minutes=3),
    particulars=Particulars(
        draw=DrawTerms(
            scope=DrawScope.CAMPAIGN,
            mode=DrawMode.OPERATOR_COMMIT,
            winners=3,
            most=12,
            funded_by=FundedBy.MARKETING,
            market_price_fen=8800,
            subsidy_fen=300,
            grants_fund=True,
            points=200,
            shares=20,
            report_days=None,
        )
    ),
    overrides=(
        (
            PolicyRule.CASH_SUBSIDY,
            "演示环境：展示未中奖补贴直接进入可提现余额，限本活动，每人 3 元，出纳会签。",
        ),
        (
            PolicyRule.FUND_TO_CASH,
            "演示环境：展示购物基金按期释放为可提现余额，限本活动三名中奖者，出纳会签。",
        ),
    ),
)

WALNUTS: Final = Special(
    slug="thin-shell-walnut-super",
    product="thin-shell-walnut",
    sku="WNT-1K",
    title="纸皮核桃 10 人超级团",
    kind=CampaignKind.SUPER,
    size=10,
    hours_to_fill=24,
    price_fen=3980,
    stock=200,
    limit_per_person=2,
    published=timedelta(days=-9, hours=1),
    ends=timedelta(days=30),
    particulars=Particulars(
        ladder=(
            Rung(size=3, price_fen=3980),
            Rung(size=5, price_fen=3480),
            Rung(size=10, price_fen=2980),
        )
    ),
)

SPECIALS: Final = (GRAPES, COFFEE, VASE, WALNUTS)


def _grapes(code: str, ago: timedelta, people: str, end: End = End.IS_DRAWN) -> Story:
    leader, *members = people.split()
    return Story(
        code=code, offer=GRAPES.slug, leader=leader, ago=ago, members=tuple(members), end=end
    )


def _coffee(code: str, ago: timedelta, people: str, end: End = End.IS_DRAWN) -> Story:
    leader, *members = people.split()
    return Story(
        code=code, offer=COFFEE.slug, leader=leader, ago=ago, members=tuple(members), end=end
    )


def _vase(code: str, ago: timedelta, people: str) -> Story:
    leader, *members = people.split()
    return Story(code=code, offer=VASE.slug, leader=leader, ago=ago, members=tuple(members))


# Drawn so long ago that a part of the winner's fund was released already.
FIRST_DRAWN: Final = _grapes("DRAW2222", timedelta(days=56), "juzi banxia dongqing")
SECOND_DRAWN: Final = _grapes("DRAW2223", timedelta(days=54), "zhima lily maple")
# Nobody decided it for a day: void by the calendar, and everybody has their money back.
VOID: Final = _grapes("DRAW2224", timedelta(days=6), "songguo yuqian doufu", End.IS_VOID)
DRAWN_YESTERDAY: Final = _grapes("DRAW2225", timedelta(hours=26), "zhima qiuli luwei")
# One seat is left: whoever takes it sees a draw half a minute after paying.
ONE_SEAT_LEFT: Final = _grapes("DRAW2226", timedelta(hours=3), "juzi harbor", End.RUNS)

REPORT_WRITTEN: Final = _coffee("TRY22222", timedelta(days=40), "juzi banxia zhima lily")
REPORT_OVERDUE: Final = _coffee("TRY22223", timedelta(days=31), "dongqing baicha qiuli songguo")
REPORT_OWED: Final = _coffee("TRY22224", timedelta(days=5), "maple yuqian doufu luwei")
TRIAL_OPEN: Final = _coffee("TRY22225", timedelta(hours=6), "harbor orchard", End.RUNS)

PRICE_REACHED: Final = Story(
    code="MANY2222",
    offer=WALNUTS.slug,
    leader="lily",
    ago=timedelta(hours=60),
    members=("juzi", "songguo", "luwei", "harbor", "workshop"),
    every=timedelta(hours=3),
    end=End.IS_REPRICED,
)
PRICE_FALLING: Final = Story(
    code="MANY2223",
    offer=WALNUTS.slug,
    leader="doufu",
    ago=timedelta(hours=9),
    members=("maple", "qiuli", "baicha"),
    every=timedelta(minutes=110),
)

DRAW_STORIES: Final = (
    FIRST_DRAWN,
    SECOND_DRAWN,
    VOID,
    DRAWN_YESTERDAY,
    ONE_SEAT_LEFT,
    REPORT_WRITTEN,
    REPORT_OVERDUE,
    REPORT_OWED,
    TRIAL_OPEN,
    _vase("VASE2222", timedelta(hours=31), "juzi banxia dongqing"),
    _vase("VASE2223", timedelta(hours=28), "zhima lily baicha"),
    _vase("VASE2224", timedelta(hours=25), "qiuli songguo maple"),
    _vase("VASE2225", timedelta(hours=22), "yuqian doufu luwei"),
    PRICE_REACHED,
    PRICE_FALLING,
)
