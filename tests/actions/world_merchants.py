"""Merchants with staff, applicants and operators, for tests of who may do what to them."""

from datetime import datetime
from uuid import UUID

from actions.applications import apply_to_sell
from actions.inspections import NewInspection, record_inspection
from actions.merchants import Seller
from actions.top_ups import NewTopUp, approve_top_up, request_top_up
from models.ids import new_id
from models.merchants import MerchantStaff
from models.reports import Picture
from rules.applications import NewApplication
from rules.funding import TopUpTarget
from rules.inspections import Finding
from rules.merchants import Duty, MerchantKind
from rules.people import Role
from rules.pictures import PictureUse

# Made up, with the check signs that such numbers have.
CREDIT_CODE = "91530100MA6K0000XR"
IDENTITY = "11010519491231002X"


async def pictures(
    person_id: UUID, *, now: datetime, use: PictureUse = PictureUse.APPLICATION, count: int = 1
) -> list[UUID]:
    """Pictures that somebody sent for a use."""
    made = [
        await Picture.create(
            id=new_id(now),
            person_id=person_id,
            use=use,
            media_type="image/png",
            content=n.to_bytes(1),
            sha256=new_id(now).bytes * 2,
            uploaded_at=now,
        )
        for n in range(count)
    ]
    return [row.id for row in made]


def application(picture_ids, **changes) -> NewApplication:
    facts = {
        "kind": MerchantKind.COMPANY,
        "slug": "cloudfoot",
        "name": "云脚茶舍",
        "about": "云到山脚。",
        "contact": "138 0000 0000",
        "legal_name": "云南云脚茶业有限公司",
        "licence": CREDIT_CODE,
        "pictures": picture_ids,
    }
    return NewApplication(**{**facts, **changes})


async def applied(world, person, **changes):
    """Somebody's application, which waits."""
    sent = await pictures(person.id, now=world.now)
    return await apply_to_sell(application(sent, **changes), person_id=person.id, now=world.now)


async def hand(world, *duties: Duty, merchant_id: UUID | None = None) -> Seller:
    """Somebody who has these duties for the world's merchant."""
    person = await world.person("店员", role=Role.MERCHANT)
    await MerchantStaff.create(
        id=new_id(world.now),
        merchant_id=merchant_id or world.merchant.id,
        person_id=person.id,
        duties=[*duties],
    )
    return Seller(person_id=person.id, is_operator=False)


async def desk(world) -> UUID:
    """An operator."""
    return (await world.person("值班员", role=Role.OPERATOR)).id


async def put_down(world, amount_fen: int) -> None:
    """So much more on the deposit of the world's merchant."""
    key = new_id(world.now).hex
    new = NewTopUp(
        target=TopUpTarget.DEPOSIT,
        merchant_id=world.merchant.id,
        amount_fen=amount_fen,
        evidence=f"回单 {key}",
        key=key,
    )
    asked = await request_top_up(new, seller=await hand(world, Duty.FINANCE), now=world.now)
    await approve_top_up(top_up_id=asked.id, operator_id=await desk(world), key=key, now=world.now)


async def inspected(world, *, passed: bool, at: datetime):
    """A sample of the world's product that was looked at."""
    finding = Finding(
        sample="第 3 批 5 箱", sampled_at=at, passed=passed, report="农残与标签，逐项核对。"
    )
    new = NewInspection(
        product_id=world.product.id, finding=finding, pictures=[], operator_id=await desk(world)
    )
    return await record_inspection(new, now=at)
