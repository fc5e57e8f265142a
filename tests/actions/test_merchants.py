import asyncio

from actions.merchants import Seller, create_merchant
from models.audit import AuditEntry
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from rules.merchants import NewMerchant
from rules.people import Role
from rules.refusals import PersonNotFound, SlugTaken
from tests.actions.worlds import make_world

NEW = NewMerchant(slug="cloudfoot", name="云脚茶舍", name_en="", about="云到山脚。\n\n茶在山腰。")


async def created(world, owner, new=NEW):
    operator = await world.person(role=Role.OPERATOR)
    return await create_merchant(
        new, owner_handle=owner.handle, operator_id=operator.id, now=world.now
    )


async def test_an_owner_becomes_a_merchant_and_acts_for_it_alone(db, noon):
    world = await make_world(noon)
    owner = await world.person()

    merchant = await created(world, owner)

    assert (await Person.get(id=owner.id)).role is Role.MERCHANT
    assert await MerchantStaff.filter(person_id=owner.id).count() == 1
    seller = Seller(person_id=owner.id, is_operator=False)
    assert await seller.acts_for(merchant.id)
    assert not await seller.acts_for(world.merchant.id)
    assert await Seller(person_id=owner.id, is_operator=True).acts_for(world.merchant.id)
    entry = await AuditEntry.get(verb="createMerchant")
    assert (entry.subject, entry.reason) == ("cloudfoot", f"owner {owner.handle}")


async def test_an_operator_who_owns_a_shop_stays_an_operator(db, noon):
    world = await make_world(noon)
    owner = await world.person(role=Role.OPERATOR)
    await created(world, owner)
    assert (await Person.get(id=owner.id)).role is Role.OPERATOR


async def test_nobody_owns_nothing(db, noon, refused):
    world = await make_world(noon)
    operator = await world.person(role=Role.OPERATOR)
    async with refused(PersonNotFound):
        await create_merchant(NEW, owner_handle="nobody", operator_id=operator.id, now=noon)


async def test_two_at_once_share_no_slug(db, noon):
    world = await make_world(noon)
    owners = [await world.person() for _ in range(5)]
    answers = await asyncio.gather(
        *(created(world, owner) for owner in owners), return_exceptions=True
    )
    assert sum(isinstance(answer, Merchant) for answer in answers) == 1
    assert sum(isinstance(answer, SlugTaken) for answer in answers) == 4
    assert await Person.filter(role=Role.MERCHANT).count() == 1
