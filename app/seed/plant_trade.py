"""How goods of the demo world went their way, came back, were paid for, and were spoken of."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from actions.after_sale_answers import Answer, agree_after_sale
from actions.after_sales import Request, request_after_sale
from actions.conversations import Speaker, open_conversation, send_message
from actions.leases import claim_due_withdrawals
from actions.merchants import Seller
from actions.order_refunds import OrderRefund, refund_order
from actions.order_settlements import settle_orders
from actions.parcels import Shipment, claim_parcel, record_movements, ship_order
from actions.payout_methods import NewMethod, add_payout_method
from actions.payouts import record_payout
from actions.questions import answer_question, ask_question
from actions.receipts import confirm_receipt
from actions.withdrawals import NewWithdrawal, Party, request_withdrawal
from app.seed import plan_trade as plan
from app.seed.deeds import PAYS_AFTER, TOLD_AFTER, Deeds, Step, send_refunds, wish
from app.seed.goods import PRODUCTS_BY_SLUG
from app.seed.people import PEOPLE_BY_HANDLE
from app.seed.wares import seed_id
from models.after_sales import AfterSale
from models.conversations import Conversation
from models.parcels import Parcel
from models.payout_methods import PayoutMethod
from rules.after_sale_offers import AfterSaleReason, Wanted
from rules.after_sales import AfterSaleKind
from rules.parcels import Movement, ParcelStatus
from rules.payees import PayoutChannel
from rules.payouts import Told
from rules.talk import message
from rules.withdrawals import PayoutOutcome

OPERATOR = seed_id("person", "ops")


def _seller(handle: str) -> Seller:
    return Seller(person_id=seed_id("person", handle), is_operator=False)


def _merchant(handle: str) -> UUID:
    slug = PEOPLE_BY_HANDLE[handle].merchant
    assert slug is not None, "they own one"
    return seed_id("merchant", slug)


class Trade:
    """Parcels, settlements, what came back, talk, and money that left."""

    def __init__(self, deeds: Deeds, *, planted_at: datetime) -> None:
        self._deeds = deeds
        self._planted_at = planted_at

    def steps(self) -> list[Step]:
        """Return what happened, in the order of the plan."""
        found = [step for sale in plan.SALES for step in self._sale(sale)]
        found += self._after_sales()
        for asked in plan.QUESTIONS:
            found.append(self._at(asked[3], partial(_question, asked)))
        for number, (who, text, ago) in enumerate(plan.TALK):
            found.append(self._at(ago, partial(_say, number, who, text)))
        return [
            *found,
            self._at(plan.PAID_OUT, _pay_out),
            self._at(plan.ASKED_OUT, _ask_out),
        ]

    def _at(self, ago: timedelta, happen: Callable[[datetime], Awaitable[object]]) -> Step:
        return Step(at=self._planted_at - ago, happen=happen)

    def _sale(self, sale: plan.Sale) -> list[Step]:
        wanted = wish(sale.handle, seed_id("sku", sale.sku), sale.key, quantity=sale.quantity)
        found = [
            self._at(sale.bought, lambda now: self._deeds.buy(wanted, now=now)),
            self._deeds.payment(wanted.key, at=self._planted_at - sale.bought + PAYS_AFTER),
        ]
        if sale.shipped is not None:
            found.append(self._at(sale.shipped, lambda now: self._ship(sale, now)))
            found.append(self._at(sale.shipped - timedelta(hours=9), partial(self._moves, sale)))
        if sale.received is not None:
            settled = sale.received - plan.SETTLED_AFTER
            found.append(self._at(sale.received, lambda now: self._receive(sale, now)))
            if settled > timedelta():
                found.append(self._at(settled, lambda now: self._settle(sale, now)))
        return found

    def _order(self, key: str) -> UUID:
        return self._deeds.order_of(f"seed/{key}")

    async def _ship(self, sale: plan.Sale, now: datetime) -> None:
        number = f"SF{seed_id('parcel', sale.key).int % 10**13:013}"
        shipment = Shipment(
            order_id=self._order(sale.key),
            carrier_code=plan.CARRIER,
            tracking_number=number,
            pieces=None,
            key=f"seed/{sale.key}/ship",
        )
        await ship_order(shipment, seller=_seller(sale.owner), now=now)

    async def _moves(self, sale: plan.Sale, now: datetime) -> None:
        parcel = await Parcel.get(order_id=self._order(sale.key))
        leased = await claim_parcel(parcel.id, now=now)
        assert leased is not None, "its carrier is to be asked"
        way = [*plan.WAY, *([plan.ARRIVED] if sale.delivered is not None else [])]
        delivered_at = self._planted_at - (sale.delivered or timedelta())
        moments = [parcel.shipped_at + timedelta(hours=hours) for hours in (2, 7)]
        said = [
            Movement(
                event_id=f"{parcel.tracking_number}-{n}",
                status=ParcelStatus(status),
                place=place,
                happened_at=min(at, now) if n < len(plan.WAY) else delivered_at,
            )
            for n, ((status, place), at) in enumerate(
                zip(way, [*moments, delivered_at], strict=False)
            )
        ]
        await record_movements(said, parcel_id=parcel.id, lease_no=leased.lease_no, now=now)

    async def _receive(self, sale: plan.Sale, now: datetime) -> None:
        buyer = seed_id("person", sale.handle)
        await confirm_receipt(person_id=buyer, order_id=self._order(sale.key), now=now)

    async def _settle(self, sale: plan.Sale, now: datetime) -> None:
        await settle_orders([self._order(sale.key)], now=now)

    def _after_sales(self) -> list[Step]:
        back = self._planted_at - plan.PART_BACK
        return [
            self._at(plan.PART_BACK, self._part_back),
            Step(at=back + TOLD_AFTER, happen=send_refunds),
            self._at(
                plan.RETURN_ASKED,
                lambda now: self._ask(
                    plan.GOES_BACK,
                    "yuqian",
                    (AfterSaleKind.RETURN_AND_REFUND, AfterSaleReason.CHANGED_MIND),
                    plan.RETURN_WORDS,
                    now,
                ),
            ),
            self._at(plan.RETURN_AGREED, self._agree),
            self._at(
                plan.CALLED_OFF_AT,
                lambda now: self._ask(
                    plan.CALLED_OFF,
                    "lily",
                    (AfterSaleKind.REFUND_ONLY, AfterSaleReason.CHANGED_MIND),
                    plan.CALLED_OFF_WORDS,
                    now,
                ),
            ),
        ]

    async def _part_back(self, now: datetime) -> None:
        part = OrderRefund(
            operator_id=OPERATOR,
            order_id=self._order(plan.KEPT),
            amount_fen=plan.PART_BACK_FEN,
            reason=plan.PART_BACK_WHY,
            key="seed/trade/part-back",
        )
        await refund_order(part, now=now)

    async def _ask(
        self,
        key: str,
        handle: str,
        what: tuple[AfterSaleKind, AfterSaleReason],
        text: str,
        now: datetime,
    ) -> None:
        kind, reason = what
        wanted = Wanted(
            kind=kind, reason=reason, text=text, picture_ids=(), pieces=1, amount_fen=None
        )
        request = Request(
            person_id=seed_id("person", handle),
            order_id=self._order(key),
            wanted=wanted,
            key=f"seed/{key}/after-sale",
        )
        await request_after_sale(request, now=now)

    async def _agree(self, now: datetime) -> None:
        sale = await AfterSale.get(order_id=self._order(plan.GOES_BACK))
        answer = Answer(seller=_seller("orchard"), after_sale_id=sale.id, key="seed/trade/agree")
        await agree_after_sale(answer, return_to=plan.RETURN_TO, now=now)


async def _question(asked: tuple[str, str, str, timedelta, str], now: datetime) -> None:
    slug, who, text, _, answer = asked
    row = await ask_question(
        person_id=seed_id("person", who), product_id=seed_id("product", slug), text=text, now=now
    )
    if answer:
        owner = next(
            each.handle
            for each in PEOPLE_BY_HANDLE.values()
            if each.merchant == PRODUCTS_BY_SLUG[slug].merchant
        )
        later = now + timedelta(hours=2)
        await answer_question(seller=_seller(owner), question_id=row.id, text=answer, now=later)


async def _say(number: int, who: str, text: str, now: datetime) -> None:
    customer = Speaker(person_id=seed_id("person", "juzi"))
    merchant_id = _merchant("orchard")
    if number == 0:
        await open_conversation(speaker=customer, merchant_id=merchant_id, now=now)
    talk = await Conversation.get(person_id=customer.person_id, merchant_id=merchant_id)
    new = message(client_id=f"seed-{number}", text=text, picture_ids=(), card=None)
    speaker = Speaker(person_id=seed_id("person", who))
    await send_message(speaker=speaker, conversation_id=talk.id, new=new, now=now)


async def _method(party: Party, holder: str, now: datetime) -> PayoutMethod:
    new = NewMethod(
        party_id=party.id,
        is_merchant=party.merchant_id is not None,
        channel=PayoutChannel.BANK_CARD,
        account_masked="**** 0014",
        holder=holder,
        payee=f"pay_{seed_id('payee', holder).hex}",
    )
    return await add_payout_method(new, person_id=party.person_id, now=now)


async def _sent(
    party: Party, holder: str, wanted: tuple[int, str], outcome: PayoutOutcome, now: datetime
) -> None:
    """Ask a sum out, and have the provider say what became of it."""
    to = await _method(party, holder, now)
    amount_fen, key = wanted
    new = NewWithdrawal(party=party, method_id=to.id, amount_fen=amount_fen, key=key)
    row = await request_withdrawal(new, now=now)
    await claim_due_withdrawals(now=now + timedelta(seconds=1))
    told = Told(
        number=row.number,
        reference=f"SEED{row.number}",
        amount_fen=row.quoted().arrives_fen,
        outcome=outcome,
        payee=row.payee,
        failure="" if outcome is PayoutOutcome.SUCCEEDED else plan.UNKNOWN_ACCOUNT,
    )
    await record_payout(told, now=now + timedelta(minutes=2))


async def _pay_out(now: datetime) -> None:
    """Pay out what sharing brought one of them."""
    person, wanted = PEOPLE_BY_HANDLE["banxia"], (plan.PAID_OUT_FEN, "seed/paid-out")
    party = Party(person_id=person.id)
    await _sent(party, person.display_name, wanted, PayoutOutcome.SUCCEEDED, now)


async def _ask_out(now: datetime) -> None:
    """Have a merchant ask for what it earned, in vain."""
    person, wanted = PEOPLE_BY_HANDLE["workshop"], (plan.ASKED_OUT_FEN, "seed/asked-out")
    party = Party(person_id=person.id, merchant_id=_merchant("workshop"))
    await _sent(party, person.display_name, wanted, PayoutOutcome.FAILED, now)
