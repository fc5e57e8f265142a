"""Which figures hold unless somebody with the right to do so says otherwise."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The law and the house rules in one object, read at publication and at payment."""

    hold: timedelta = timedelta(minutes=15)
    solo_pay_by: timedelta = timedelta(minutes=30)
    session: timedelta = timedelta(days=30)
    lease: timedelta = timedelta(seconds=30)
    idempotency: timedelta = timedelta(days=30)
    size_default: int = 2
    size_most: int = 100
    hours_to_fill_default: int = 24
    limit_per_person_default: int = 1
    max_quantity_default: int = 5
    refunds_of_one_payment_most: int = 50
    addresses_most: int = 20


POLICY = Policy()
