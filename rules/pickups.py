"""Where goods are handed out, for which code, and how often a wrong one may be typed."""

from dataclasses import dataclass
from datetime import datetime

from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.people import line
from rules.policy import POLICY
from rules.refusals import PickupNotReady, TooManyWrongCodes

DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoint:
    """A place where goods are to be handed out."""

    name: str
    region: str
    address: str
    hours: str
    phone: str


def point(raw: NewPoint) -> NewPoint:
    """Return a pick-up point as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewPoint(
        name=line(raw.name, field="input.name", most=40),
        region=line(raw.region, field="input.region", most=80),
        address=line(raw.address, field="input.address", most=120),
        hours=line(raw.hours, field="input.hours", most=60),
        phone=line(raw.phone, field="input.phone", most=20, least=0),
    )


def code(raw: str) -> str:
    """Return a pick-up code as it is stored, however it was spaced.

    Raises:
        BadInput: it is none.
    """
    kept = "".join(raw.split()).replace("-", "")
    if len(kept) != DIGITS or not (kept.isascii() and kept.isdigit()):
        raise BadInput("input.code", f"{DIGITS} digits")
    return kept


def may_be_ready(status: OrderStatus, *, is_fetched: bool) -> None:
    """Return if goods may wait for who fetches them.

    Raises:
        PickupNotReady: they are not fetched anywhere, not to be shipped, or received.
    """
    if not is_fetched or status not in {OrderStatus.CONFIRMED, OrderStatus.SHIPPED}:
        raise PickupNotReady(status=status)


def may_try(*, wrong: int, since: datetime, now: datetime) -> None:
    """Return if somebody may type one more code at a point.

    Raises:
        TooManyWrongCodes: too many were wrong within a while.
    """
    until = since + POLICY.pickup_wrong_within
    if wrong >= POLICY.pickup_wrong_most and now < until:
        left = (until - now).total_seconds()
        raise TooManyWrongCodes(retry_after_seconds=max(int(left), 1))
