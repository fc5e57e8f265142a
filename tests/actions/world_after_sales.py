"""Orders that something can be asked of, and who asks and answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.after_sale_answers import (
    Answer,
    agree_after_sale,
    decline_after_sale,
    object_to_return,
    receive_return,
    send_replacement,
)
from actions.after_sales import (
    Parcel,
    Request,
    change_after_sale,
    confirm_replacement,
    request_after_sale,
    send_return,
    withdraw_after_sale,
)
from actions.complaints import Ruling, Statement, add_evidence, file_complaint, rule_complaint
from actions.merchants import Seller
from actions.orders import buy_solo
from models.after_sales import AfterSale, AfterSaleStep
from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.outbox import OutboxEvent
from models.people import Person
from rules.after_sale_offers import AfterSaleReason, Wanted
from rules.after_sales import AfterSaleKind
from rules.people import Role
from tests.actions.world_shipping import received
from tests.actions.worlds import World, make_world, pay

R, K = AfterSaleReason, AfterSaleKind
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def wanted(kind=K.REFUND_ONLY, reason=R.DAMAGED, **changes) -> Wanted:
    facts = {"text": "压坏了", "picture_ids": [], "pieces": 1, "amount_fen": None}
    return Wanted(kind=kind, reason=reason, **{**facts, **changes})


@dataclass
class Desk:
    """A buyer's order, who serves for its merchant, and an operator who is neither."""

    world: World
    order: Order
    seller: Seller
    operator: Person
    now: datetime

    def key(self) -> str:
        return new_id(self.now).hex

    async def row(self) -> Order:
        return await Order.get(id=self.order.id)

    async def ask(self, kind=K.REFUND_ONLY, reason=R.DAMAGED, *, now=None, key=None, **changes):
        request = Request(
            person_id=self.order.person_id,
            order_id=self.order.id,
            wanted=wanted(kind, reason, **changes),
            key=key or self.key(),
        )
        return await request_after_sale(request, now=now or self.now)

    async def change(self, sale, kind=K.REFUND_ONLY, reason=R.DAMAGED, *, now=None, **changes):
        return await change_after_sale(
            person_id=self.order.person_id,
            after_sale_id=sale.id,
            wanted=wanted(kind, reason, **changes),
            now=now or self.now,
        )

    async def withdraw(self, sale, *, now=None):
        return await withdraw_after_sale(
            person_id=self.order.person_id, after_sale_id=sale.id, now=now or self.now
        )

    def answer(self, sale, key=None) -> Answer:
        return Answer(seller=self.seller, after_sale_id=sale.id, key=key or self.key())

    async def agree(self, sale, *, now=None, return_to="成都市一环路 1 号", key=None):
        return await agree_after_sale(
            self.answer(sale, key), return_to=return_to, now=now or self.now
        )

    async def decline(self, sale, *, now=None):
        return await decline_after_sale(
            seller=self.seller, after_sale_id=sale.id, reason="包装完好", now=now or self.now
        )

    async def send_back(self, sale, *, now=None, number="SF1"):
        return await send_return(
            person_id=self.order.person_id,
            after_sale_id=sale.id,
            parcel=Parcel(carrier="顺丰", number=number),
            now=now or self.now,
        )

    async def receive(self, sale, *, now=None, shelved=None, key=None):
        return await receive_return(self.answer(sale, key), shelved=shelved, now=now or self.now)

    async def object(self, sale, *, now=None):
        return await object_to_return(
            seller=self.seller,
            after_sale_id=sale.id,
            reason="少了一半",
            picture_ids=[],
            now=now or self.now,
        )

    async def replace(self, sale, *, now=None, number="SF2"):
        return await send_replacement(
            seller=self.seller,
            after_sale_id=sale.id,
            carrier="顺丰",
            number=number,
            now=now or self.now,
        )

    async def confirm(self, sale, *, now=None):
        return await confirm_replacement(
            person_id=self.order.person_id, after_sale_id=sale.id, now=now or self.now
        )

    def statement(self, sale, person_id, text="照片可证") -> Statement:
        return Statement(person_id=person_id, after_sale_id=sale.id, text=text, picture_ids=[])

    async def complain(self, sale, *, now=None):
        statement = self.statement(sale, self.order.person_id)
        return await file_complaint(statement, now=now or self.now)

    async def witness(self, sale, person_id, seller=None, *, now=None):
        statement = self.statement(sale, person_id)
        return await add_evidence(statement, seller=seller, now=now or self.now)

    async def rule(self, sale, fen=None, *, now=None, return_first=False, by=None, key=None):
        ruling = Ruling(
            operator_id=(by or self.operator).id,
            after_sale_id=sale.id,
            amount_fen=fen,
            return_first=return_first,
            reason="按照片判定",
            key=key or self.key(),
        )
        return await rule_complaint(ruling, now=now or self.now)

    async def told(self, person_id) -> list[str]:
        """What this person heard of after-sales, in order."""
        found = await OutboxEvent.filter(topic=f"viewer:{person_id}").order_by("id")
        return [e.kind for e in found if e.kind.startswith(("AFTER_SALE", "COMPLAINT"))]


async def steps_of(sale: AfterSale) -> list[str]:
    found = await AfterSaleStep.filter(after_sale_id=sale.id).order_by("n")
    return [f"{step.side} {step.deed} {step.status}" for step in found]


async def desk_of(world: World, order: Order, now: datetime) -> Desk:
    """A merchant's desk for an order that is paid."""
    staff = await world.person("客服", role=Role.MERCHANT)
    await MerchantStaff.create(
        id=new_id(now), merchant_id=order.merchant_id, person_id=staff.id, duties=["SERVICE"]
    )
    return Desk(
        world=world,
        order=await Order.get(id=order.id),
        seller=Seller(person_id=staff.id, is_operator=False),
        operator=await world.person("值班员", role=Role.OPERATOR),
        now=now,
    )


async def make_desk(now: datetime, *, quantity: int = 1, arrived: bool = True) -> Desk:
    """A solo order, received where ``arrived``, else to be shipped."""
    world = await make_world(now)
    placed = await buy_solo(world.wish(await world.person(), quantity=quantity), now=now)
    await pay(placed, at=now)
    if arrived:
        await received(placed.order.id, now=now)
    return await desk_of(world, placed.order, now)
