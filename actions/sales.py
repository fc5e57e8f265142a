"""How what people's links sold is counted, every few minutes."""

from datetime import datetime

from models import sales as models
from models.transactions import one_transaction
from rules.distributors import month_before, month_of, span_of_month
from rules.policy import POLICY


@one_transaction
async def count_sales(*, now: datetime) -> int:
    """Count this month and the one before anew, if that was not done lately.

    The month before too, since what is given back later was not sold. Whoever comes at
    the same time waits for the count, and finds it done. Returns how many people brought
    something.
    """
    people = 0
    month = month_of(now)
    for each in (month_before(month), month):
        from_at, to_at = span_of_month(each)
        before = now - POLICY.ranking_every
        if await models.begin_count(each, from_at=from_at, to_at=to_at, before=before, now=now):
            people += await models.count_month(each, from_at=from_at, to_at=to_at)
            await models.know_sellers(each, now=now)
    return people
