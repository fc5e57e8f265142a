"""The oracle's points: lots that are spent, given back and expire, with the money behind them."""

from tests.machine.money import Money
from tests.machine.prizes import Redemption, Use
from tests.machine.wallets import OUTSIDE


class Points(Money):
    """A point is worth a fen, which waits in its lot's reserve for the merchant, or its source."""

    def __init__(self, ids, held, items, merchant):
        super().__init__(ids, held)
        self.items, self.merchant = items, merchant
        self.lots = {}

    def why_not_redeem(self, person, item, quantity, tendered, now):
        wanted = item.points * quantity
        if why := self.why_not_tender(item.fen * quantity, tendered):
            return why
        if sum(lot.left for lot in self._spendable(person, now)) < wanted:
            return "PointsTooLow"
        if item.taken + quantity > item.stock:
            return "SoldOut"
        return self.why_not_afford(person, tendered)

    def _spendable(self, person, now):
        mine = (lot for lot in self.lots.values() if lot.order.person == person)
        left = [lot for lot in mine if lot.left and lot.expires_at > now]
        return sorted(left, key=lambda lot: (lot.expires_at, lot.id))

    def redeemed(self, item, quantity, person, now):
        """What an order takes: of the lots that expire first."""
        item.taken += quantity
        wanted, uses = item.points * quantity, []
        for lot in self._spendable(person, now):
            if points := min(wanted, lot.left):
                uses.append(Use(lot, points))
                self._take(lot, points)
                wanted -= points
        return Redemption(item, item.points * quantity, uses)

    def _take(self, lot, points):
        lot.left, lot.used = lot.left - points, lot.used + points
        self.move(("POINTS", self.ids[lot.order.person]), OUTSIDE, points)

    def paid_for(self, order):
        order.redemption.spent = True
        for use in order.redemption.uses:
            self.move(("POINTS_RESERVE", use.lot.id), ("PAYABLE", self.merchant), use.points)

    def points_back(self, order, points):
        """What was taken last comes back first, and its money with it once that was spent."""
        for use in reversed(order.redemption.uses):
            share = min(points, use.points - use.returned)
            use.returned, points = use.returned + share, points - share
            self._take(use.lot, -share)
            if order.redemption.spent:
                self.move(("PAYABLE", self.merchant), ("POINTS_RESERVE", use.lot.id), share)
        assert points == 0

    def put_down(self, order):
        """It was never paid."""
        redemption = order.redemption
        redemption.item.taken -= order.quantity
        self.points_back(order, redemption.points - redemption.returned)

    def why_not_return(self, order, points):
        if order.redemption is None or order.status != "CONFIRMED":
            return "OrderNotRedeemed"
        left = order.redemption.points - order.redemption.returned
        return "PointsRefundTooLarge" if points > left else None

    def return_points(self, order, points, now):
        """Of the money beside them as large a part, rounded down."""
        redemption = order.redemption
        due = order.fen * (redemption.returned + points) // redemption.points
        if due > order.refunded:
            self.give_back(order, due - order.refunded, now)
        self.points_back(order, points)

    def call_off_redemption(self, order, now):
        self._refund_rest(order, now)
        order.status = "CLOSED"
        self.put_down(order)

    def return_beside(self, order):
        """Of its points as large a part as of its money."""
        due = order.redemption.points * order.refunded // order.fen
        self.points_back(order, max(0, due - order.redemption.returned))

    def expired(self, now):
        return [lot for lot in self.lots.values() if lot.left and lot.expires_at <= now]

    def expire(self, lot):
        campaign, points = lot.order.team.campaign, lot.left
        lot.left, lot.expired = 0, lot.expired + points
        self.move(("POINTS", self.ids[lot.order.person]), OUTSIDE, points)
        self.move(("POINTS_RESERVE", lot.id), campaign.source, points)
