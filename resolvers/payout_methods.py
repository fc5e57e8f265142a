"""Answers about where somebody is paid to, and who they proved to be."""

from dataclasses import dataclass
from uuid import UUID

from actions import payout_methods as actions
from actions.payout_methods import NewMethod, Proof
from models.payout_methods import PayoutMethod, RealName, methods_of
from resolvers.context import Context
from resolvers.merchants import pays_out_for
from rules import payees as rules
from rules.merchants import Duty
from rules.payees import Identity, Payee
from rules.refusals import MerchantNotFound, PayoutMethodNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An account outside as somebody types it: for themselves, or a merchant they see to."""

    payee: Payee
    merchant_id: UUID | None


async def methods(ctx: Context, merchant_id: UUID | None) -> list[PayoutMethod]:
    """Return the viewer's accounts outside, or those of a merchant whose money they see to."""
    viewer = ctx.signed_in()
    if merchant_id is not None and not await pays_out_for(ctx, merchant_id):
        return []
    party_id = merchant_id or viewer.id
    own = methods_of(party_id, is_merchant=merchant_id is not None)
    return await own.order_by("added_at", "id")


async def real_name(ctx: Context) -> RealName | None:
    """Return who the viewer proved to be."""
    return await RealName.get_or_none(person_id=ctx.signed_in().id)


async def add_payout_method(ctx: Context, wanted: Wanted) -> PayoutMethod:
    """Have the provider look at an account, and keep its name for it.

    Raises:
        MerchantNotFound: the viewer owns no such merchant.
        PayeeMismatch: the account is in another name.
        PayoutUnavailable: the provider does not answer.
    """
    viewer = ctx.signed_in()
    merchant_id = wanted.merchant_id
    if merchant_id is not None and not await pays_out_for(ctx, merchant_id, Duty.OWNER):
        raise MerchantNotFound
    payee = await ctx.payer.payee(wanted.payee)
    new = NewMethod(
        party_id=merchant_id or viewer.id,
        is_merchant=merchant_id is not None,
        channel=wanted.payee.channel,
        account_masked=rules.account_masked(wanted.payee),
        holder=wanted.payee.holder,
        payee=payee,
    )
    return await actions.add_payout_method(new, person_id=viewer.id, now=ctx.now())


async def remove_payout_method(ctx: Context, method_id: UUID) -> PayoutMethod:
    """Take away an account outside of the viewer's, or of a merchant whose money they see to.

    Raises:
        PayoutMethodNotFound: none of theirs answers to the id.
    """
    viewer = ctx.signed_in()
    method = await PayoutMethod.get_or_none(id=method_id, removed_at=None)
    if method is None:
        raise PayoutMethodNotFound
    merchant_id = method.merchant_id
    if merchant_id is None:
        is_theirs = method.person_id == viewer.id
    else:
        is_theirs = await pays_out_for(ctx, merchant_id)
    if not is_theirs:
        raise PayoutMethodNotFound
    return await actions.remove_payout_method(method=method, person_id=viewer.id, now=ctx.now())


async def record_real_name(ctx: Context, identity: Identity) -> RealName:
    """Have the provider look at who the viewer says that they are, and keep the least of it.

    Raises:
        IdentityMismatch: the number is another's.
        PayoutUnavailable: the provider does not answer.
    """
    viewer = ctx.signed_in()
    proof = Proof(
        name=identity.name,
        id_masked=rules.id_masked(identity.id_number),
        reference=await ctx.payer.identify(identity),
    )
    return await actions.record_real_name(proof, person_id=viewer.id, now=ctx.now())
