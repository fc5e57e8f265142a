"""What people do: open, join, buy, pay with what they have, step back."""

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from actions.orders import buy_solo, cancel_order
from actions.teams import call_off_team, cancel_team, join_team, leave_team, open_team
from models.draws import Draw
from rules.refusals import CashierUnavailable
from rules.teams import EndReason
from tests.actions.worlds import SOLO_FEN
from tests.machine.facts import Team
from tests.machine.ground import Ground
from tests.machine.planted import PEOPLE

ORDINARY, LOTTERY, LARGE, TRIAL = 1, 2, 3, 4
people = st.integers(0, PEOPLE - 1)
quantities = st.sampled_from([1, 1, 1, 2])
offers = st.sampled_from([0, 0, ORDINARY, LOTTERY, LOTTERY, LARGE, TRIAL])
# Out of whose accounts: half of what they hold of each, all that there is, or more than that.
purses = st.sampled_from(["none", "none", "half", "all", "all", "no cash", "no credit", "over"])
answers = st.sampled_from(["at once", "at once", "at once", "nothing"])


class PeopleDo(Ground):
    orders = Bundle("orders")
    seats = orders.filter(lambda order: order.team is not None)

    @initialize(target=orders, offer=st.integers(0, ORDINARY), friends=st.integers(0, 2))
    def a_team_is_there(self, offer, friends):
        leader = self.opened(0, offer)
        if leader is None:
            return multiple()
        for person in range(1, friends + 1):
            self.joined(person, leader)
        return multiple(*leader.team.orders)

    @rule(target=orders, person=people, offer=offers, quantity=quantities, purse=purses)
    def open_team(self, person, offer, quantity, purse):
        order = self.opened(person, offer, quantity, purse)
        return order or multiple()

    @rule(target=orders, person=people, seat=seats, quantity=quantities, purse=purses)
    def join_team(self, person, seat, quantity, purse):
        order = self.joined(person, seat, quantity, purse)
        return order or multiple()

    @rule(target=orders, person=people, quantity=quantities, purse=purses)
    def buy_solo(self, person, quantity, purse):
        return self.bought(person, quantity, purse) or multiple()

    def opened(self, person, offer, quantity=1, purse="none"):
        world, campaign = self.worlds[offer], self.oracle.campaigns[offer]
        tendered = self.parts(person, campaign.fen * quantity - campaign.discount_fen, purse)
        why = self.oracle.why_not_open(person, campaign, quantity, tendered, self.now)
        wish = self.wish(person, quantity, world, tendered)
        placed = self.expect(why, open_team(wish, campaign_id=world.campaign.id, now=self.now))
        if placed is None:
            return None
        team = Team(placed.team.code, campaign, person, placed.team.closes_at)
        draw = self.look(Draw.get_or_none(team_id=placed.team.id))
        self.oracle.opened(team, str(draw.id) if draw else None)
        return self.note(placed, person, team, tendered)

    def joined(self, person, seat, quantity=1, purse="none"):
        team = seat.team
        world = self.worlds[self.oracle.campaigns.index(team.campaign)]
        tendered = self.parts(person, team.campaign.fen * quantity, purse)
        why = self.oracle.why_not_join(person, team, quantity, tendered, self.now)
        wish = self.wish(person, quantity, world, tendered)
        placed = self.expect(why, join_team(wish, team_code=team.code, now=self.now))
        return None if placed is None else self.note(placed, person, team, tendered)

    def bought(self, person, quantity, purse="none"):
        tendered = self.parts(person, SOLO_FEN * quantity, purse)
        wish = self.wish(person, quantity, self.worlds[0], tendered)
        why = self.oracle.why_not_buy(person, quantity, SOLO_FEN * quantity, tendered)
        placed = self.expect(why, buy_solo(wish, now=self.now))
        return None if placed is None else self.note(placed, person, None, tendered)

    def parts(self, person, fen, purse):
        """What somebody's accounts are to pay of so much; the last three ways are too much."""
        held = {kind: self.oracle.of(kind, person) for kind in ("CREDIT", "CASH")}
        credit, cash = held["CREDIT"], held["CASH"]
        if purse == "half":
            credit, cash = min(credit // 2, fen // 2), min(cash // 2, fen // 2)
        elif purse == "all":
            credit = min(credit, fen)
            cash = min(cash, fen - credit)
        elif purse == "no cash":
            credit, cash = 0, cash + 1
        elif purse == "no credit":
            credit, cash = credit + 1, 0
        elif purse == "over":
            credit, cash = fen + 1, 0
        else:
            credit, cash = 0, 0
        return {kind: part for kind, part in (("CREDIT", credit), ("CASH", cash)) if part}

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
