"""What happened in the demo world before it is looked at: its campaigns and its teams."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from rules.policy import POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A campaign for the product of this name; instants are counted from the planting."""

    slug: str
    starts: timedelta = timedelta(days=-7)
    ends: timedelta = timedelta(days=21)
    completes_at_size: int | None = None
    leader_discount_fen: int = 0
    limit_per_person: int = POLICY.limit_per_person_default
    paused: timedelta | None = None
    ended: timedelta | None = None


# In the order of their publication: a list of the newest begins with the last, and what a
# newcomer tries first had better be a team of two with much in stock.
OFFERS: Final = (
    # Some had a team of it before, and are in one again.
    Offer(slug="navel-orange", leader_discount_fen=300, limit_per_person=3),
    Offer(slug="mountain-cherry"),
    Offer(slug="spring-green-tea", ends=timedelta(days=9)),
    Offer(slug="white-tea-cake", leader_discount_fen=1000),
    Offer(slug="jasmine-tea"),
    Offer(slug="blue-rice-bowl", ends=timedelta(days=14)),
    Offer(slug="drip-glaze-mug"),
    Offer(slug="cotton-quilt", completes_at_size=6, leader_discount_fen=2000),
    Offer(slug="canvas-tote", completes_at_size=12),
    Offer(slug="wild-honey"),
    Offer(slug="rose-pastry", ends=timedelta(days=5)),
    Offer(slug="frost-persimmon", completes_at_size=5),
    Offer(slug="indigo-scarf", starts=timedelta(days=1)),
    Offer(slug="iron-wok", paused=timedelta(hours=-3)),
    Offer(slug="bamboo-steamer", ended=timedelta(days=-1)),
    Offer(slug="kiwi-fruit"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seckill:
    """A SECKILL of the first choice of a product; instants are counted from the planting."""

    slug: str
    opens: timedelta
    lasts: timedelta
    hours_to_fill: int
    stock: int


# Told of before it opens: whoever looks at a new world sees its countdown.
SECKILLS: Final = (
    Seckill(
        slug="celadon-teapot",
        opens=timedelta(hours=2),
        lasts=timedelta(hours=3),
        hours_to_fill=1,
        stock=20,
    ),
)


class End(StrEnum):
    """How a team of the demo world stands when it is looked at."""

    RUNS = "RUNS"
    SETTLES = "SETTLES"
    FAILS = "FAILS"
    IS_CANCELLED = "IS_CANCELLED"
    IS_DRAWN = "IS_DRAWN"
    IS_VOID = "IS_VOID"
    IS_REPRICED = "IS_REPRICED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A team: who opened it how long before the planting, who came, how it stands.

    Members come one after the other, ``every`` apart; each pays a minute later, but
    those in ``unpaid``, who did not yet. ``latest`` came just now.
    """

    code: str
    offer: str
    leader: str
    ago: timedelta
    members: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=17)
    latest: tuple[str, ...] = ()
    unpaid: frozenset[str] = frozenset()
    end: End = End.RUNS


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


_CROWD: Final = ("banxia", "zhima", "baicha", "songguo", "yuqian", "luwei")

STORIES: Final = (
    # Over and done with.
    Story(
        code="TEAM2222",
        offer="bamboo-steamer",
        leader="doufu",
        ago=_hours(76),
        members=("yuqian", "maple"),
        end=End.SETTLES,
    ),
    Story(
        code="TEAM2223",
        offer="spring-green-tea",
        leader="baicha",
        ago=_hours(72),
        members=("qiuli",),
        end=End.FAILS,
    ),
    Story(
        code="TEAM2224",
        offer="iron-wok",
        leader="luwei",
        ago=_hours(70),
        members=("doufu", "dongqing", "songguo", "harbor"),
        end=End.SETTLES,
    ),
    Story(
        code="TEAM2225",
        offer="navel-orange",
        leader="juzi",
        ago=_hours(52),
        members=("banxia", "dongqing", "zhima", "lily"),
        end=End.SETTLES,
    ),
    Story(
        code="TEAM2226",
        offer="wild-honey",
        leader="maple",
        ago=_hours(49),
        members=("luwei", "harbor"),
        end=End.SETTLES,
    ),
    Story(code="TEAM2227", offer="mountain-cherry", leader="zhima", ago=_hours(40), end=End.FAILS),
    Story(
        code="TEAM2228",
        offer="rose-pastry",
        leader="lily",
        ago=_hours(30),
        members=("songguo",),
        end=End.SETTLES,
    ),
    Story(
        code="TEAM2229", offer="jasmine-tea", leader="qiuli", ago=_hours(26), end=End.IS_CANCELLED
    ),
    Story(
        code="TEAM2232",
        offer="kiwi-fruit",
        leader="juzi",
        ago=_hours(9),
        members=("dongqing",),
        end=End.SETTLES,
    ),
    # Filling while somebody looks.
    Story(
        code="TEAM2233",
        offer="cotton-quilt",
        leader="juzi",
        ago=_hours(44),
        members=("dongqing", *_CROWD),
        every=timedelta(minutes=200),
    ),
    Story(
        code="TEAM2234",
        offer="canvas-tote",
        leader="lily",
        ago=_hours(41),
        members=("juzi", "qiuli", "maple", "doufu", "harbor", "workshop", *_CROWD[:3]),
        every=timedelta(minutes=140),
    ),
    Story(
        code="TEAM2235",
        offer="iron-wok",
        leader="qiuli",
        ago=_hours(38),
        members=("baicha", "maple"),
        every=timedelta(minutes=300),
    ),
    Story(
        code="TEAM2236",
        offer="white-tea-cake",
        leader="yuqian",
        ago=_hours(33),
        members=("baicha",),
        every=timedelta(minutes=600),
    ),
    Story(
        code="TEAM2237",
        offer="frost-persimmon",
        leader="songguo",
        ago=_hours(22),
        members=("banxia", "luwei", "orchard"),
        every=timedelta(minutes=240),
        latest=("lily",),
        unpaid=frozenset({"lily"}),
    ),
    # One seat is left.
    Story(
        code="TEAM2238",
        offer="navel-orange",
        leader="juzi",
        ago=_hours(21),
        members=("maple", "harbor", "doufu"),
        every=timedelta(minutes=190),
    ),
    Story(code="TEAM2239", offer="jasmine-tea", leader="zhima", ago=_hours(20.5)),
    # Ten minutes are left, and too few came.
    Story(
        code="TEAM2242",
        offer="mountain-cherry",
        leader="banxia",
        ago=timedelta(hours=11, minutes=50),
    ),
    Story(
        code="TEAM2243",
        offer="blue-rice-bowl",
        leader="dongqing",
        ago=_hours(7),
        members=("lily",),
        every=timedelta(minutes=95),
    ),
    Story(code="TEAM2244", offer="spring-green-tea", leader="baicha", ago=_hours(5)),
    Story(
        code="TEAM2245",
        offer="wild-honey",
        leader="doufu",
        ago=_hours(3),
        members=("qiuli",),
        every=timedelta(minutes=50),
    ),
    Story(code="TEAM2246", offer="kiwi-fruit", leader="harbor", ago=_hours(2)),
    Story(
        code="TEAM2247",
        offer="drip-glaze-mug",
        leader="maple",
        ago=timedelta(minutes=4),
        unpaid=frozenset({"maple"}),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Something bought alone."""

    handle: str
    slug: str
    ago: timedelta


PURCHASES: Final = (
    Purchase(handle="juzi", slug="thin-shell-walnut", ago=_hours(28)),
    Purchase(handle="harbor", slug="mountain-coffee", ago=_hours(6)),
)
