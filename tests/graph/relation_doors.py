"""The doors to links, relations and the right to share: whose link, whose goods, and the desk."""

from uuid import UUID

from actions.share_links import Aim, make_share_link
from models.ids import new_id
from models.share_rights import ShareReport
from rules.referrals import ShareTarget
from rules.share_reports import ShareGround

OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"


def sold(mutation: str, missing: str) -> str:
    """What who sells is answered: its owner and operators may, another merchant finds nothing."""
    return f"UNAUTHENTICATED FORBIDDEN {missing} {mutation} {mutation}"


def signed_in(answer: str) -> str:
    return " ".join(["UNAUTHENTICATED", *[answer] * 4])


QUERIES = {
    "personRelations(handle: $handle, first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "shareReports(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "shareRights(merchantSlug: $merchant_slug, first: 1) { nodes { id } }": (
        "UNAUTHENTICATED FORBIDDEN FORBIDDEN shown shown"
    ),
}

MUTATIONS = {
    "makeShareLink": (
        lambda ids: {"target": "CAMPAIGN", "about": ids["campaign_slug"]},
        signed_in("ShareLinkMade"),
    ),
    # Whoever opens one may: a stranger is only counted.
    "openShareLink": (
        lambda ids: {"code": ids["share_code"], "channel": "MOMENTS"},
        " ".join(["ShareLinkOpened"] * 5),
    ),
    "reportShare": (
        lambda ids: {"code": ids["share_code"], "ground": "FALSE_CLAIM", "words": "说能包治百病"},
        signed_in("ShareReported"),
    ),
    "ruleOnShareReport": (
        lambda ids: {"reportId": ids["share_report"], "ruling": "DISMISSED", "reason": "属实"},
        f"{OPERATORS_ONLY} ShareReportSettled",
    ),
    "restoreSharing": (
        lambda ids: {"handle": ids["handle"], "reason": "查过"},
        f"{OPERATORS_ONLY} SharingNotSuspended",
    ),
    "reassignRelation": (
        # The owner opened the stranger's link before: nobody leads them from here on.
        lambda ids: {"memberHandle": ids["handle"], "reason": "客服单 7"},
        f"{OPERATORS_ONLY} RelationReassigned",
    ),
    "setSharingPolicy": (
        lambda ids: {"merchantId": ids["merchant"], "policy": "GRANTED"},
        sold("SharingPolicySet", "MerchantNotFound"),
    ),
    "grantShareRight": (
        lambda ids: {"merchantId": ids["merchant"], "handle": ids["sharer_handle"]},
        sold("ShareRightGranted", "MerchantNotFound"),
    ),
    "endShareRight": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "handle": ids["sharer_handle"],
            "reason": "夸大功效",
        },
        sold("ShareRightEnded", "MerchantNotFound"),
    ),
    "setProductShare": (
        lambda ids: {"productId": ids["product"], "title": "高山脆甜"},
        sold("ProductShareSet", "ProductNotFound"),
    ),
    "setCampaignShare": (
        lambda ids: {"campaignId": ids["campaign"], "text": "三人成团，现摘现发"},
        sold("CampaignShareSet", "CampaignNotFound"),
    ),
}


async def stage_sharing(stranger, reporter_id: UUID, now, gid):
    """A stranger's invitation, and a report of it."""
    aim = Aim(target=ShareTarget.SHOP)
    link = await make_share_link(person_id=stranger.id, aim=aim, now=now)
    report = await ShareReport.create(
        id=new_id(now),
        link_id=link.id,
        reporter_id=reporter_id,
        ground=ShareGround.HARASSMENT,
        made_at=now,
    )
    return {
        "share_code": link.code,
        "share_report": gid("ShareReport", report.id),
        "sharer_handle": stranger.handle,
    }
