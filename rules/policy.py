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
    # 电子商务法 art. 31: three years at least, whatever leap days they have.
    records_kept: timedelta = timedelta(days=3 * 366)
    refunds_of_one_payment_most: int = 50
    addresses_most: int = 20
    pictures_waiting_most: int = 20
    # A code that a screen shows; as many may wait as the database lets.
    pairing: timedelta = timedelta(minutes=10)
    pairings_waiting_most: int = 1_000
    picture_waits: timedelta = timedelta(days=1)


POLICY = Policy()
