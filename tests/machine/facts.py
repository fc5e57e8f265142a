"""What the oracle remembers of campaigns, teams, orders, sums and what is owed."""

from dataclasses import dataclass, field
from datetime import datetime

from rules.policy import POLICY

LIVE = ("HELD", "FILLED")


@dataclass(frozen=True)
class Sum:
    """What a provider took, under a number that may be nobody's."""

    reference: str
    number: str
    order: "Order | None"
    fen: int
    currency: str
    paid_at: datetime


@dataclass(eq=False)
class Lease:
    """Which worker an errand was given to last, by number, and until when it is theirs."""

    no: int = 0
    until: datetime | None = None

    def is_free(self, now):
        return self.until is None or self.until <= now

    def take(self, now):
        self.no, self.until = self.no + 1, now + POLICY.lease
        return self.no


@dataclass(eq=False)
class Campaign:
    size: int
    enough: int
    limit: int
    stock: int
    ends_at: datetime
    taken: int = 0
    seats: list["Order"] = field(default_factory=list)

    def bought(self, person):
        return sum(o.person == person and o.seat in LIVE for o in self.seats)


@dataclass(eq=False)
class Team:
    code: str
    campaign: Campaign
    leader: int
    closes_at: datetime
    status: str = "OPEN"
    orders: list["Order"] = field(default_factory=list)

    def count(self, seat):
        return sum(order.seat == seat for order in self.orders)

    def sitting(self, person):
        return next((o for o in self.orders if o.person == person and o.seat in LIVE), None)


@dataclass(eq=False)
class Order:
    id: str
    number: str
    person: int
    team: Team | None
    quantity: int
    fen: int
    placed_at: datetime
    expires_at: datetime
    seat: str | None = None
    status: str = "AWAITING_PAYMENT"
    payment: str = "PENDING"
    accepted: int = 0
    refunded: int = 0
    in_flight: int = 0
    closing_at: datetime | None = None
    lease: Lease = field(default_factory=Lease)


@dataclass(eq=False)
class Refund:
    number: str
    order: Order | None
    fen: int
    next_at: datetime
    arrived: bool = False
    is_late: bool = False
    attempts: int = 0
    lease: Lease = field(default_factory=Lease)


@dataclass(eq=False)
class Case:
    """A sum that bought nothing."""

    sum: "Sum"
    status: str = "OPEN"
    resolution: str | None = None
    refund: Refund | None = None
