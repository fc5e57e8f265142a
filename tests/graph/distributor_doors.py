"""The doors to who may earn from what they share: asking, deciding, and what is seen of it."""

from datetime import timedelta

from actions.distributors import apply_to_distribute, set_distribution
from rules.distributors import DistributionMode, NewSetting

ALL = "shown shown shown shown shown"
OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"

ASKED = "DistributorApplied"

QUERIES = {
    "distributionRules { mode }": ALL,
    "salesRanking { month }": ALL,
    "distributors(first: 1) { nodes { handle } }": f"{OPERATORS_ONLY} shown",
    "distributorApplications(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "node(id: $application) { id }": "UNAUTHENTICATED null null shown shown",
}


def ruled(ids):
    return {"applicationId": ids["application"], "reason": "看过"}


def about(ids):
    return {"handle": ids["handle"], "reason": "查过"}


MUTATIONS = {
    "applyToDistribute": (
        lambda _: {"reason": "我在小区里带货很久了，邻居都认识我"},
        f"UNAUTHENTICATED {ASKED} {ASKED} ApplicationWaiting {ASKED}",
    ),
    "rejectDistributor": (
        lambda ids: {"applicationId": ids["other_application"], "reason": "再等等"},
        f"{OPERATORS_ONLY} DistributorRejected",
    ),
    "approveDistributor": (ruled, f"{OPERATORS_ONLY} DistributorApproved"),
    "giveLevel": (
        lambda ids: (
            about(ids) | {"level": "GOLD", "until": (ids["now"] + timedelta(days=30)).isoformat()}
        ),
        f"{OPERATORS_ONLY} LevelGiven",
    ),
    "suspendDistributor": (about, f"{OPERATORS_ONLY} DistributorBarred"),
    "reinstateDistributor": (about, f"{OPERATORS_ONLY} DistributorReinstated"),
    "setDistribution": (
        lambda _: {"mode": "OPEN", "reason": "人人可分享"},
        f"{OPERATORS_ONLY} DistributionSet",
    ),
}


async def stage_distributors(owner, stranger, operator, now, gid):
    """Asking is needed; the owner asked, and so did somebody else."""
    new = NewSetting(mode=DistributionMode.BY_APPLICATION, spend_fen=None, reason="先审核")
    await set_distribution(new, operator_id=operator.id, now=now)
    mine, other = [
        await apply_to_distribute(person_id=each.id, reason="我想把好东西分享给朋友", now=now)
        for each in (owner, stranger)
    ]
    return {
        "application": gid("DistributorApplication", mine.id),
        "other_application": gid("DistributorApplication", other.id),
        "handle": owner.handle,
    }
