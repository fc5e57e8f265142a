"""What the oracle remembers of campaigns, teams, orders, sums and what is owed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from rules.particulars import DrawTerms
from rules.policy import POLICY
from tests.machine.prizes import Award, Draw, Redemption

LIVE = ("HELD", "FILLED")
PAID = ("FILLED", "WON", "LOST")


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
    """An offer; with ``terms`` it has a draw, whose promises its budget stands behind.

    ``pieces`` are taken of its stock, ``promised`` of what is funded.
    """

    id: str
    size: int
    enough: int
    limit: int
    stock: int
    fen: int
    discount_fen: int
    ends_at: datetime
    terms: DrawTerms | None = None
    source: tuple[str, str] | None = None
    subsidy_into: str = "CREDIT"
    fund_into: str = "CREDIT"
    draw: Draw | None = None
    pieces: int = 0
    promised: int = 0
    has_ended: bool = False
    is_closed: bool = False
    seats: list["Order"] = field(default_factory=list)

    @property
    def draws_by_team(self):
        return self.terms is not None and self.draw is None

    @property
    def budget(self):
        """Where what is taken back goes."""
        return self.source if self.is_closed else ("BUDGET", self.id)

    def bought(self, person):
        return sum(o.person == person and o.seat != "RELEASED" for o in self.seats)

    def has_live_teams(self, *statuses):
        return any(order.team.status in statuses for order in self.seats)


@dataclass(eq=False)
class Team:
    code: str
    campaign: Campaign
    leader: int
    closes_at: datetime
    status: str = "OPEN"
    orders: list["Order"] = field(default_factory=list)
    draw: Draw | None = None

    def count(self, *seats):
        return sum(order.seat in seats for order in self.orders)

    @property
    def filled(self):
        return self.count(*PAID)

    def sitting(self, person, *seats):
        seats = seats or LIVE
        return next((o for o in self.orders if o.person == person and o.seat in seats), None)


@dataclass(eq=False)
class Order:
    """``due`` is its payment's part of ``fen``, ``tendered`` what its buyer's accounts paid."""

    id: str
    number: str | None
    person: int
    team: Team | None
    quantity: int
    fen: int
    due: int
    tendered: dict[str, int]
    placed_at: datetime
    expires_at: datetime
    redemption: Redemption | None = None
    award: Award | None = None
    seat: str | None = None
    status: str = "AWAITING_PAYMENT"
    payment: str | None = "PENDING"
    accepted: int = 0
    back: Counter = field(default_factory=Counter)
    in_flight: int = 0
    subsidy: tuple[int, int] | None = None
    closing_at: datetime | None = None
    lease: Lease = field(default_factory=Lease)

    @property
    def refunded(self):
        return self.back.total()

    @property
    def escrow(self):
        return self.accepted + sum(self.tendered.values()) - self.refunded

    def sources(self):
        """What it was paid with, once it is: the payment first, then credit, then cash."""
        if self.status == "AWAITING_PAYMENT":
            return {}
        paid = {"PAYMENT": self.accepted} if self.accepted else {}
        return paid | self.tendered


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
