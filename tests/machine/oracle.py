"""What ought to happen, in plain Python: no database, no lock, one thing after another."""

from datetime import timedelta

from tests.machine.prizes import Draw
from tests.machine.rewards import Rewards

CHINA = timedelta(hours=8)
SUBSIDY_OF_DAY = 1000


class Oracle(Rewards):
    """Who may sit where, and what time and people end."""

    def __init__(self, campaigns, shelf, **accounts):
        super().__init__(**accounts)
        self.campaigns, self.shelf_left, self.shelf_taken = campaigns, shelf, 0
        self.teams, self.draws = {}, {}
        self.draws |= {c.draw.id: c.draw for c in campaigns if c.draw}

    # --- taking a seat or goods ---------------------------------------------------

    def why_not_open(self, person, campaign, quantity, tendered, now):
        if campaign.has_ended or now >= campaign.ends_at:
            return "CampaignEnded"
        fen = campaign.fen * quantity - campaign.discount_fen
        return self._wish(person, campaign, quantity, fen, tendered, now, opens=True)

    def why_not_join(self, person, team, quantity, tendered, now):
        if team.sitting(person, "HELD", "FILLED", "WON", "LOST"):
            return "AlreadyInTeam"
        if why := self._ended(team, now):
            return why
        if team.count("HELD") + team.filled == team.campaign.size:
            return "TeamFull"
        fen = team.campaign.fen * quantity
        return self._wish(person, team.campaign, quantity, fen, tendered, now, opens=False)

    def _wish(self, person, campaign, quantity, fen, tendered, now, *, opens):
        terms = campaign.terms
        if terms and terms.report_days and self.owes_report(person, now):
            return "ReportOverdue"
        if terms and quantity > 1:
            return "QuantityTooLarge"
        return (
            self.why_not_tender(fen, tendered)
            or self._share(person, campaign, quantity, now, opens=opens)
            or self.why_not_afford(person, tendered)
        )

    def _share(self, person, campaign, quantity, now, *, opens):
        if campaign.bought(person) >= campaign.limit:
            return "PurchaseLimitReached"
        pieces = self._pieces(campaign, quantity, opens=opens)
        full = opens and campaign.promised + self._counted(campaign) > self._most(campaign)
        if full or campaign.pieces + pieces > campaign.stock:
            return "SoldOut"
        subsidy = campaign.terms.subsidy_fen if campaign.terms else 0
        above = subsidy and self._promised(person, now) + subsidy > SUBSIDY_OF_DAY
        return "SubsidyLimitReached" if above else None

    def _pieces(self, campaign, quantity, *, opens):
        """A team keeps a piece for each winner from its opening on, a large draw has them."""
        if campaign.terms is None:
            return quantity
        return campaign.terms.winners if campaign.draws_by_team and opens else 0

    def _counted(self, campaign):
        if campaign.terms is None:
            return 0
        return 1 if campaign.draws_by_team else campaign.size

    def _most(self, campaign):
        return campaign.terms.most if campaign.terms else 0

    def _promised(self, person, now):
        """What losing may bring somebody of what they began on the same day in China."""
        day = (now + CHINA).date()
        return sum(
            campaign.terms.subsidy_fen
            for campaign in self.campaigns
            for order in campaign.seats
            if campaign.terms and order.person == person and order.seat != "RELEASED"
            if (order.placed_at + CHINA).date() == day
        )

    def owes_report(self, person, now):
        mine = (award for award in self.awards() if award.order.person == person)
        return any(a.report_due_at and a.report_due_at <= now and not a.reported for a in mine)

    def _ended(self, team, now):
        ended = {"FAILED": "TeamFailed", "CANCELLED": "TeamCancelled", "OPEN": None}
        why = ended.get(team.status, "TeamFull")
        return why or ("TeamClosed" if now >= team.closes_at else None)

    def why_not_buy(self, person, quantity, fen, tendered):
        if why := self.why_not_tender(fen, tendered):
            return why
        if quantity > self.shelf_left - self.shelf_taken:
            return "SoldOut"
        return self.why_not_afford(person, tendered)

    def opened(self, team, draw_id):
        self.teams[team.code] = team
        team.campaign.promised += self._counted(team.campaign)
        if team.campaign.draws_by_team:
            team.draw = self.draws[draw_id] = Draw(draw_id, team.campaign, team)
            team.campaign.pieces += self._pieces(team.campaign, 1, opens=True)
        elif team.campaign.terms:
            team.draw = team.campaign.draw

    def placed(self, order):
        self.orders[order.id] = order
        self.spend(order)
        if order.team is not None:
            order.seat = "HELD"
            order.team.orders.append(order)
            order.team.campaign.seats.append(order)
            order.team.campaign.pieces += self._pieces(
                order.team.campaign, order.quantity, opens=False
            )
        elif order.redemption is None:
            self.shelf_taken += order.quantity
        if order.due == 0:
            order.payment = None
            self._fill(order)

    def _fill(self, order):
        if order.team is None:
            order.status = "CONFIRMED"
            if order.redemption:
                self.paid_for(order)
            return
        team = order.team
        order.seat, order.status = "FILLED", "PAID"
        if team.draw:
            team.draw.entered.append(order)
        if team.filled == team.campaign.size:
            self._form(team)

    def _form(self, team):
        team.status = "FORMED"
        if team.draw is None:
            for order in team.orders:
                if order.status == "PAID":
                    order.status = "CONFIRMED"
        elif team.draw.team:
            team.draw.is_closed = True

    # --- stepping back, and time ------------------------------------------------------

    def give_up(self, order):
        """Whether there was anything to give up."""
        if order.payment != "PENDING":
            return False
        order.payment, order.lease.until = "CLOSED", None
        self._free(order)
        for kind, fen in order.tendered.items():
            self.tender_back(order, kind, fen)
        team = order.team
        if team and not team.count("HELD") and not team.filled:
            self._end(team, "CANCELLED")
        return True

    def _free(self, order):
        order.status = "CLOSED"
        if order.redemption:
            self.put_down(order)
        elif order.team is None:
            self.shelf_taken -= order.quantity
        else:
            order.seat = "RELEASED"
            campaign = order.team.campaign
            campaign.pieces -= self._pieces(campaign, order.quantity, opens=False)

    def _end(self, team, status):
        """Its pieces and what it was promised are others' again; its own draw is not held."""
        campaign, team.status = team.campaign, status
        campaign.promised -= self._counted(campaign)
        if campaign.draws_by_team:
            campaign.pieces -= self._pieces(campaign, 1, opens=True)
            team.draw.is_unheld = team.draw.status == "SCHEDULED"

    def why_not_cancel(self, person, team, now):
        if person != team.leader:
            return "NotTeamLeader"
        others = any(o.person != person and o.seat in ("HELD", "FILLED") for o in team.orders)
        return self._ended(team, now) or ("TeamHasMembers" if others else None)

    def why_not_leave(self, person, team, now):
        if why := self._ended(team, now):
            return why
        if person == team.leader:
            return "LeaderCannotLeave"
        seat = team.sitting(person)
        if seat is None:
            return "NotInTeam"
        return "SeatBoundToDraw" if team.draw and seat.seat == "FILLED" else None

    def why_not_refund(self, order):
        drawn = order.team is not None and order.team.draw is not None
        return "SeatBoundToDraw" if drawn and order.status == "PAID" else None

    def why_not_call_off(self, team):
        ended = {"FAILED": "TeamFailed", "CANCELLED": "TeamCancelled"}
        drawing = team.draw is not None and team.draw.is_closed
        late = drawing or team.status in ("DRAWING", "SETTLED") or team.count("HELD")
        return ended.get(team.status) or ("TeamNotCancellable" if late else None)

    def left(self, order, now):
        self._vacate(order, now)
        if not order.team.count("HELD") and not order.team.filled:
            self._end(order.team, "CANCELLED")

    def end(self, team, status, now):
        for order in team.orders:
            if order.seat == "FILLED":
                self._vacate(order, now)
        self._end(team, status)

    def _vacate(self, order, now):
        self._refund_rest(order, now)
        self._free(order)

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
        formed = [t for t in self.teams.values() if t.status == "FORMED" and t.draw is None]
        for team in formed:
            team.status = "SETTLED"
        return len(formed)

    def budgets_over(self, now):
        """Whose campaign can cost nothing more: no team lives, no window is open."""
        live = ("OPEN", "FORMED", "DRAWING")
        return [
            campaign
            for campaign in self.campaigns
            if campaign.terms and campaign.has_ended and not campaign.is_closed
            if not campaign.has_live_teams(*live)
            if all(o.award.window_ends_at <= now for o in campaign.seats if o.award)
        ]

    def close_budget(self, campaign):
        """What is left goes where it came from; pieces kept for winners there were not are free."""
        budget = ("BUDGET", campaign.id)
        self.move(budget, campaign.source, self.held[budget])
        campaign.is_closed = True
        campaign.pieces = sum(order.seat == "WON" for order in campaign.seats)
