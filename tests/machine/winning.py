"""What winners and losers do with what they have, and what months make of it."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import multiple, precondition, rule

from actions.dividend_payouts import advance_dividend
from actions.dividends import Decision, discard_dividend, draft_dividend, post_dividend
from actions.order_refunds import OrderRefund, refund_order
from actions.points import expire_lot
from actions.redemptions import (
    Choice,
    GivingBack,
    cancel_redemption,
    redeem_points,
    refund_redemption,
)
from actions.releases import release_due_part
from actions.reports import submit_report
from actions.top_ups import NewTopUp, approve_top_up, request_top_up
from models.dividends import periods_due
from models.points import lots_expired
from models.releases import FundRelease, due_releases
from rules.dividends import NewPeriod, share_of
from rules.funding import TopUpTarget
from rules.reports import review
from tests.actions.world_rewards import pictures
from tests.machine.drawing import DrawsAreHeld
from tests.machine.people import people, purses, quantities
from tests.machine.planted import NOON
from tests.machine.telling import choices

MONTH, HOUR = timedelta(days=30), timedelta(hours=1)
SAID = review(rating=5, text="果肉脆甜，个头均匀，包装完好，会再买。")


class WinnersDo(DrawsAreHeld):
    orders = DrawsAreHeld.orders

    def __init__(self, *args):
        super().__init__(*args)
        self.shared_until = NOON

    @rule(months=st.sampled_from([1, 2, 3, 11, 13]))
    def months_pass(self, months):
        self.now += months * MONTH
        self.holds_end()
        self.deadlines_pass()
        self.draws_go_on()
        self.funds_are_released()
        self.points_expire()
        self.campaigns_are_over()

    @rule()
    def funds_are_released(self):
        while found := self.run(due_releases(now=self.now, besides=(), limit=100)):
            due = self.oracle.parts_due(self.now)
            assert len(found) == min(len(due), 100)
            for row_id in found:
                stored = self.look(FundRelease.get(id=row_id))
                assert self.run(release_due_part(row_id, now=self.now)) is not None
                assert self.run(release_due_part(row_id, now=self.now)) is None
                self.oracle.release(*due.pop((str(stored.award_id), stored.k)))
        assert not self.oracle.parts_due(self.now)

    @rule()
    def points_expire(self):
        for row_id in self.due(lots_expired, self.oracle.expired(self.now)):
            assert self.run(expire_lot(row_id, now=self.now)) is not None
            self.oracle.expire(self.oracle.lots[str(row_id)])

    # --- points ----------------------------------------------------------------------------------

    @precondition(lambda self: self.oracle.lots)
    @rule(
        target=orders,
        person=people,
        item=st.integers(0, 1),
        quantity=quantities,
        purse=purses,
        rich=st.booleans(),
    )
    def redeem(self, person, item, quantity, purse, rich):
        """Somebody wants something for points, mostly somebody who has some."""
        lots = [lot for lot in self.oracle.lots.values() if lot.left]
        person = lots[-1].order.person if rich and lots else person
        return self.wants(person, item, quantity, purse) or multiple()

    def wants(self, person, item, quantity, purse):
        item = self.oracle.items[item]
        tendered = self.parts(person, item.fen * quantity, purse)
        why = self.oracle.why_not_redeem(person, item, quantity, tendered, self.now)
        choice = Choice(
            person_id=self.people[person].id,
            item_id=UUID(item.id),
            quantity=quantity,
            address_id=None,
            key=self.next_reference(),
            credit_fen=tendered.get("CREDIT", 0),
            cash_fen=tendered.get("CASH", 0),
        )
        placed = self.expect(why, redeem_points(choice, now=self.now))
        if placed is None:
            return None
        redemption = self.oracle.redeemed(item, quantity, person, self.now)
        return self.note(placed, person, None, tendered, redemption)

    @rule(order=orders, points=st.integers(1, 50), whole=st.booleans())
    def an_operator_gives_points_back(self, order, points, whole):
        redeemed = [o for o in self.oracle.orders.values() if o.redemption]
        order = redeemed[points % len(redeemed)] if redeemed else order
        if not whole:
            self.points_go_back(order, points)
            return
        why = self.oracle.why_not_return(order, 0)
        step = cancel_redemption(self.giving_back(order), now=self.now)
        if self.expect(why, step) is not None:
            self.oracle.call_off_redemption(order, self.now)

    def points_go_back(self, order, points):
        why = self.oracle.why_not_return(order, points)
        step = refund_redemption(self.giving_back(order), points=points, now=self.now)
        if self.expect(why, step) is not None:
            self.oracle.return_points(order, points, self.now)

    def giving_back(self, order):
        operator_id, key = self.somebody_else(order), self.next_reference()
        return GivingBack(operator_id=operator_id, order_id=UUID(order.id), reason="-", key=key)

    def somebody_else(self, order):
        """Nobody gives themselves back what they paid."""
        return self.people[1 if order.person == 0 else 0].id

    def give_part_back(self, order, fen, *, again=False):
        left = sum(order.sources().values()) - order.refunded
        why = self.oracle.why_not_refund(order) or (None if fen <= left else "RefundTooLarge")
        wanted = OrderRefund(
            operator_id=self.somebody_else(order),
            order_id=UUID(order.id),
            amount_fen=fen,
            reason="-",
            key=self.next_reference(),
        )
        if self.expect(why, refund_order(wanted, now=self.now)) is not None:
            self.oracle.operator_refunds(order, fen, self.now)
            if again:
                self.run(refund_order(wanted, now=self.now))

    # --- reports and dividends ----------------------------------------------------------------

    @precondition(lambda self: any(a.report_due_at for a in self.oracle.awards()))
    @rule(choice=choices)
    def a_report_is_written(self, choice):
        owed = [award for award in self.oracle.awards() if award.report_due_at]
        award = owed[choice % len(owed)]
        person_id = self.people[award.order.person].id
        [picture] = self.run(pictures(person_id, now=self.now))
        step = submit_report(
            person_id=person_id,
            order_id=UUID(award.order.id),
            review=SAID,
            picture_ids=[picture.id],
            now=self.now,
        )
        self.expect("ReportSubmitted" if award.reported else None, step)
        award.reported = True

    @rule(fen=st.integers(1, 4000), share_bp=st.sampled_from([100, 3333, 10_000]), how=choices)
    def a_dividend_is_shared_out(self, fen, share_bp, how):
        """The platform earns, an hour goes by, and a part of it is promised, or not."""
        self.platform_earns(fen)
        self.now += 2 * HOUR
        since, until = self.shared_until, self.now - HOUR
        pool = share_of(self.earned_fen, share_bp=share_bp)
        new = NewPeriod(name="-", from_at=since, to_at=until, share_bp=share_bp)
        fair = self.planted.fair
        step = draft_dividend(
            new, operator_id=fair.operator.person_id, key=self.next_reference(), now=self.now
        )
        period = self.expect(self.oracle.why_not_draft(pool, until), step)
        if period is None:
            return
        assert period.pool_fen == pool
        self.advance(period)
        decision = Decision(
            operator_id=fair.other.person_id, period_id=period.id, key=self.next_reference()
        )
        if how % 4 == 0:
            self.run(discard_dividend(decision, now=self.now))
            return
        self.run(post_dividend(decision, now=self.now))
        self.advance(period)
        self.oracle.post(str(period.id), pool, until)
        self.shared_until, self.earned_fen = until, 0

    earned_fen = 0

    def platform_earns(self, fen):
        fair, name = self.planted.fair, self.next_reference()
        new = NewTopUp(
            target=TopUpTarget.REVENUE, merchant_id=None, amount_fen=fen, evidence=name, key=name
        )
        asked = self.run(request_top_up(new, seller=fair.other, now=self.now))
        operator_id = fair.operator.person_id
        self.run(
            approve_top_up(top_up_id=asked.id, operator_id=operator_id, key=name, now=self.now)
        )
        self.earned_fen += fen
        self.oracle.move(("OUTSIDE", ""), ("REVENUE", "platform"), fen)

    def advance(self, period):
        while due := self.run(periods_due(now=self.now, limit=10)):
            assert due == [period.id]
            assert self.run(advance_dividend(period.id, now=self.now)) is not None
