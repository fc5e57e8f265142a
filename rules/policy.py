"""Which figures hold unless somebody with the right to do so says otherwise."""

from dataclasses import dataclass
from datetime import timedelta


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
    refunds_of_one_payment_most: int = 50
    addresses_most: int = 20


POLICY = Policy()
