"""The doors to merchants: applying, staff, standing, inspections, rulings."""

from uuid import uuid4

from models.applications import MerchantApplication
from models.ids import new_id
from models.merchants import MerchantStaff
from rules.merchants import MerchantKind
from tests.actions.world_merchants import CREDIT_CODE, application

OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"
NONE = "MerchantApplicationNotFound"
OPERATORS_ONLY = f"{OUT} {NO} {NO} {NO}"

QUERIES = {
    "merchantApplications(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "node(id: $applied) { id }": f"{OUT} null null shown shown",
}


MUTATIONS = {
    "applyToSell": (
        lambda ids: {
            "kind": "COMPANY",
            "slug": f"m-{uuid4().hex[:8]}",
            "name": "新店",
            "contact": "138 0000 0000",
            "legalName": "新店有限公司",
            "licence": CREDIT_CODE,
            "pictureIds": [ids["no_picture"]],
        },
        f"{OUT} PictureNotFound PictureNotFound MerchantApplicationOpen PictureNotFound",
    ),
    "withdrawMerchantApplication": (
        lambda ids: {"applicationId": ids["applied"]},
        f"{OUT} {NONE} {NONE} MerchantApplicationWithdrawn {NONE}",
    ),
    "approveMerchant": (
        lambda ids: {"applicationId": ids["applied"]},
        f"{OPERATORS_ONLY} MerchantApplicationDecided",
    ),
    "rejectMerchant": (
        lambda ids: {"applicationId": ids["applied"], "reason": "看不清"},
        f"{OPERATORS_ONLY} MerchantApplicationDecided",
    ),
    "suspendMerchant": (
        lambda ids: {"merchantId": ids["merchant"], "reason": "为什么"},
        f"{OPERATORS_ONLY} MerchantSuspended",
    ),
    "resumeMerchant": (
        lambda ids: {"merchantId": ids["merchant"], "reason": "为什么"},
        f"{OPERATORS_ONLY} MerchantResumed",
    ),
    "pardonMerchant": (
        lambda ids: {"merchantId": ids["merchant"], "reason": "为什么"},
        f"{OPERATORS_ONLY} MerchantPardoned",
    ),
    "closeMerchant": (
        lambda ids: {"merchantId": ids["merchant"], "reason": "为什么"},
        f"{OPERATORS_ONLY} MerchantBusy",
    ),
    "recordInspection": (
        lambda ids: {
            "productId": ids["product"],
            "sample": "第 3 批",
            "sampledAt": ids["now"].isoformat(),
            "passed": True,
            "report": "农残与标签，逐项核对。",
        },
        f"{OPERATORS_ONLY} InspectionRecorded",
    ),
    "ruleOnDeposit": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "amountFen": "1",
            "reason": "虚假发货",
            "idempotencyKey": uuid4().hex,
        },
        f"{OPERATORS_ONLY} DepositRuled",
    ),
    "releaseDeposit": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "amountFen": "1",
            "idempotencyKey": uuid4().hex,
        },
        f"{OUT} {NO} MerchantNotFound MerchantBusy MerchantBusy",
    ),
    "setStaff": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "handle": ids["helper_handle"],
            "duties": ["ORDERS"],
        },
        f"{OUT} {NO} MerchantNotFound StaffSet StaffSet",
    ),
    "removeStaff": (
        lambda ids: {"staffId": ids["helper"]},
        f"{OUT} {NO} StaffNotFound StaffRemoved StaffNotFound",
    ),
}


async def stage_merchants(crowd, owner, now, gid):
    """The ids of the owner's own application, and of somebody who works for them."""
    world = crowd.world
    helper = await world.person("店员")
    place = await MerchantStaff.create(
        id=new_id(now), merchant_id=world.merchant.id, person_id=helper.id, duties=["SERVICE"]
    )
    said = application([], kind=MerchantKind.SUPPLIER)
    row = await MerchantApplication.create(
        id=new_id(now),
        person_id=owner.id,
        kind=said.kind,
        slug=said.slug,
        name=said.name,
        contact=said.contact,
        legal_name=said.legal_name,
        licence=said.licence,
        pictures=[str(new_id(now))],
        applied_at=now,
    )
    return {
        "applied": gid("MerchantApplication", row.id),
        "helper": gid("Staff", place.id),
        "helper_handle": helper.handle,
    }
