"""Which figures hold unless somebody with the right to do so says otherwise."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class PolicyRule(StrEnum):
    """What an operator may loosen, with a written reason that everybody can read.

    What is not here holds whatever anybody writes: the limit of a prize, the
    disclosure of a draw's terms, and that promises are funded.
    """

    CASH_SUBSIDY = "CASH_SUBSIDY"
    FUND_TO_CASH = "FUND_TO_CASH"
    DIVIDENDS = "DIVIDENDS"
    THIRD_LEVEL = "THIRD_LEVEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The law and the house rules in one object, read at publication and at payment."""

    hold: timedelta = timedelta(minutes=15)
    seckill_hold: timedelta = timedelta(minutes=5)
    solo_pay_by: timedelta = timedelta(minutes=30)
    session: timedelta = timedelta(days=30)
    # Renewed each second: a dead worker's errand is somebody else's within 3 s and a sweep.
    lease: timedelta = timedelta(seconds=3)
    # How long after its time a payment waits for a provider that cannot say what became of it.
    answer: timedelta = timedelta(hours=24)
    idempotency: timedelta = timedelta(days=30)
    # No shorter than a session: whoever watched all the time never misses what is trimmed.
    log_retention: timedelta = timedelta(days=30)
    size_default: int = 2
    size_most: int = 100
    hours_to_fill_default: int = 24
    limit_per_person_default: int = 1
    max_quantity_default: int = 5
    seckill_hours_most: int = 24
    seckill_stock_most: int = 10_000
    super_size_most: int = 1_000
    rungs_most: int = 10
    # 反不正当竞争法; 规范促销行为暂行规定 art. 17: the highest prize of a draw, at market price.
    prize_most_fen: int = 50_000_00
    # From the lock of a draw by a secret to its first winner: time to look at what is fixed.
    draw_countdown: timedelta = timedelta(seconds=30)
    winners_most: int = 10_000
    draw_teams_most: int = 100_000
    draw_entries_most: int = 1_000_000
    # Promised at joining and never cut afterwards; a day is one of Asia/Shanghai.
    subsidy_of_day_most_fen: int = 10_00
    point_cost_fen: int = 1
    points_kept: timedelta = timedelta(days=365)
    # How long before points expire their owner is told.
    points_warned: timedelta = timedelta(days=30)
    lots_of_order_most: int = 200
    # What the clock of one process says late is still of the time before.
    dividend_rests: timedelta = timedelta(hours=1)
    fund_parts: int = 10
    fund_part_every: timedelta = timedelta(days=30)
    # Goods count as received after 14 days on the way and one in the warehouse.
    receipt_assumed: timedelta = timedelta(days=15)
    return_window: timedelta = timedelta(days=7)
    report_days_most: int = 90
    # Of goods kept: to who led the buyer, to who led them, and so on; the third by override.
    commission_levels: int = 2
    commission_levels_bp: tuple[int, ...] = (500, 200, 100)
    commission_cap_bp: int = 30_00
    platform_fee_bp: int = 2_00
    # How long whoever was led by a link stays led, unless they buy.
    edge: timedelta = timedelta(days=30)
    # From receipt until escrow is parted: the window of return, and a day.
    settles_after: timedelta = timedelta(days=8)
    withdrawal_least_fen: int = 1_00
    withdrawal_of_day_most_fen: int = 2_000_00
    withdrawal_audited_fen: int = 500_00
    withdrawal_fee_fen: int = 0
    # The same of a merchant: what they are owed for goods, out of which they have to buy new ones.
    payout_of_day_most_fen: int = 200_000_00
    payout_audited_fen: int = 50_000_00
    # From so much in all, whoever is paid says who they are.
    real_name_from_fen: int = 2_000_00
    payout_methods_most: int = 5
    # 个人所得税法 art. 9: who pays withholds. Remuneration for services goes by what a month
    # brought in all: 个人所得税法实施条例 art. 14, 税务总局公告 2018-61 art. 8.
    tax_free_of_month_fen: int = 800_00
    tax_flat_up_to_fen: int = 4_000_00
    tax_deducted_bp: int = 20_00
    # Taxed up to so much in all: its rate, and what is taken off for the steps below.
    tax_steps: tuple[tuple[int, int, int], ...] = (
        (20_000_00, 20_00, 0),
        (50_000_00, 30_00, 2_000_00),
        (10**15, 40_00, 7_000_00),
    )
    # 电子商务法 art. 31: three years at least, whatever leap days they have.
    records_kept: timedelta = timedelta(days=3 * 366)
    refunds_of_one_payment_most: int = 50
    addresses_most: int = 20
    pictures_waiting_most: int = 20
    # A code that a screen shows; as many may wait as the database lets.
    pairing: timedelta = timedelta(minutes=10)
    pairings_waiting_most: int = 1_000
    # Merchants: what stays down while they sell, how many work for one, how soon they ship.
    deposit_company_fen: int = 1_000_00
    deposit_supplier_fen: int = 1_000_00
    deposit_individual_fen: int = 200_00
    staff_most: int = 50
    ship_by: timedelta = timedelta(hours=48)
    # What a merchant's score is made of and what it brings (rules/scores.py says how).
    score_window: timedelta = timedelta(days=90)
    score_every: timedelta = timedelta(hours=1)
    score_holds_bp: int = 15_00
    score_frees_bp: int = 10_00
    score_orders_least: int = 20
    score_pardon: timedelta = timedelta(days=7)
    picture_waits: timedelta = timedelta(days=1)
    # After-sales. How long a merchant answers what was asked; silence grants it.
    after_sale_answered: timedelta = timedelta(hours=48)
    after_sale_returned: timedelta = timedelta(days=7)
    after_sale_received: timedelta = timedelta(days=7)
    after_sale_replaced: timedelta = timedelta(days=7)
    after_sale_confirmed: timedelta = timedelta(days=14)
    after_sale_complained: timedelta = timedelta(days=7)
    after_sale_ruled: timedelta = timedelta(days=7)
    # 消费者权益保护法 art. 24: what is not as it should be goes back after the seven days too.
    fault_window: timedelta = timedelta(days=15)
    after_sale_asks_most: int = 2
    after_sales_of_order_most: int = 5
    after_sale_steps_most: int = 60
    # Talking: what is asked before buying, what is said between the two, what is mailed.
    questions_of_day_most: int = 10
    questions_waiting_most: int = 20
    conversations_of_day_most: int = 20
    messages_of_minute_most: int = 20
    message_pictures_of_day_most: int = 100
    # 电子商务法 art. 31: what was said before a purchase is a part of its record.
    messages_kept: timedelta = timedelta(days=3 * 366)
    mail_code: timedelta = timedelta(minutes=30)
    mail_codes_of_day_most: int = 5
    # What happened longer ago is not written about any more, as where mail was just turned on.
    mail_stale: timedelta = timedelta(days=1)
    mails_kept: timedelta = timedelta(days=30)
    # Fulfilment. Received if nobody says anything, so long after the last piece left.
    auto_receipt: timedelta = timedelta(days=14)
    # How long before that the buyer is told.
    receipt_warned: timedelta = timedelta(days=2)
    parcels_of_order_most: int = 20
    parcel_corrections_most: int = 5
    # How often a carrier is asked about a parcel, how long it is left alone at most, and given up.
    parcel_asked_every: timedelta = timedelta(minutes=30)
    parcel_asked_within: timedelta = timedelta(minutes=1)
    parcel_rests_most: timedelta = timedelta(hours=6)
    parcel_followed: timedelta = timedelta(days=60)
    # So many wrong codes may somebody type at a pick-up point within such a while.
    pickup_wrong_most: int = 10
    pickup_wrong_within: timedelta = timedelta(minutes=10)
    # Distributors: settled sales of so long decide a level, once a month.
    sales_assessed: timedelta = timedelta(days=90)
    silver_from_fen: int = 5_000_00
    silver_levels_bp: tuple[int, ...] = (600, 250, 100)
    gold_from_fen: int = 30_000_00
    gold_levels_bp: tuple[int, ...] = (800, 300, 150)
    level_given_most: timedelta = timedelta(days=366)
    # A ranking is as old as that at the most, and shows so many to everybody.
    ranking_every: timedelta = timedelta(minutes=10)
    ranking_shown: int = 100
    # Links and relations. An opened link leads its opener here for as long as this; each day
    # somebody makes so many links, opens so many, reports so many and leads so many here.
    touch_counts: timedelta = timedelta(days=30)
    relation_warned: timedelta = timedelta(days=5)
    # A second purchase of the same day is no news to who is above.
    renewal_told_from: timedelta = timedelta(days=1)
    links_of_day_most: int = 50
    touches_of_day_most: int = 100
    bound_of_day_most: int = 200
    share_reports_of_day_most: int = 10
    share_openings_of_day_most: int = 100_000
    share_rights_most: int = 5_000


POLICY = Policy()
