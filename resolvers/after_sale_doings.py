"""What the viewer does about an after-sale: as its buyer, for its merchant, or as an operator."""

from collections.abc import Sequence
from uuid import UUID

from actions import after_sale_answers as answers
from actions import after_sales as actions
from actions import complaints
from actions.after_sale_answers import Answer
from actions.after_sales import Parcel, Request
from actions.complaints import Ruling, Statement
from actions.merchants import Seller
from models.after_sales import AfterSale
from resolvers.context import Context
from resolvers.merchants import seller
from rules import after_sale_texts as texts
from rules.after_sale_offers import Wanted
from rules.faults import Forbidden
from rules.money import MOST_FEN
from rules.people import Role, line
from rules.refusals import AfterSaleNotFound
from rules.texts import within

CARRIER_MOST, NUMBER_MOST = 40, 40
RETURN_TO_MOST = 200


def _parcel(carrier: str, number: str) -> Parcel:
    return Parcel(
        carrier=line(carrier, field="input.carrier", most=CARRIER_MOST),
        number=line(number, field="input.trackingNumber", most=NUMBER_MOST),
    )


def _serves(ctx: Context) -> Seller:
    """Return who asks as somebody who sells; to who only buys there is no such after-sale.

    Raises:
        AfterSaleNotFound: they act for nobody.
    """
    ctx.signed_in()
    try:
        return seller(ctx)
    except Forbidden:
        raise AfterSaleNotFound from None


async def request_after_sale(
    ctx: Context, *, order_id: UUID, wanted: Wanted, key: str
) -> AfterSale:
    """Ask for something of an order of the viewer's."""
    request = Request(
        person_id=ctx.signed_in().id, order_id=order_id, wanted=checked(wanted), key=key
    )
    row = await actions.request_after_sale(request, now=ctx.now())
    ctx.fresh()
    return row


def checked(wanted: Wanted) -> Wanted:
    """Return what is asked for, its words and pictures bounded.

    Raises:
        BadInput: a value cannot be meant; its field is named.
    """
    return Wanted(
        kind=wanted.kind,
        reason=wanted.reason,
        text=texts.words(wanted.text),
        picture_ids=texts.pictures(wanted.picture_ids),
        pieces=wanted.pieces,
        amount_fen=_amount(wanted.amount_fen, least=1),
    )


def _amount(fen: int | None, *, least: int) -> int | None:
    return None if fen is None else within(fen, least, MOST_FEN, field="input.amountFen")


async def change_after_sale(ctx: Context, *, after_sale_id: UUID, wanted: Wanted) -> AfterSale:
    """Ask for something else, or once more."""
    person_id = ctx.signed_in().id
    row = await actions.change_after_sale(
        person_id=person_id, after_sale_id=after_sale_id, wanted=checked(wanted), now=ctx.now()
    )
    ctx.fresh()
    return row


async def withdraw_after_sale(ctx: Context, *, after_sale_id: UUID) -> AfterSale:
    """Let an after-sale of the viewer's be."""
    person_id = ctx.signed_in().id
    row = await actions.withdraw_after_sale(
        person_id=person_id, after_sale_id=after_sale_id, now=ctx.now()
    )
    ctx.fresh()
    return row


async def send_return(ctx: Context, *, after_sale_id: UUID, carrier: str, number: str) -> AfterSale:
    """Say by which parcel the viewer sends goods back."""
    person_id = ctx.signed_in().id
    row = await actions.send_return(
        person_id=person_id,
        after_sale_id=after_sale_id,
        parcel=_parcel(carrier, number),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def confirm_replacement(ctx: Context, *, after_sale_id: UUID) -> AfterSale:
    """Say that the viewer has the other goods."""
    person_id = ctx.signed_in().id
    row = await actions.confirm_replacement(
        person_id=person_id, after_sale_id=after_sale_id, now=ctx.now()
    )
    ctx.fresh()
    return row


async def agree_after_sale(
    ctx: Context, *, after_sale_id: UUID, return_to: str, key: str
) -> AfterSale:
    """Grant what a customer asks for, for its merchant."""
    answer = Answer(seller=_serves(ctx), after_sale_id=after_sale_id, key=key)
    told = line(return_to, field="input.returnTo", most=RETURN_TO_MOST, least=0)
    row = await answers.agree_after_sale(answer, return_to=told, now=ctx.now())
    ctx.fresh()
    return row


async def decline_after_sale(ctx: Context, *, after_sale_id: UUID, reason: str) -> AfterSale:
    """Decline what a customer asks for, for its merchant."""
    row = await answers.decline_after_sale(
        seller=_serves(ctx),
        after_sale_id=after_sale_id,
        reason=texts.words(reason, field="input.reason", least=1),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def receive_return(
    ctx: Context, *, after_sale_id: UUID, shelved: int | None, key: str
) -> AfterSale:
    """Say that goods are back, for their merchant."""
    answer = Answer(seller=_serves(ctx), after_sale_id=after_sale_id, key=key)
    row = await answers.receive_return(answer, shelved=shelved, now=ctx.now())
    ctx.fresh()
    return row


async def object_to_return(
    ctx: Context, *, after_sale_id: UUID, reason: str, picture_ids: Sequence[UUID]
) -> AfterSale:
    """Object to goods that came back, for their merchant."""
    row = await answers.object_to_return(
        seller=_serves(ctx),
        after_sale_id=after_sale_id,
        reason=texts.words(reason, field="input.reason", least=1),
        picture_ids=texts.pictures(picture_ids),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def send_replacement(
    ctx: Context, *, after_sale_id: UUID, carrier: str, number: str
) -> AfterSale:
    """Say by which parcel other goods go, for their merchant."""
    parcel = _parcel(carrier, number)
    row = await answers.send_replacement(
        seller=_serves(ctx),
        after_sale_id=after_sale_id,
        carrier=parcel.carrier,
        number=parcel.number,
        now=ctx.now(),
    )
    ctx.fresh()
    return row


def _stated(
    person_id: UUID, after_sale_id: UUID, text: str, picture_ids: Sequence[UUID]
) -> Statement:
    return Statement(
        person_id=person_id,
        after_sale_id=after_sale_id,
        text=texts.words(text, least=1),
        picture_ids=texts.pictures(picture_ids),
    )


async def file_complaint(
    ctx: Context, *, after_sale_id: UUID, text: str, picture_ids: Sequence[UUID]
) -> AfterSale:
    """Have an operator decide about an after-sale of the viewer's."""
    statement = _stated(ctx.signed_in().id, after_sale_id, text, picture_ids)
    row = await complaints.file_complaint(statement, now=ctx.now())
    ctx.fresh()
    return row


async def add_evidence(
    ctx: Context, *, after_sale_id: UUID, text: str, picture_ids: Sequence[UUID]
) -> AfterSale:
    """Add to what an operator will decide by; an operator takes no side."""
    viewer = ctx.signed_in()
    sells = viewer.person.role is Role.MERCHANT
    row = await complaints.add_evidence(
        _stated(viewer.id, after_sale_id, text, picture_ids),
        seller=Seller(person_id=viewer.id, is_operator=False) if sells else None,
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def rule_complaint(
    ctx: Context,
    *,
    after_sale_id: UUID,
    amount_fen: int | None,
    return_first: bool,
    reason: str,
    key: str,
) -> AfterSale:
    """Decide between a customer and a merchant, as an operator."""
    ruling = Ruling(
        operator_id=ctx.acting_as(Role.OPERATOR).id,
        after_sale_id=after_sale_id,
        amount_fen=_amount(amount_fen, least=0),
        return_first=return_first,
        reason=texts.words(reason, field="input.reason", least=1),
        key=key,
    )
    row = await complaints.rule_complaint(ruling, now=ctx.now())
    ctx.fresh()
    return row
