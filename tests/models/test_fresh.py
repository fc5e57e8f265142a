from datetime import UTC, datetime
from uuid import UUID

import pytest

from models.fresh import fresh
from models.orders import Order
from models.outbox import OutboxEvent
from models.payments import Payment
from models.teams import Seat, Team
from models.tenders import OrderTender
from rules.orders import OrderKind

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("model", [Order, OrderTender, OutboxEvent, Payment, Seat, Team])
async def test_a_fresh_row_is_the_one_that_its_model_makes(db, model):
    made, like = fresh(model), model()
    held = {**made.__dict__}
    # What is made anew each time, such as an id, is of the same type.
    for name, value in like.__dict__.items():
        if callable(getattr(model._meta.fields_map.get(name), "default", None)):
            assert type(held.pop(name)) is type(value)
        else:
            assert held.pop(name) == value
    assert not held


async def test_nothing_that_is_made_is_shared(db):
    one, other = fresh(OutboxEvent), fresh(OutboxEvent)
    one.body["kind"] = "mine"
    assert other.body == {}


async def test_what_is_said_is_kept_and_what_is_no_column_is_refused(db):
    order = fresh(Order, id=UUID(int=1), kind=OrderKind.TEAM, placed_at=NOW)
    assert (order.id, order.kind, order.placed_at) == (UUID(int=1), OrderKind.TEAM, NOW)
    with pytest.raises(AssertionError, match="no columns"):
        fresh(Order, colour="red")
