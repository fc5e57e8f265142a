"""What people do: open, join, buy, step back; and what an operator decides."""

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from actions.orders import buy_solo, cancel_order
from actions.teams import call_off_team, cancel_team, join_team, leave_team, open_team
from rules.refusals import CashierUnavailable
from rules.teams import EndReason
from tests.machine.facts import Team
from tests.machine.ground import OFFERS, PEOPLE, Ground

people = st.integers(0, PEOPLE - 1)
quantities = st.sampled_from([1, 1, 1, 2])
offers = st.integers(0, len(OFFERS) - 1)
answers = st.sampled_from(["at once", "at once", "at once", "nothing"])


class PeopleDo(Ground):
    orders = Bundle("orders")
    seats = orders.filter(lambda order: order.team is not None)

    @initialize(target=orders, offer=offers, friends=st.integers(0, 2))
    def a_team_is_there(self, offer, friends):
        leader = self.open_team(0, offer, 1)
        for person in range(1, friends + 1):
            self.join_team(person, leader, 1)
        return multiple(*leader.team.orders)

    @rule(target=orders, person=people, offer=offers, quantity=quantities)
    def open_team(self, person, offer, quantity):
        world, campaign = self.worlds[offer], self.oracle.campaigns[offer]
        why = self.oracle.why_not_open(person, campaign, quantity, self.now)
        wish = self.wish(person, quantity, world)
        placed = self.expect(why, open_team(wish, campaign_id=world.campaign.id, now=self.now))
        if placed is None:
            return multiple()
        team = Team(placed.team.code, campaign, person, placed.team.closes_at)
        return self.note(placed, person, team)

    @rule(target=orders, person=people, seat=seats, quantity=quantities)
    def join_team(self, person, seat, quantity):
        team = seat.team
        world = self.worlds[self.oracle.campaigns.index(team.campaign)]
        why = self.oracle.why_not_join(person, team, quantity, self.now)
        wish = self.wish(person, quantity, world)
        placed = self.expect(why, join_team(wish, team_code=team.code, now=self.now))
        return multiple() if placed is None else self.note(placed, person, team)

    @rule(target=orders, person=people, quantity=quantities)
    def buy_solo(self, person, quantity):
        wish = self.wish(person, quantity, self.worlds[0])
        placed = self.expect(self.oracle.why_not_buy(quantity), buy_solo(wish, now=self.now))
        return multiple() if placed is None else self.note(placed, person, None)

    @rule(order=orders, answer=answers)
    def cancel_order(self, order, answer):
        person_id = self.people[order.person].id
        payable = order.team is None and order.status == "AWAITING_PAYMENT"
        why = None if payable else "OrderNotCancellable"
        ask = cancel_order(person_id=person_id, order_id=order.id, now=self.now)
        if self.expect(why, ask) is not None:
            self.step_back(order, EndReason.BUYER_CANCELLED, answer)

    @rule(person=people, seat=seats, own=st.booleans(), answer=answers)
    def cancel_team(self, person, seat, own, answer):
        team, person = seat.team, seat.person if own else person
        why = self.oracle.why_not_cancel(person, team, self.now)
        person_id = self.people[person].id
        step = cancel_team(person_id=person_id, team_code=team.code, now=self.now)
        leaving = self.expect(why, step)
        if leaving is None:
            return
        seat = team.sitting(person)
        assert (leaving.unpaid is not None) == (seat.seat == "HELD")
        if leaving.unpaid is None:
            self.oracle.end(team, "CANCELLED", self.now)
        else:
            self.step_back(seat, EndReason.LEADER_CANCELLED, answer)

    @rule(person=people, seat=seats, own=st.booleans(), answer=answers)
    def leave_team(self, person, seat, own, answer):
        team, person = seat.team, seat.person if own else person
        why = self.oracle.why_not_leave(person, team, self.now)
        person_id = self.people[person].id
        step = leave_team(person_id=person_id, team_code=team.code, now=self.now)
        leaving = self.expect(why, step)
        if leaving is None:
            return
        seat = team.sitting(person)
        assert (leaving.unpaid is not None) == (seat.seat == "HELD")
        if leaving.unpaid is None:
            self.oracle.left(seat, self.now)
        else:
            self.step_back(seat, EndReason.LEFT, answer)

    def step_back(self, order, reason, answer):
        """The cashier is shut; the provider is asked, and what it says comes before that."""
        order.closing_at = order.closing_at or self.now
        self.purse.answers = answer
        step = self.errands.give_up(self.placed[order.id].payment, reason=reason)
        if answer == "nothing":
            assert self.answer(step) == CashierUnavailable.__name__
        else:
            self.run(step)
            self.conclude(order)

    def conclude(self, order):
        """What the oracle makes of an end the provider was asked about."""
        if (sum_ := self.purse.admitted(order.number)) is not None:
            self.oracle.money(sum_, self.now)
        self.oracle.give_up(order)

    @rule(seat=seats)
    def call_off(self, seat):
        team = seat.team
        why = self.oracle.why_not_call_off(team)
        operator_id = self.people[0].id
        step = call_off_team(operator_id=operator_id, team_code=team.code, reason="-", now=self.now)
        if self.expect(why, step) is not None:
            self.oracle.end(team, "CANCELLED", self.now)
