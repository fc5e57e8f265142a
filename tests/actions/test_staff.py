"""Who works for a merchant does what their duties name, and nothing else."""

import asyncio

import pytest

from actions.campaigns import pause_campaign, resume_campaign
from actions.catalogue import restore_product, withdraw_product
from actions.merchants import Seller
from actions.staff import remove_staff, set_staff
from models.campaigns import lock_campaign
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from models.transactions import one_transaction
from rules.merchants import Duty
from rules.people import Role
from rules.refusals import (
    CampaignNotFound,
    LastOwner,
    MerchantNotFound,
    ProductNotFound,
    StaffNotFound,
    TooManyStaff,
)
from tests.actions.world_merchants import desk, hand
from tests.actions.worlds import make_world


@pytest.fixture
async def world(db, noon):
    return await make_world(noon)


async def place_of(seller):
    return await MerchantStaff.get(person_id=seller.person_id)


async def test_each_duty_opens_its_door_alone(world, noon, refused):
    keeper, caller = await hand(world, Duty.CATALOGUE), await hand(world, Duty.CAMPAIGNS)
    async with refused(CampaignNotFound):
        await pause_campaign(campaign_id=world.campaign.id, seller=keeper, now=noon)
    async with refused(ProductNotFound):
        await withdraw_product(product_id=world.product.id, seller=caller, now=noon)
    await pause_campaign(campaign_id=world.campaign.id, seller=caller, now=noon)
    await withdraw_product(product_id=world.product.id, seller=keeper, now=noon)
    owner = await hand(world, Duty.OWNER)
    await resume_campaign(campaign_id=world.campaign.id, seller=owner, now=noon)
    await restore_product(product_id=world.product.id, seller=owner)


async def test_owners_alone_say_who_does_what(world, noon, refused):
    owner, helper = await hand(world, Duty.OWNER), await hand(world, Duty.FINANCE, Duty.ORDERS)
    person = await world.person()
    wanted = {"merchant_id": world.merchant.id, "handle": person.handle, "now": noon}
    async with refused(MerchantNotFound):
        await set_staff(**wanted, duties=[Duty.ORDERS], seller=helper)
    place = await set_staff(**wanted, duties=[Duty.ORDERS], seller=owner)
    assert (await Person.get(id=person.id)).role is Role.MERCHANT
    await set_staff(**wanted, duties=[Duty.SERVICE, Duty.CATALOGUE], seller=owner)
    assert (await MerchantStaff.get(id=place.id)).duties == ["CATALOGUE", "SERVICE"]
    async with refused(StaffNotFound):
        await remove_staff(staff_id=place.id, seller=helper, now=noon)
    await remove_staff(staff_id=place.id, seller=owner, now=noon)
    assert (await Person.get(id=person.id)).role is Role.CUSTOMER


async def test_the_last_owner_stays(world, noon, refused):
    owner = await hand(world, Duty.OWNER)
    who = await Person.get(id=owner.person_id)
    async with refused(LastOwner):
        await remove_staff(staff_id=(await place_of(owner)).id, seller=owner, now=noon)
    async with refused(LastOwner):
        await set_staff(
            merchant_id=world.merchant.id,
            handle=who.handle,
            duties=[Duty.ORDERS],
            seller=owner,
            now=noon,
        )


async def test_there_are_only_so_many(world, noon, refused):
    operator = Seller(person_id=await desk(world), is_operator=True)
    for _ in range(50):
        await hand(world, Duty.ORDERS)
    person = await world.person()
    async with refused(TooManyStaff):
        await set_staff(
            merchant_id=world.merchant.id,
            handle=person.handle,
            duties=[Duty.ORDERS],
            seller=operator,
            now=noon,
        )


async def test_two_owners_who_remove_each_other_leave_one(world, noon):
    one, two = await hand(world, Duty.OWNER), await hand(world, Duty.OWNER)
    places = [(await place_of(two)).id, (await place_of(one)).id]
    answers = await asyncio.gather(
        remove_staff(staff_id=places[0], seller=one, now=noon),
        remove_staff(staff_id=places[1], seller=two, now=noon),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Merchant) for each in answers) == 1
    assert await MerchantStaff.filter(merchant_id=world.merchant.id).count() == 1


async def test_who_is_removed_while_acting_finishes_that_and_no_more(world, noon):
    """The removal waits for what its person is doing; what they begin afterwards is refused."""
    owner, helper = await hand(world, Duty.OWNER), await hand(world, Duty.CAMPAIGNS)
    acting, go_on = asyncio.Event(), asyncio.Event()

    @one_transaction
    async def slow() -> bool:
        await lock_campaign(world.campaign.id)
        allowed = await helper.acts_for(world.merchant.id, Duty.CAMPAIGNS)
        acting.set()
        await go_on.wait()
        return allowed

    doing = asyncio.create_task(slow())
    await acting.wait()
    place = await place_of(helper)
    removing = asyncio.create_task(remove_staff(staff_id=place.id, seller=owner, now=noon))
    done, _ = await asyncio.wait({removing}, timeout=0.3)
    assert not done, "the removal waits"
    go_on.set()
    assert await doing
    await removing
    with pytest.raises(CampaignNotFound):
        await pause_campaign(campaign_id=world.campaign.id, seller=helper, now=noon)
