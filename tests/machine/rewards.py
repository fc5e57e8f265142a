"""The oracle's draws and rewards: who gets what, when it is theirs, and what goes back of it."""

from datetime import timedelta

from tests.machine.points import Points
from tests.machine.prizes import AHEAD, Award, Lot, Part
from tests.machine.wallets import OUTSIDE, parts_of

MONTH = timedelta(days=30)
# Goods count as received after 15 days, may be returned for 7 more, and points live for a year.
ARRIVES, WINDOW, YEAR = timedelta(days=15), timedelta(days=22), timedelta(days=365)
FUND_PARTS = 10


class Rewards(Points):
    # --- a draw's life ------------------------------------------------------------------------

    def lock(self, draw, now):
        """Whoever sits in a team that formed is in it; nobody is taken out from now on."""
        draw.is_closed = True
        waiting = [team for team in draw.teams() if team.status == "FORMED"]
        for team in waiting:
            team.status = "DRAWING"
        draw.n = sum(team.filled for team in waiting)
        if draw.n == 0:
            draw.is_unheld = True
            return
        draw.status, draw.first_at = "LOCKED", now + timedelta(seconds=30)

    def is_decided(self, draw, now):
        """Whether there are winners at this moment: it is time, and not too late."""
        return draw.first_at - AHEAD <= now < draw.void_at

    def decide_draw(self, draw, winners):
        assert len(winners) == len(set(winners)) == draw.k
        drawn = [order for order in draw.entered if order.team.status == "DRAWING"]
        assert set(winners) <= set(drawn)
        draw.status, draw.prizes = "REVEALING", winners

    def settle_draw(self, draw, names, now):
        """``names`` gives the ids of an order's award and its lot."""
        for team in draw.teams():
            if team.status != "DRAWING":
                continue
            if draw.status == "VOID":
                self.end(team, "CANCELLED", now)
                continue
            team.status = "SETTLED"
            for order in [order for order in team.orders if order.seat == "FILLED"]:
                if order in draw.prizes:
                    self._win(order, *names[order.id], now)
                else:
                    self._lose(order, now)
        draw.is_settled = True
        if draw.team is None:
            # Pieces kept for winners there were not are free again.
            draw.campaign.pieces = len(draw.prizes)

    def _lose(self, order, now):
        campaign, fen = order.team.campaign, order.team.campaign.terms.subsidy_fen
        order.seat, order.status = "LOST", "CLOSED"
        self._refund_rest(order, now)
        if fen:
            repaid = self.earn(order.person, campaign.subsidy_into, ("BUDGET", campaign.id), fen)
            order.subsidy = fen, repaid

    def _win(self, order, award_id, lot_id, now):
        order.seat, order.status = "WON", "CONFIRMED"
        campaign, terms = order.team.campaign, order.team.campaign.terms
        budget, owner = ("BUDGET", campaign.id), self.ids[order.person]
        fen = order.fen - order.refunded
        fund = fen if terms.grants_fund else 0
        lot = Lot(lot_id, order, terms.points, terms.points, now + YEAR) if terms.points else None
        due_at = terms.report_days and now + ARRIVES + timedelta(days=terms.report_days)
        order.award = award = Award(
            award_id, order, fen, order.refunded, fund, terms.shares, terms.points, lot,
            now + WINDOW, due_at,
        )  # fmt: skip
        self.move(budget, ("FUND", owner), fund)
        self.give_shares(order.person, terms.shares, now)
        if lot:
            self.lots[lot.id] = lot
            self.move(budget, ("POINTS_RESERVE", lot.id), lot.points)
            self.move(OUTSIDE, ("POINTS", owner), lot.points)
        if fund:
            dues = [award.window_ends_at + k * MONTH for k in range(1, FUND_PARTS + 1)]
            fens = parts_of(fund, FUND_PARTS)
            award.parts = [Part(k + 1, dues[k], fens[k]) for k in range(FUND_PARTS)]

    # --- what becomes of it --------------------------------------------------------------------

    def awards(self):
        return [order.award for order in self.orders.values() if order.award]

    def parts_due(self, now):
        return {
            (award.id, part.k): (award, part)
            for award in self.awards()
            for part in award.parts
            if part.due_at <= now and not part.is_released
        }

    def release(self, award, part):
        part.is_released = True
        person = award.order.person
        into = award.order.team.campaign.fund_into
        self.earn(person, into, ("FUND", self.ids[person]), part.fen)

    def operator_refunds(self, order, fen, now):
        """What an operator gives back of an order, and what goes with it."""
        self.give_back(order, fen, now)
        if order.award and order.award.fen:
            self._take_back(order.award, order.refunded - order.award.before, now)
        if order.redemption:
            self.return_beside(order)

    def _take_back(self, award, back, now):
        """Of everything as large a part as of the price, rounded down, in all."""
        self._take_fund(award, award.fund * back // award.fen)
        shares = award.shares * back // award.fen - award.shares_taken
        award.shares_taken += shares
        self.give_shares(award.order.person, -shares, now)
        points = award.points * back // award.fen - award.points_taken
        award.points_taken += points
        if points:
            self._take_points(award, award.lot, points)

    def _take_fund(self, award, wanted):
        """The locked part first; of what was released all that is there, and the rest is owed."""
        campaign, owner = award.order.team.campaign, self.ids[award.order.person]
        fen = wanted - award.taken_locked - award.taken_released
        locked = min(fen, award.locked)
        there = min(fen - locked, self.held[campaign.fund_into, owner])
        self.move(("FUND", owner), campaign.budget, locked)
        self.move((campaign.fund_into, owner), campaign.budget, there)
        self._owe(award, fen - locked - there)
        award.taken_locked += locked
        award.taken_released += fen - locked
        left = [part for part in award.parts if not part.is_released]
        for part, share in zip(left, parts_of(award.locked, len(left) or 1), strict=False):
            part.fen = share

    def _take_points(self, award, lot, points):
        """Those that are left; what was bought for is owed, what expired nobody owes."""
        campaign, owner = award.order.team.campaign, self.ids[award.order.person]
        here = min(points, lot.left)
        lot.left, lot.taken = lot.left - here, lot.taken + here
        self.move(("POINTS", owner), OUTSIDE, here)
        self.move(("POINTS_RESERVE", lot.id), campaign.budget, here)
        spent = min(points - here, max(0, lot.used - lot.billed))
        lot.billed += spent
        self._owe(award, spent)

    def _owe(self, award, fen):
        owner = self.ids[award.order.person]
        award.debt += fen
        self.move(("RECEIVABLE", owner), award.order.team.campaign.budget, fen)

    # --- dividends ---------------------------------------------------------------------------

    def why_not_draft(self, pool, until):
        if pool < 1:
            return "NothingToShare"
        return None if self.shares_before(until) else "NoHolders"

    def post(self, period, pool, until):
        """By shares held, the fen left over to the largest remainders, then to the smallest ids."""
        self.move(("REVENUE", "platform"), ("DIVIDEND_POOL", period), pool)
        held = self.shares_before(until)
        whole = held.total()
        by_remainder = sorted(held, key=lambda p: (-(pool * held[p] % whole), self.ids[p]))
        over = pool - sum(pool * shares // whole for shares in held.values())
        for place, person in enumerate(by_remainder):
            fen = pool * held[person] // whole + (place < over)
            self.earn(person, "CASH", ("DIVIDEND_POOL", period), fen)
