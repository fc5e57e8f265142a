"""Nobody is paid for recruiting or out of a fee: what comes to people has goods as its cause."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import ledger
from models.commissions import Commission
from models.orders import Order
from models.people import Person
from models.referrals import Referral
from models.transactions import one_transaction
from rules.accounts import BANK, AccountKind, AccountName, escrow, of_person
from rules.ledger import Journal, Leg
from tests.ledger.earned import BY_HAND, CAUSES, kinds_earned, unearned

LATER = datetime(2027, 1, 1, tzinfo=UTC)


async def test_whatever_a_day_of_everything_brought_people_has_its_cause(day):
    assert await unearned() == []
    assert await kinds_earned() == set(CAUSES), "a cause that nothing has proves nothing"


@one_transaction
async def paid(person_id, *, kind, cause, source=BANK, fen=1, into=AccountKind.CASH):
    """A posting the product does not make, and the ledger by itself would not mind."""
    legs = [Leg(source=source, target=of_person(into, str(person_id)), amount=fen)]
    if source.kind is AccountKind.ESCROW:
        legs.insert(0, Leg(source=BANK, target=source, amount=fen))
    key = f"sabotage:{kind}:{cause}"
    await ledger.post_new(Journal(key=key, kind=kind, cause=str(cause), legs=legs), now=LATER)
    return key


async def by_a_referral():
    """A commission because somebody was led here."""
    edge = await Referral.all().first()
    return await paid(edge.upline_id, kind="ORDER_SETTLED", cause=edge.id)


async def by_a_referral_through_an_escrow():
    edge, order = await Referral.all().first(), await settled()
    wrong = escrow(str(order.id))
    return await paid(edge.upline_id, kind="ORDER_SETTLED", cause=edge.id, source=wrong)


async def by_a_kind_of_its_own():
    edge = await Referral.all().first()
    return await paid(edge.upline_id, kind="RECRUITED", cause=edge.id, into=AccountKind.CREDIT)


async def settled():
    row = await Commission.filter(status="SETTLED", why="DUE").first()
    return await Order.get(id=row.order_id)


async def to_who_bought():
    order = await settled()
    return await paid(
        order.person_id, kind="ORDER_SETTLED", cause=order.id, source=escrow(str(order.id))
    )


async def to_who_led_nobody():
    order = await settled()
    other = await Person.filter(role="OPERATOR").first()
    return await paid(other.id, kind="ORDER_SETTLED", cause=order.id, source=escrow(str(order.id)))


async def out_of_a_fee():
    """The right person and the right order, but what pays is what a merchant put down."""
    row = await Commission.filter(status="SETTLED", why="DUE").first()
    found = await ledger.Account.filter(kind="DEPOSIT", balance__gt=0).first()
    fee = AccountName(AccountKind.DEPOSIT, found.owner)
    return await paid(row.person_id, kind="ORDER_SETTLED", cause=row.order_id, source=fee)


async def before_the_goods_were_there():
    row = await Commission.filter(status="PENDING", why="DUE").first()
    order = escrow(str(row.order_id))
    return await paid(row.person_id, kind="ORDER_SETTLED", cause=row.order_id, source=order)


async def more_than_was_promised():
    row = await Commission.filter(status="SETTLED", why="DUE").first()
    order, fen = escrow(str(row.order_id)), row.amount_fen + 1
    return await paid(
        row.person_id, kind="ORDER_SETTLED", cause=row.order_id, source=order, fen=fen
    )


@pytest.mark.parametrize(
    "sabotage",
    [
        by_a_referral,
        by_a_referral_through_an_escrow,
        by_a_kind_of_its_own,
        to_who_bought,
        to_who_led_nobody,
        out_of_a_fee,
        before_the_goods_were_there,
        more_than_was_promised,
    ],
)
async def test_a_payment_without_goods_is_found(day, sabotage):
    key = await sabotage()
    [found] = await unearned()
    assert found.startswith(f"{key}: ")


def test_the_product_posts_nothing_of_what_tests_give_by_hand():
    root = Path(__file__).parents[2]
    rooms = [root / room for room in ("rules", "models", "actions", "resolvers", "schema", "app")]
    said = [path.read_text() for room in rooms for path in room.rglob("*.py")]
    assert not [kind for kind in BY_HAND if any(f'"{kind}"' in text for text in said)]
