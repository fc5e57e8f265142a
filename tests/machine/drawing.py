"""How time brings draws on: locked, decided, shown, published, settled; or void."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, multiple, precondition, rule

from actions.campaigns import end_campaign, end_due_campaign, shelve_ended_campaign
from actions.funding import close_budget
from actions.settlement import settle_draw
from models.campaigns import campaigns_with_spare, overdue_campaigns
from models.db import rows
from models.draws import published_draws_to_settle
from models.draws_due import (
    draws_overdue,
    draws_to_decide,
    draws_to_lock,
    draws_to_publish,
    large_draws_to_lock,
)
from models.funding import budgets_over
from tests.machine.people import LARGE, LOTTERY, TRIAL, people
from tests.machine.prizes import AHEAD, DAY
from tests.machine.telling import choices
from tests.machine.workers import WorkersWork

ENTERED = ("OPEN", "FORMED")
WINNERS = "SELECT order_id::text AS id FROM draw_winner WHERE draw_id::text = $1 ORDER BY prize"
AWARDED = "SELECT order_id::text, id::text, lot_id::text FROM award"
ends = st.sampled_from(["settled", "settled", "settled", "published", "locked", "void"])


class DrawsAreHeld(WorkersWork):
    orders = WorkersWork.orders

    @initialize(
        target=orders,
        offer=st.sampled_from([LOTTERY, LOTTERY, LARGE, TRIAL]),
        end=st.sampled_from(["settled", "settled", "void"]),
    )
    def a_draw_was_held(self, offer, end):
        return self.held(offer, [3, 4], end)

    @rule(
        target=orders,
        offer=st.sampled_from([LOTTERY, LOTTERY, LARGE, TRIAL]),
        leader=people,
        friend=people,
        end=ends,
    )
    def a_draw_is_held(self, offer, leader, friend, end):
        return self.held(offer, [leader, friend], end)

    def held(self, offer, members, end):
        """A team fills, and what comes of it goes on until this end."""
        leader = self.opened(members[0], offer)
        if leader is None:
            return multiple()
        for person in members[1:]:
            self.joined(person, leader)
        for order in list(leader.team.orders):
            if order.seat == "HELD":
                self.pay(order, paid_at=self.now)
        draw = leader.team.draw
        if draw.team is None:
            self.merchant_ends(leader.team.campaign)
            self.now = max(self.now, leader.team.closes_at)
            self.holds_end()
            self.deadlines_pass()
        self.draws_lock()
        if end == "void" and draw.status == "LOCKED":
            self.now = draw.void_at
            self.draws_go_on()
        elif end != "locked":
            self.draws_are_shown(settle=end == "settled")
        return multiple(*leader.team.orders)

    @rule(settle=st.booleans(), ahead=st.booleans())
    def draws_are_shown(self, settle, *, ahead=False):
        """The clock is turned to what comes next in each draw, decided ahead or not."""
        for draw in self.of_status("LOCKED"):
            self.now = max(self.now, draw.first_at - (AHEAD if ahead else timedelta()))
            self.draws_are_decided()
        for draw in self.of_status("REVEALING"):
            self.now = max(self.now, draw.over_at)
            self.draws_are_published()
        if settle:
            self.draws_settle()

    @rule()
    def draws_go_on(self):
        """A worker finds what is due at this moment."""
        self.draws_lock()
        self.draws_are_decided()
        self.draws_are_published()
        self.draws_are_void()
        self.draws_settle()

    @precondition(lambda self: self.of_status("LOCKED"))
    @rule(late=st.booleans())
    def nobody_decides_in_time(self, late):
        self.now = max(self.now, *(draw.void_at for draw in self.of_status("LOCKED")))
        if late:
            self.draws_are_decided()
        self.draws_are_void()

    @rule(choice=choices)
    def a_merchant_ends(self, choice):
        lotteries = self.oracle.campaigns[LOTTERY:]
        self.merchant_ends(lotteries[choice % len(lotteries)])

    def merchant_ends(self, campaign):
        world = self.worlds[self.oracle.campaigns.index(campaign)]
        seller = self.planted.fair.stall.seller
        self.run(end_campaign(campaign_id=world.campaign.id, seller=seller, now=self.now))
        campaign.has_ended = True

    @rule()
    def campaigns_are_over(self):
        """What their windows end, what no team needs any more, what can cost nothing more."""
        drawn = {c.id: c for c in self.oracle.campaigns if c.terms}
        for row_id in self.run(overdue_campaigns(now=self.now, besides=(), limit=100)):
            if str(row_id) in drawn:
                self.run(end_due_campaign(row_id, now=self.now))
        for campaign in drawn.values():
            campaign.has_ended |= campaign.ends_at <= self.now
        for row_id in self.due(budgets_over, self.oracle.budgets_over(self.now)):
            assert self.run(close_budget(row_id, now=self.now)) is not None
            self.oracle.close_budget(drawn[str(row_id)])
        for row_id in self.run(campaigns_with_spare(now=self.now, besides=(), limit=100)):
            self.run(shelve_ended_campaign(row_id, now=self.now))

    # --- each step, twice where that must not matter, beside what the oracle says is due ---------

    def of_status(self, *statuses):
        return [draw for draw in self.oracle.draws.values() if draw.status in statuses]

    def due(self, find, expected):
        """What a worker finds to do, none of it too early and nothing left out."""
        found = self.run(find(now=self.now, besides=(), limit=100))
        assert {str(row_id) for row_id in found} == {each.id for each in expected}, find.__name__
        return found

    def draws_lock(self):
        open_ = [d for d in self.of_status("SCHEDULED") if not d.is_unheld]
        closed = [d for d in open_ if d.team and d.is_closed]
        large = [d for d in open_ if not d.team and d.campaign.has_ended]
        large = [d for d in large if not d.campaign.has_live_teams("OPEN")]
        due = self.due(draws_to_lock, closed) + self.due(large_draws_to_lock, large)
        for row_id in due:
            for _ in range(2):
                self.run(self.drawing.lock(row_id, clock=lambda: self.now))
            self.oracle.lock(self.oracle.draws[str(row_id)], self.now)

    def draws_are_decided(self):
        due = [draw for draw in self.of_status("LOCKED") if draw.first_at - AHEAD <= self.now]
        for row_id in self.due(draws_to_decide, due):
            draw = self.oracle.draws[str(row_id)]
            decided = self.run(self.drawing.decide(row_id, clock=lambda: self.now))
            assert self.run(self.drawing.decide(row_id, clock=lambda: self.now)) is None
            assert (decided is not None) == self.oracle.is_decided(draw, self.now)
            if decided is not None:
                winners = [row["id"] for row in self.run(rows(WINNERS, draw.id))]
                self.oracle.decide_draw(draw, [self.oracle.orders[name] for name in winners])

    def draws_are_published(self):
        due = [draw for draw in self.of_status("REVEALING") if draw.over_at <= self.now]
        for row_id in self.due(draws_to_publish, due):
            assert self.run(self.drawing.publish(row_id, clock=lambda: self.now)) is not None
            self.oracle.draws[str(row_id)].status = "PUBLISHED"

    def draws_are_void(self):
        due = [draw for draw in self.of_status("LOCKED") if draw.first_at + DAY <= self.now]
        for row_id in self.due(draws_overdue, due):
            draw = self.oracle.draws[str(row_id)]
            void = self.run(self.drawing.void(row_id, clock=lambda: self.now))
            assert (void is not None) == (draw.void_at <= self.now)
            if void is not None:
                draw.status = "VOID"

    def draws_settle(self):
        due = [draw for draw in self.of_status("PUBLISHED", "VOID") if not draw.is_settled]
        for row_id in self.due(published_draws_to_settle, due):
            while self.run(settle_draw(row_id, now=self.now)) is not None:
                pass
            names = {order: (award, lot) for order, award, lot in self.lines(AWARDED)}
            self.oracle.settle_draw(self.oracle.draws[str(row_id)], names, self.now)

    def lines(self, sql, *arguments):
        return [tuple(row.values()) for row in self.run(rows(sql, *arguments))]
