"""The oracle's accounts: what everybody holds, earns, pays with and is owed."""

from collections import Counter
from itertools import pairwise

# What is checked elsewhere, order by order, or is the outside.
OUTSIDE = ("OUTSIDE", "")


class Wallets:
    def __init__(self, ids, held):
        """``ids`` are the people's, ``held`` what is in the accounts when it begins."""
        self.ids, self.held = ids, Counter(held)
        self.shares_moved = []

    def of(self, kind, person):
        return self.held[kind, self.ids[person]]

    def move(self, source, target, amount):
        if amount:
            self.held[source] -= amount
            self.held[target] += amount

    def earn(self, person, kind, source, fen):
        """Whoever owes something repays it first; returns how much that was."""
        owner = self.ids[person]
        repaid = min(fen, -self.held["RECEIVABLE", owner])
        self.move(source, ("RECEIVABLE", owner), repaid)
        self.move(source, (kind, owner), fen - repaid)
        return repaid

    def give_shares(self, person, shares, now):
        self.move(OUTSIDE, ("SHARES", self.ids[person]), shares)
        self.shares_moved.append((now, person, shares))

    def shares_before(self, moment):
        held = Counter()
        for at, person, shares in self.shares_moved:
            held[person] += shares if at < moment else 0
        return +held

    # --- what accounts pay of an order ---------------------------------------------------

    def why_not_tender(self, fen, tendered):
        """What is said before anything is looked up: more is offered than it costs."""
        return "TendersTooLarge" if sum(tendered.values()) > fen else None

    def why_not_afford(self, person, tendered):
        for kind, why in (("CREDIT", "CreditTooLow"), ("CASH", "CashTooLow")):
            if tendered.get(kind, 0) > self.of(kind, person):
                return why
        return None

    def spend(self, order):
        for kind, fen in order.tendered.items():
            self.move((kind, self.ids[order.person]), OUTSIDE, fen)

    def tender_back(self, order, kind, fen):
        order.back[kind] += fen
        self.move(OUTSIDE, (kind, self.ids[order.person]), fen)


def shared(whole, weights):
    """So much of the whole as its weight, all before it taken together rounded down."""
    shares, left, heavy = [], whole, sum(weights)
    for weight in weights:
        shares.append(left * weight // heavy if heavy else 0)
        left, heavy = left - shares[-1], heavy - weight
    return shares


def parts_of(whole, count):
    """A whole in so many parts: after k of them, the k-th share of it rounded down."""
    return [
        after - before for before, after in pairwise(whole * k // count for k in range(count + 1))
    ]
