"""The doors to what stands behind promises: to who sells, and to operators."""

from uuid import UUID, uuid4

from models.funding import TopUp
from models.ids import new_id
from rules.funding import TopUpStatus, TopUpTarget

OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"

QUERIES = {
    "topUps(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "topUps(merchantId: $merchant, first: 1) { nodes { id } }": (
        "UNAUTHENTICATED FORBIDDEN FORBIDDEN shown shown"
    ),
    "platformFunds { marketing { fen } }": f"{OPERATORS_ONLY} shown",
    "policyOverrides { rule }": "shown shown shown shown shown",
    "campaignEconomics(campaignId: $campaign, teams: 1) { reserve { fen } }": (
        "UNAUTHENTICATED null null shown shown"
    ),
    "node(id: $top_up) { id }": "UNAUTHENTICATED null null shown shown",
}

MUTATIONS = {
    "requestTopUp": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "amountFen": "1",
            "evidence": uuid4().hex,
            "idempotencyKey": uuid4().hex,
        },
        "UNAUTHENTICATED FORBIDDEN MerchantNotFound TopUpRequested TopUpRequested",
    ),
    "approveTopUp": (
        lambda ids: {"topUpId": ids["top_up"], "idempotencyKey": uuid4().hex},
        f"{OPERATORS_ONLY} TopUpApproved",
    ),
    "rejectTopUp": (
        lambda ids: {"topUpId": ids["top_up"], "reason": "查无此款"},
        f"{OPERATORS_ONLY} TopUpDecided",
    ),
    "overridePolicy": (
        lambda _: {"rule": "THIRD_LEVEL", "reason": "试点"},
        f"{OPERATORS_ONLY} PolicyOverridden",
    ),
}


async def stage_funding(merchant_id: UUID, owner, now, gid):
    """The id of a top-up that the owner asked for."""
    top_up = await TopUp.create(
        id=new_id(now),
        target=TopUpTarget.DEPOSIT,
        merchant_id=merchant_id,
        amount_fen=5,
        evidence="回单 1",
        status=TopUpStatus.REQUESTED,
        requested_by_id=owner.id,
        requested_at=now,
    )
    return {"top_up": gid("TopUp", top_up.id)}
