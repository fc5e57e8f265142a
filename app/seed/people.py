"""Who may sign in to the demo world: seventeen invented people and where they live."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.seed.wares import seed_id

DEMO_PASSWORD: Final = "kaituan-demo"  # noqa: S105  documented, shared by all: a demo has no secret


class Part(StrEnum):
    """What a person does in the demo world."""

    SHOPPER = "shopper"
    LEADER = "leader"
    OWNER = "owner"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel would go, in a province that no map shows."""

    recipient: str
    phone: str
    region: str
    line: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented who can sign in; an owner names the merchant's slug in ``merchant``."""

    handle: str
    display_name: str
    part: Part
    address: Address
    merchant: str | None = None

    @property
    def id(self) -> UUID:
        """The person's stable id."""
        return seed_id("person", self.handle)


_ROLL: Final = (
    ("juzi", "林橘子", Part.LEADER, None),
    ("ops", "值班员青禾", Part.OPERATOR, None),
    ("orchard", "南坡阿橙", Part.OWNER, "south-slope"),
    ("workshop", "捏泥的阿线", Part.OWNER, "clay-thread"),
    ("banxia", "半夏不夏", Part.SHOPPER, None),
    ("dongqing", "陈冬青", Part.SHOPPER, None),
    ("zhima", "芝麻汤圆", Part.SHOPPER, None),
    ("lily", "Lilypad", Part.SHOPPER, None),
    ("baicha", "苏白茶", Part.SHOPPER, None),
    ("qiuli", "吴秋梨", Part.SHOPPER, None),
    ("songguo", "赵松果", Part.SHOPPER, None),
    ("maple", "Maplewood", Part.SHOPPER, None),
    ("yuqian", "郑雨前", Part.SHOPPER, None),
    ("doufu", "豆腐脑要咸的", Part.SHOPPER, None),
    ("luwei", "孙芦苇", Part.SHOPPER, None),
    ("harbor", "Harborlight", Part.SHOPPER, None),
    # Money needs two operators: who asks for it never decides.
    ("cashier", "出纳员望舒", Part.OPERATOR, None),
)

_STREETS: Final = ("团圆路", "桂影巷", "听雨街", "半亩塘路")


def _address(number: int, name: str) -> Address:
    street = _STREETS[number % len(_STREETS)]
    return Address(
        recipient=name,
        phone=f"138{number:08d}",
        region="云汀省 圆桌市 邻里区",
        line=f"{street} {number * 3} 号 {number % 6 + 1} 单元 {number % 9 + 1}02 室",
    )


PEOPLE: Final = tuple(
    Person(handle, name, part, _address(number, name), merchant)
    for number, (handle, name, part, merchant) in enumerate(_ROLL, start=1)
)

PEOPLE_BY_HANDLE: Final = MappingProxyType({person.handle: person for person in PEOPLE})
