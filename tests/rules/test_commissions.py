"""What a sale brings whom: never above the cap or the escrow, and all of it comes back."""

from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import AccountKind, escrow
from rules.commissions import (
    CommissionWhy,
    Offered,
    RateFrom,
    Upline,
    kept_fen,
    offered,
    part,
    promised,
    rate_of,
)
from rules.order_settlements import Order, Share, debt_of, parted, parties, settled, unsettled
from rules.policy import POLICY

CAP = POLICY.commission_cap_bp
RATES = st.lists(st.integers(0, CAP), min_size=1, max_size=3)
FEN = st.integers(0, 10**9)


@st.composite
def crowds(draw):
    levels = draw(st.sets(st.integers(0, 3)))
    return [
        Upline(
            level=level,
            person_id=draw(st.sampled_from("abcd")),
            edge_id="e" if level else None,
            own_bp=draw(st.none() | RATES),
            qualified=draw(st.booleans()),
            right_ended=draw(st.booleans()),
        )
        for level in levels
    ]


@st.composite
def offers(draw):
    return Offered(
        levels=draw(st.integers(0, 3)),
        campaign_bp=draw(st.none() | RATES),
        product_bp=draw(st.none() | RATES),
        leader_bp=draw(st.integers(0, CAP)),
    )


@given(crowds(), offers(), FEN)
def test_no_order_promises_more_than_the_cap_and_who_is_promised_nothing_knows_why(
    uplines, offer, base
):
    found = promised(uplines, offer, base_fen=base, buyer_id="d")
    due = [each for each in found if each.why is CommissionWhy.DUE]
    assert len(found) == len(uplines)
    assert sum(each.rate_bp for each in due) <= CAP
    assert sum(each.amount_fen for each in found) <= part(base, CAP) <= base
    for each in found:
        assert each.amount_fen == (part(base, each.rate_bp) if each in due else 0)
        assert each.upline.person_id != "d" or each.why is CommissionWhy.SELF_PURCHASE


@st.composite
def orders(draw):
    goods, shipping = draw(st.integers(0, 10**7)), draw(st.integers(0, 10**4))
    return Order(id="o", merchant_id="m", total_fen=goods + shipping, shipping_fen=shipping)


@st.composite
def shares(draw):
    left, found = CAP, []
    for n, person in enumerate(draw(st.lists(st.sampled_from("abc"), max_size=4))):
        rate = draw(st.integers(0, left))
        found.append(Share(id=str(n), person_id=person, rate_bp=rate))
        left -= rate
    return found


def apply(held, journal):
    for leg in journal.legs if journal else ():
        held[leg.source] = held.get(leg.source, 0) - leg.amount
        held[leg.target] = held.get(leg.target, 0) + leg.amount
        if leg.source.kind is not AccountKind.RECEIVABLE:
            assert held[leg.source] >= 0, "no floor is broken on the way"
        assert leg.target.kind is not AccountKind.RECEIVABLE or held[leg.target] <= 0


@given(orders(), shares(), st.data())
def test_all_that_was_paid_comes_back_whoever_spent_it_in_the_meantime(order, due, data):
    before = data.draw(st.integers(0, order.total_fen))
    refunds = data.draw(st.lists(st.integers(1, max(1, order.total_fen)), max_size=5))
    held = dict.fromkeys(parties(order, due), 0)
    for account in list(held):
        if account.kind is not AccountKind.RECEIVABLE:
            held[debt_of(account)] = -data.draw(st.integers(0, 50))
    real = dict(held) | {escrow(order.id): order.total_fen - before}
    was = parted(order, due, refunded_fen=before)
    moved = settled(order, due, was, held)
    apply(real, moved.journal)
    assert real[escrow(order.id)] == 0
    gone, n = before, 0
    for fen in [*refunds, order.total_fen]:
        now = min(order.total_fen, gone + fen)
        if now == gone:
            continue
        # Somebody spent a part of what they had.
        for account in real:
            if account.kind in {AccountKind.CASH, AccountKind.PAYABLE}:
                real[account] -= data.draw(st.integers(0, real[account]))
        n += 1
        after = parted(order, due, refunded_fen=now)
        moved = unsettled(order, due, was, after, dict(real), n=n)
        apply(real, moved.journal)
        assert real[escrow(order.id)] == now - gone
        real[escrow(order.id)], was, gone = 0, after, now
    assert was.commissions_fen == (0,) * len(due)
    assert was.fee_fen == was.merchant_fen == 0


@given(orders(), shares(), st.data())
def test_what_is_left_depends_on_what_went_back_and_not_on_how(order, due, data):
    steps = data.draw(st.lists(st.integers(0, order.total_fen), max_size=4))
    points = sorted({*steps, order.total_fen})
    sums, was = [0] * (len(due) + 2), parted(order, due, refunded_fen=0)
    start = was
    for point in points:
        after = parted(order, due, refunded_fen=point)
        pairs = zip(
            (*was.commissions_fen, was.fee_fen, was.merchant_fen),
            (*after.commissions_fen, after.fee_fen, after.merchant_fen),
            strict=True,
        )
        sums = [total + a - b for total, (a, b) in zip(sums, pairs, strict=True)]
        was = after
    assert sums == [*start.commissions_fen, start.fee_fen, start.merchant_fen]


def test_a_refund_takes_the_goods_first_and_their_way_last():
    order = Order(id="o", merchant_id="m", total_fen=1100, shipping_fen=100)
    share = [Share(id="1", person_id="a", rate_bp=500)]
    kept = parted(order, share, refunded_fen=400)
    assert (kept.base_fen, kept.shipping_fen, kept.commissions_fen) == (600, 100, (30,))
    shipped = parted(order, share, refunded_fen=1050)
    assert (shipped.base_fen, shipped.shipping_fen, shipped.merchant_fen) == (0, 50, 50)
    assert kept_fen(goods_fen=10, refunded_fen=11) == 0


def test_the_campaign_goes_before_the_product_and_ones_own_rate_where_it_is_higher():
    offer = Offered(campaign_bp=[700], product_bp=[600, 300])
    assert rate_of(1, offer, None) == (700, RateFrom.CAMPAIGN)
    assert rate_of(2, offer, None) == (0, RateFrom.CAMPAIGN)
    assert rate_of(1, offer, [800, 400]) == (800, RateFrom.DISTRIBUTOR)
    assert rate_of(2, Offered(product_bp=[600, 300, 0]), [100, 100]) == (300, RateFrom.PRODUCT)
    assert rate_of(2, Offered(), None) == (200, RateFrom.POLICY)


def test_a_published_campaign_keeps_its_levels_and_a_solo_order_has_the_platforms():
    assert offered(None, product_bp=None, third=True).levels == 3
    assert offered({}, product_bp=None, third=True).levels == 2
    frozen = {"commission": {"levels": 3, "levelsBp": None, "leaderCommissionBp": 50}}
    assert offered(frozen, product_bp=[1, 2, 3], third=False) == Offered(
        levels=3, campaign_bp=None, product_bp=[1, 2, 3], leader_bp=50
    )


def test_who_stands_further_is_cut_first():
    uplines = [Upline(level=n, person_id=str(n), edge_id="e") for n in (1, 2)]
    found = promised(
        [*uplines, Upline(level=0, person_id="l")],
        Offered(campaign_bp=[2000, 900], leader_bp=500),
        base_fen=10_000,
        buyer_id="b",
    )
    assert [(each.rate_bp, each.capped) for each in found] == [
        (500, False),
        (2000, False),
        (500, True),
    ]
