"""Two sides who do not agree are heard, and an operator who is neither rules between them."""

import pytest

from actions.merchants import Seller
from models.audit import AuditEntry
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person
from rules.after_sale_offers import AfterSaleDenial
from rules.policy import POLICY
from rules.refusals import (
    AfterSaleMoved,
    AfterSaleNotFound,
    AfterSaleNotOffered,
    AfterSaleTooLarge,
    OtherPersonDecides,
)
from tests.actions.world_after_sales import K, R, make_desk, steps_of
from tests.actions.worlds import SOLO_FEN

pytestmark = pytest.mark.usefixtures("books")


async def disputed(desk, *args, **changes):
    sale = await desk.ask(*args, **changes)
    await desk.decline(sale)
    return await desk.complain(sale)


async def test_a_customer_gets_a_part_and_nobody_asks_again(noon, books, refused):
    desk = await make_desk(noon)
    sale = await disputed(desk)
    assert (sale.status, sale.due_at) == ("DISPUTED", noon + POLICY.after_sale_ruled)
    assert (await desk.row()).disputes == 1
    await desk.witness(sale, desk.order.person_id)
    await desk.witness(sale, desk.seller.person_id, desk.seller)
    sale = await desk.rule(sale, 1000)
    assert (sale.status, sale.ruled_fen, sale.refunded_fen) == ("REFUNDING", 1000, 1000)
    assert ((await desk.row()).refunded_fen, (await desk.row()).disputes) == (1000, 0)
    assert await steps_of(sale) == [
        "BUYER REQUEST REQUESTED",
        "SELLER DECLINE DECLINED",
        "BUYER COMPLAIN DISPUTED",
        "BUYER ADD_EVIDENCE DISPUTED",
        "SELLER ADD_EVIDENCE DISPUTED",
        "OPERATOR RULE REFUNDING",
    ]
    note = await AuditEntry.get(verb="ruleComplaint")
    assert (note.person_id, note.reason) == (desk.operator.id, "按照片判定")
    assert (await desk.told(desk.seller.person_id))[-1] == "COMPLAINT_RULED"
    assert (await desk.told(desk.order.person_id))[-1] == "COMPLAINT_RULED"
    async with refused(AfterSaleNotOffered) as refusal:
        await desk.ask()
    assert refusal.value.why == AfterSaleDenial.RULED


async def test_for_the_merchant_nothing_goes_back(noon, books, refused):
    desk = await make_desk(noon)
    sale = await disputed(desk)
    sale = await desk.rule(sale, 0)
    assert (sale.status, sale.outcome, sale.ruled_fen) == ("CLOSED", "RULED_OUT", 0)
    assert ((await desk.row()).refunded_fen, (await desk.row()).disputes) == (0, 0)
    async with refused(AfterSaleMoved):
        await desk.rule(sale, 5)


async def test_goods_may_have_to_go_back_first_and_then_nobody_objects(noon, books, refused):
    desk = await make_desk(noon)
    sale = await disputed(desk, K.RETURN_AND_REFUND, R.DEFECTIVE)
    sale = await desk.rule(sale, return_first=True)
    assert (sale.status, (await desk.row()).disputes) == ("AGREED", 1)
    await desk.send_back(sale)
    async with refused(AfterSaleMoved):
        await desk.object(sale)
    sale = await desk.receive(sale)
    assert (sale.status, sale.refunded_fen) == ("REFUNDING", SOLO_FEN)


async def test_a_merchant_objects_to_what_came_back(noon, books, refused):
    desk = await make_desk(noon)
    sale = await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND)
    await desk.agree(sale)
    await desk.send_back(sale)
    sale = await desk.object(sale)
    assert (sale.status, sale.complained_at) == ("DISPUTED", noon)
    async with refused(AfterSaleMoved):
        await desk.withdraw(sale)
    assert (await desk.rule(sale, 1640)).refunded_fen == 1640


async def test_other_goods_that_are_wrong_again_are_a_complaint(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.EXCHANGE, R.WRONG_GOODS)
    await desk.agree(sale)
    await desk.send_back(sale)
    await desk.receive(sale)
    await desk.replace(sale)
    await desk.complain(sale)
    assert (await desk.rule(sale)).refunded_fen == SOLO_FEN


async def test_no_operator_rules_on_what_is_their_own(noon, books, refused):
    desk = await make_desk(noon)
    sale = await disputed(desk)
    async with refused(AfterSaleTooLarge) as refusal:
        await desk.rule(sale, SOLO_FEN + 1)
    assert refusal.value.most_fen == SOLO_FEN
    works_there = desk.operator
    await MerchantStaff.create(
        id=new_id(noon), merchant_id=sale.merchant_id, person_id=works_there.id
    )
    async with refused(OtherPersonDecides):
        await desk.rule(sale)
    async with refused(OtherPersonDecides):
        await desk.rule(sale, by=await Person.get(id=desk.order.person_id))


async def test_an_operator_who_answered_for_the_merchant_does_not_rule(noon, books, refused):
    desk = await make_desk(noon)
    sale = await desk.ask()
    desk.seller = Seller(person_id=desk.operator.id, is_operator=True)
    await desk.decline(sale)
    await desk.complain(sale)
    async with refused(OtherPersonDecides):
        await desk.rule(sale)


async def test_only_the_two_sides_are_heard(noon, books, refused):
    desk = await make_desk(noon)
    sale = await disputed(desk)
    stranger = await desk.world.person()
    async with refused(AfterSaleNotFound):
        await desk.witness(sale, stranger.id)
    async with refused(AfterSaleNotFound):
        await desk.complain(type(sale)(id=stranger.id))
