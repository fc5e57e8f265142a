"""Answers about money on its way out: to whose it is, and to operators."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actions import payouts as payout_actions
from actions import withdrawal_decisions as decisions
from actions import withdrawals as actions
from actions.withdrawals import NewWithdrawal, Party
from models.withdrawals import Withdrawal
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import pays_out_for
from resolvers.pages import Page, Window, paged
from rules import withdrawals as rules
from rules.money import MOST_FEN
from rules.people import Role, line
from rules.refusals import Refusal, WithdrawalNotFound
from rules.texts import within
from rules.withdrawals import Quote, Standing, Terms, WithdrawalStatus

NEWEST = pages.Order(column="requested_at", descending=True)
OLDEST = pages.Order(column="requested_at")
REASON_MOST = 200


async def withdrawal(ctx: Context, withdrawal_id: UUID) -> Withdrawal | None:
    """Find a withdrawal of the viewer's or of a merchant they see to; an operator finds any."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.withdrawal.load(withdrawal_id)
    if row is None or viewer.person.role is Role.OPERATOR:
        return row
    if row.merchant_id is None:
        return row if row.requested_by_id == viewer.id else None
    return row if await pays_out_for(ctx, row.merchant_id) else None


async def withdrawals_of(_: Context, person_id: UUID, window: Window) -> Page[Withdrawal]:
    """Return a page of what somebody asked out of their own cash, the newest first."""
    return await paged(Withdrawal.filter(party_id=person_id, merchant_id=None), window, NEWEST)


async def merchant_withdrawals(
    ctx: Context, merchant_id: UUID, window: Window
) -> Page[Withdrawal] | None:
    """Return a page of a merchant's, the newest first, to who sees to its money and operators."""
    viewer = ctx.signed_in()
    if viewer.person.role is not Role.OPERATOR and not await pays_out_for(ctx, merchant_id):
        return None
    return await paged(Withdrawal.filter(party_id=merchant_id), window, NEWEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which withdrawals an operator looks at; what is unsaid sieves nothing."""

    statuses: tuple[WithdrawalStatus, ...] = ()
    of_merchants: bool | None = None
    only_delayed: bool = False


async def withdrawals(ctx: Context, window: Window, sieve: Sieve) -> Page[Withdrawal]:
    """Return a page of everybody's, the one that waits longest first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    query = Withdrawal.all()
    if sieve.statuses:
        query = query.filter(status__in=list(sieve.statuses))
    if sieve.of_merchants is not None:
        query = query.filter(merchant_id__isnull=not sieve.of_merchants)
    if sieve.only_delayed:
        query = query.filter(delayed_at__not_isnull=True, ended_at=None)
    return await paged(query, window, OLDEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of a sum, and why it may not be asked out."""

    standing: Standing
    terms: Terms
    quoted: Quote
    lands_on: date
    refusal: Refusal | None


async def withdrawal_preview(
    ctx: Context, *, amount_fen: int, merchant_id: UUID | None
) -> Preview | None:
    """Return what would become of a sum; None of a merchant the viewer does not see to."""
    viewer = ctx.signed_in()
    within(amount_fen, 1, MOST_FEN // 1_000, field="amountFen")
    if merchant_id is not None and not await pays_out_for(ctx, merchant_id):
        return None
    party = Party(person_id=viewer.id, merchant_id=merchant_id)
    standing = await actions.standing_of(party, now=ctx.now())
    refusal: Refusal | None = None
    try:
        rules.may_request(amount_fen, standing, terms=party.terms)
    except Refusal as refused:
        refusal = refused
    quoted = rules.quote(amount_fen, month=standing.month, terms=party.terms)
    return Preview(
        standing=standing,
        terms=party.terms,
        quoted=quoted,
        lands_on=rules.lands_on(audited=quoted.audited, now=ctx.now()),
        refusal=refusal,
    )


async def request_withdrawal(
    ctx: Context, *, amount_fen: int, method_id: UUID, merchant_id: UUID | None, key: str
) -> Withdrawal:
    """Ask out a sum of the viewer's cash, or of what a merchant they see to is owed."""
    viewer = ctx.signed_in()
    new = NewWithdrawal(
        party=Party(person_id=viewer.id, merchant_id=merchant_id),
        method_id=method_id,
        amount_fen=within(amount_fen, 1, MOST_FEN // 1_000, field="input.amountFen"),
        key=key,
    )
    return await actions.request_withdrawal(new, now=ctx.now())


async def cancel_withdrawal(ctx: Context, withdrawal_id: UUID) -> Withdrawal:
    """Call off what nobody decided yet."""
    viewer = ctx.signed_in()
    row = await actions.cancel_withdrawal(
        withdrawal_id=withdrawal_id, person_id=viewer.id, now=ctx.now()
    )
    ctx.fresh()
    return row


async def confirm_withdrawal(ctx: Context, withdrawal_id: UUID) -> Withdrawal:
    """Tell the provider that the viewer takes what waits for them.

    Raises:
        WithdrawalNotFound: none of theirs, or of a merchant they see to, answers to the id.
        WithdrawalNotWaiting: it waits for nobody.
        PayoutUnavailable: the provider does not answer; they may have been heard.
    """
    viewer = ctx.signed_in()
    row = await Withdrawal.get_or_none(id=withdrawal_id)
    if row is None or not await actions.is_of(row, viewer.id):
        raise WithdrawalNotFound
    rules.waits(row.status, waits_until=row.waits_until)
    await ctx.payer.confirm(row)
    ctx.fresh()
    return await Withdrawal.get(id=withdrawal_id)


async def approve_withdrawal(ctx: Context, *, withdrawal_id: UUID, key: str) -> Withdrawal:
    """Let go out as an operator what another person asked for."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await decisions.approve_withdrawal(
        withdrawal_id=withdrawal_id, operator_id=viewer.id, key=key, now=ctx.now()
    )
    ctx.fresh()
    return row


async def reject_withdrawal(ctx: Context, *, withdrawal_id: UUID, reason: str) -> Withdrawal:
    """Refuse as an operator what another person asked for, with a reason they read."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await decisions.reject_withdrawal(
        withdrawal_id=withdrawal_id,
        operator_id=viewer.id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def mark_withdrawal(
    ctx: Context, *, withdrawal_id: UUID, was_paid: bool, reason: str
) -> Withdrawal:
    """Say as an operator what became of a payout that the provider does not answer about."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await payout_actions.mark_withdrawal(
        withdrawal_id=withdrawal_id,
        operator_id=viewer.id,
        was_paid=was_paid,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row
