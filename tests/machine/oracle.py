"""What ought to happen, in plain Python: no database, no lock, one thing after another."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.payments import BACKOFF_SECONDS

LIVE = ("HELD", "FILLED")


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
    refunds: int = 0


@dataclass(eq=False)
class Refund:
    number: str
    order: Order
    fen: int
    next_at: datetime
    arrived: bool = False
    attempts: int = 0


class Oracle:
    def __init__(self, campaigns, shelf):
        self.campaigns, self.shelf_left, self.shelf_taken = campaigns, shelf, 0
        self.teams, self.orders, self.refunds = {}, {}, {}
        self.told, self.suspense = {}, 0

    # --- taking a seat or goods ---------------------------------------------------

    def why_not_open(self, person, campaign, quantity, now):
        return (
            "CampaignEnded" if now >= campaign.ends_at else self._share(person, campaign, quantity)
        )

    def why_not_join(self, person, team, quantity, now):
        if team.sitting(person):
            return "AlreadyInTeam"
        if why := self._ended(team, now):
            return why
        if team.count("HELD") + team.count("FILLED") == team.campaign.size:
            return "TeamFull"
        return self._share(person, team.campaign, quantity)

    def _share(self, person, campaign, quantity):
        if campaign.bought(person) >= campaign.limit:
            return "PurchaseLimitReached"
        return "SoldOut" if campaign.taken + quantity > campaign.stock else None

    def _ended(self, team, now):
        ended = {"FAILED": "TeamFailed", "CANCELLED": "TeamCancelled", "OPEN": None}
        why = ended.get(team.status, "TeamFull")
        return why or ("TeamClosed" if now >= team.closes_at else None)

    def why_not_buy(self, quantity):
        return "SoldOut" if quantity > self.shelf_left - self.shelf_taken else None

    def placed(self, order):
        self.orders[order.id] = order
        if order.team is None:
            self.shelf_taken += order.quantity
            return
        order.seat = "HELD"
        order.team.orders.append(order)
        order.team.campaign.seats.append(order)
        order.team.campaign.taken += order.quantity
        self.teams[order.team.code] = order.team

    # --- money ----------------------------------------------------------------------

    def money(self, order, *, reference, fen, currency, paid_at, now):
        """What a sum becomes; telling it again changes nothing."""
        if reference not in self.told:
            self.told[reference] = self._outcome(order, fen, currency, paid_at)
            self._carry_out(order, self.told[reference], fen, now)
        return self.told[reference]

    def _outcome(self, order, fen, currency, paid_at):
        if order is None:
            return "UNKNOWN"
        if order.payment == "SUCCEEDED":
            return "DUPLICATE"
        if (fen, currency) != (order.fen, "CNY"):
            return "WRONG_AMOUNT"
        if order.payment == "CLOSED" or paid_at > order.expires_at:
            return "LATE"
        return "SEAT" if order.team else "ORDER"

    def _carry_out(self, order, outcome, fen, now):
        if order is None:
            self.suspense += fen
            return
        if outcome in ("SEAT", "ORDER"):
            self._accept(order)
            return
        if outcome in ("LATE", "WRONG_AMOUNT"):
            self.give_up(order)
        if outcome == "LATE":
            order.payment = "SUCCEEDED"
        self._refund(order, fen, now)

    def _accept(self, order):
        order.payment, order.accepted = "SUCCEEDED", order.fen
        if order.team is None:
            order.status = "CONFIRMED"
            return
        order.seat, order.status = "FILLED", "PAID"
        if order.team.count("FILLED") == order.team.campaign.size:
            self._form(order.team)

    def _form(self, team):
        team.status = "FORMED"
        for order in team.orders:
            if order.status == "PAID":
                order.status = "CONFIRMED"

    def give_up(self, order):
        """Whether there was anything to give up."""
        if order.payment != "PENDING":
            return False
        order.payment = "CLOSED"
        self._free(order)
        team = order.team
        if team and not team.count("HELD") and not team.count("FILLED"):
            team.status = "CANCELLED"
        return True

    def _free(self, order):
        order.status = "CLOSED"
        if order.team is None:
            self.shelf_taken -= order.quantity
            return
        order.seat = "RELEASED"
        order.team.campaign.taken -= order.quantity

    def _refund(self, order, fen, now):
        order.refunds += 1
        order.in_flight += fen
        number = f"{order.number}-{order.refunds}"
        self.refunds[number] = Refund(number, order, fen, now)

    # --- stepping back, and time ------------------------------------------------------

    def why_not_cancel(self, person, team, now):
        if person != team.leader:
            return "NotTeamLeader"
        others = any(o.person != person and o.seat in LIVE for o in team.orders)
        return self._ended(team, now) or ("TeamHasMembers" if others else None)

    def why_not_leave(self, person, team, now):
        if why := self._ended(team, now):
            return why
        if person == team.leader:
            return "LeaderCannotLeave"
        return None if team.sitting(person) else "NotInTeam"

    def why_not_call_off(self, team):
        ended = {"FAILED": "TeamFailed", "CANCELLED": "TeamCancelled"}
        late = team.status == "SETTLED" or team.count("HELD")
        return ended.get(team.status) or ("TeamNotCancellable" if late else None)

    def left(self, order, now):
        self._vacate(order, now)
        if not order.team.count("HELD") and not order.team.count("FILLED"):
            order.team.status = "CANCELLED"

    def end(self, team, status, now):
        for order in team.orders:
            if order.seat == "FILLED":
                self._vacate(order, now)
        team.status = status

    def _vacate(self, order, now):
        self._free(order)
        order.refunded += order.fen
        self._refund(order, order.fen, now)

    def expired(self, now):
        due = [o for o in self.orders.values() if o.payment == "PENDING" and o.expires_at <= now]
        return {order.id for order in due}

    def decide(self, now):
        due = [
            team
            for team in self.teams.values()
            if team.status == "OPEN" and team.closes_at <= now and not team.count("HELD")
        ]
        for team in due:
            if team.count("FILLED") >= team.campaign.enough:
                self._form(team)
            else:
                self.end(team, "FAILED", now)
        return len(due)

    def settle(self):
        formed = [team for team in self.teams.values() if team.status == "FORMED"]
        for team in formed:
            team.status = "SETTLED"
        return len(formed)

    # --- refunds ----------------------------------------------------------------------

    def due_refunds(self, now):
        return {r.number for r in self.refunds.values() if not r.arrived and r.next_at <= now}

    def sent(self, number, now, *, arrives):
        refund = self.refunds[number]
        refund.attempts += 1
        if arrives:
            self.arrived(number)
        else:
            wait = BACKOFF_SECONDS[min(refund.attempts, len(BACKOFF_SECONDS)) - 1]
            refund.next_at = now + timedelta(seconds=wait)

    def arrived(self, number):
        """Whether that was news."""
        refund = self.refunds[number]
        news = not refund.arrived
        refund.arrived = True
        refund.order.in_flight -= refund.fen if news else 0
        return news
