"""What ought to happen, in plain Python: no database, no lock, one thing after another."""

from tests.machine.facts import LIVE
from tests.machine.money import Money


class Oracle(Money):
    """Who may sit where, and what time and people end."""

    def __init__(self, campaigns, shelf):
        super().__init__()
        self.campaigns, self.shelf_left, self.shelf_taken = campaigns, shelf, 0
        self.teams = {}

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

    def _fill(self, order):
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

    # --- stepping back, and time ------------------------------------------------------

    def give_up(self, order):
        """Whether there was anything to give up."""
        if order.payment != "PENDING":
            return False
        order.payment, order.lease.until = "CLOSED", None
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
        self._refund_rest(order, now)

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
