"""One person after a draw: months go by, something is bought, goods go back, a debt is repaid."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, multiple, precondition, rule

from tests.machine.people import LARGE, LOTTERY, TRIAL
from tests.machine.planted import PEOPLE
from tests.machine.telling import choices
from tests.machine.winning import WinnersDo

DEEDS = (
    "a month",
    "months",
    "redeem",
    "redeem dear",
    "give points back",
    "buy",
    "buy and step back",
    "buy and get back",
    "a part back",
    "all back",
    "owe",
    "owe",
    "a dividend",
    "another draw",
    "too many draws of a day",
    "a trial",
)
deeds = st.lists(st.sampled_from(DEEDS), min_size=2, max_size=5)


class LivesGoOn(WinnersDo):
    orders = WinnersDo.orders

    @initialize(target=orders, offer=st.sampled_from([LOTTERY, LARGE]), what=deeds)
    def a_winner_is_there(self, offer, what):
        seats = self.held(offer, [1, 2], "settled")
        return multiple(*seats.values, *self.live(0, what))

    @precondition(lambda self: self.oracle.awards())
    @rule(target=orders, choice=choices, what=deeds)
    def a_life_goes_on(self, choice, what):
        return multiple(*self.live(choice, what))

    def live(self, choice, what):
        """Do these things; returns the orders that somebody placed meanwhile."""
        before = set(self.oracle.orders)
        won = self.oracle.awards()
        for deed in what if won else ():
            order = won[choice % len(won)].order
            getattr(self, f"_{deed.replace(' ', '_')}")(order)
            self.the_database_is_as_the_oracle_says()
        return [order for name, order in self.oracle.orders.items() if name not in before]

    def _a_month(self, order):
        del order
        self.months_pass(1)

    def _months(self, order):
        del order
        self.months_pass(5)

    def _redeem(self, order):
        self.wants(order.person, 0, 1, "none")

    def _redeem_dear(self, order):
        self.wants(order.person, 1, 2, "all")

    def _give_points_back(self, order):
        mine = [o for o in self.oracle.orders.values() if o.redemption and o.person == order.person]
        if mine:
            self.points_go_back(mine[-1], 5)

    def _buy(self, order):
        self.bought(order.person, 1, "all")

    def _buy_and_step_back(self, order):
        if (bought := self.bought(order.person, 1, "half")) and bought.payment == "PENDING":
            self.cancel_order(bought, "at once")

    def _buy_and_get_back(self, order):
        """Paid with all that there is, refunded in two parts."""
        if bought := self.bought(order.person, 1, "half"):
            self.pay(bought, paid_at=self.now)
            for part in (bought.fen // 3, bought.fen - bought.fen // 3):
                self.give_part_back(bought, part)

    def _a_part_back(self, order):
        left = sum(order.sources().values()) - order.refunded
        self.give_part_back(order, max(1, left * 3 // 7))

    def _all_back(self, order):
        left = sum(order.sources().values()) - order.refunded
        self.give_part_back(order, max(1, left))

    def _owe(self, order):
        """What was won is spent, and then goes back."""
        self.months_pass(2)
        self.wants(order.person, 0, 1, "none")
        self.bought(order.person, 1, "all")
        self._all_back(order)

    def _a_dividend(self, order):
        self.a_dividend_is_shared_out(1000 + order.fen, 3333, 1)

    def _another_draw(self, order):
        """What somebody loses there repays what they owe."""
        self.held(LOTTERY, [order.person, (order.person + 1) % PEOPLE], "settled")

    def _too_many_draws_of_a_day(self, order):
        """Losing may bring somebody ten yuan a day, and a fourth draw more than that."""
        for _ in range(4):
            self._another_draw(order)

    def _a_trial(self, order):
        """Who won one before, and wrote nothing, has no seat in it."""
        self.held(TRIAL, [order.person, (order.person + 1) % PEOPLE], "settled")
