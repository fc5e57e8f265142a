"""What the oracle remembers of draws, and of what they left people with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.machine.facts import Campaign, Order, Team

DAY = timedelta(days=1)
# A draw by a secret is decided so long before its first winner is shown.
AHEAD = timedelta(seconds=5)


@dataclass(eq=False)
class Draw:
    """Who entered, in the order of payments; from the lock on its timetable is fixed."""

    id: str
    campaign: "Campaign"
    team: "Team | None" = None
    status: str = "SCHEDULED"
    entered: list["Order"] = field(default_factory=list)
    is_closed: bool = False
    is_unheld: bool = False
    is_settled: bool = False
    n: int = 0
    first_at: datetime | None = None
    prizes: list["Order"] = field(default_factory=list)

    @property
    def k(self):
        return min(self.campaign.terms.winners, self.n)

    def shown_at(self, prize):
        """When a winner is shown: 1.8 s after the one before."""
        return self.first_at + timedelta(seconds=1.8 * (prize - 1))

    @property
    def over_at(self):
        return self.shown_at(self.k + 1)

    @property
    def void_at(self):
        """A day after the last winner should have been shown, in whole seconds."""
        late = self.shown_at(self.k) + DAY
        return late if not late.microsecond else late.replace(microsecond=0) + DAY / 86_400

    def teams(self):
        if self.team is not None:
            return [self.team]
        return list({id(order.team): order.team for order in self.campaign.seats}.values())


@dataclass(eq=False)
class Part:
    k: int
    due_at: datetime
    fen: int
    is_released: bool = False


@dataclass(eq=False)
class Lot:
    """Points won at once; ``billed`` of them were spent, taken back, and are owed as money."""

    id: str
    order: "Order"
    points: int
    left: int
    expires_at: datetime
    used: int = 0
    expired: int = 0
    taken: int = 0
    billed: int = 0


@dataclass(eq=False)
class Award:
    """What an order won; ``before`` of its price went back before that."""

    id: str
    order: "Order"
    fen: int
    before: int
    fund: int
    shares: int
    points: int
    lot: Lot | None
    window_ends_at: datetime
    report_due_at: datetime | None
    parts: list[Part] = field(default_factory=list)
    taken_locked: int = 0
    taken_released: int = 0
    points_taken: int = 0
    shares_taken: int = 0
    debt: int = 0
    reported: bool = False

    @property
    def released(self):
        return sum(part.fen for part in self.parts if part.is_released)

    @property
    def locked(self):
        return self.fund - self.released - self.taken_locked


@dataclass(eq=False)
class Item:
    """What the mall gives for points, and money beside them."""

    id: str
    points: int
    fen: int
    stock: int
    taken: int = 0


@dataclass(eq=False)
class Use:
    lot: Lot
    points: int
    returned: int = 0


@dataclass(eq=False)
class Redemption:
    item: Item
    points: int
    uses: list[Use]
    spent: bool = False

    @property
    def returned(self):
        return sum(use.returned for use in self.uses)
