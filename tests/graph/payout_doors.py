"""The doors to money on its way out: to whose it is, to who sees to a merchant's, to operators."""

from uuid import uuid4

from actions.withdrawals import Party
from models.people import Person
from tests.actions.world_tenders import give
from tests.actions.world_withdrawals import asked, method, owed, proved

OUT = "UNAUTHENTICATED"
OPERATORS_ONLY = f"{OUT} FORBIDDEN FORBIDDEN FORBIDDEN"
SIGNED_IN = f"{OUT} shown shown shown shown"

QUERIES = {
    "payoutMethods { id }": SIGNED_IN,
    "payoutMethods(merchantId: $merchant) { id }": SIGNED_IN,
    "realName { name }": f"{OUT} null null shown null",
    "withdrawal(id: $withdrawal) { id }": f"{OUT} null null shown shown",
    "node(id: $withdrawal) { id }": f"{OUT} null null shown shown",
    "withdrawal(id: $shops_withdrawal) { id }": f"{OUT} null null shown shown",
    'withdrawalPreview(amountFen: "100") { arrives { fen } }': SIGNED_IN,
    'withdrawalPreview(amountFen: "100", merchantId: $merchant) { arrives { fen } }': (
        f"{OUT} null null shown null"
    ),
    "merchantWithdrawals(merchantId: $merchant, first: 1) { nodes { id } }": SIGNED_IN,
    "withdrawals(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
}


def account(**more):
    taken = {"channel": "WECHAT", "account": "13800000000", "holder": "王小明"}
    return taken | more


def out_of(ids, **more):
    taken = {"amountFen": "100", "methodId": ids["payout_method"], "idempotencyKey": uuid4().hex}
    return taken | more


def one(ids):
    return {"withdrawalId": ids["withdrawal"]}


MUTATIONS = {
    "addPayoutMethod": (
        lambda ids: account(merchantId=ids["merchant"]),
        f"{OUT} MerchantNotFound MerchantNotFound PayoutMethodAdded MerchantNotFound",
    ),
    "requestWithdrawal": (
        out_of,
        f"{OUT} PayoutMethodNotFound PayoutMethodNotFound WithdrawalRequested PayoutMethodNotFound",
    ),
    "confirmWithdrawal": (
        one,
        f"{OUT} WithdrawalNotFound WithdrawalNotFound WithdrawalNotWaiting WithdrawalNotFound",
    ),
    "recordRealName": (
        lambda _: {"name": "王小明", "idNumber": "11010519491231002X"},
        f"{OUT} RealNameProved IdentityUsed RealNameRecorded IdentityUsed",
    ),
    "markWithdrawal": (
        lambda ids: one(ids) | {"wasPaid": True, "reason": "回单 1"},
        f"{OPERATORS_ONLY} WithdrawalNotStuck",
    ),
    "approveWithdrawal": (
        lambda ids: {"withdrawalId": ids["shops_withdrawal"], "idempotencyKey": uuid4().hex},
        f"{OPERATORS_ONLY} WithdrawalApproved",
    ),
    "rejectWithdrawal": (
        lambda ids: one(ids) | {"reason": "户名不符"},
        f"{OPERATORS_ONLY} WithdrawalRejected",
    ),
    "cancelWithdrawal": (
        one,
        f"{OUT} WithdrawalNotFound WithdrawalNotFound WithdrawalDecided WithdrawalNotFound",
    ),
    "removePayoutMethod": (
        lambda ids: {"methodId": ids["payout_method"]},
        f"{OUT} PayoutMethodNotFound PayoutMethodNotFound PayoutMethodRemoved PayoutMethodNotFound",
    ),
}


async def stage_payouts(world, owner: Person, now, gid):
    """The ids of the owner's account outside, and of what they and their merchant asked out."""
    await give(owner, now=now, cash_fen=100_000)
    await proved(owner, now=now)
    mine = Party(person_id=owner.id)
    to = await method(mine, now=now)
    row = await asked(mine, to, 50_000, now=now)
    shop = Party(person_id=owner.id, merchant_id=world.merchant.id)
    await owed(world.merchant.id, 6_000_000, now=now)
    theirs = await asked(shop, await method(shop, now=now), 5_000_000, now=now)
    return {
        "payout_method": gid("PayoutMethod", to.id),
        "withdrawal": gid("Withdrawal", row.id),
        "shops_withdrawal": gid("Withdrawal", theirs.id),
    }
