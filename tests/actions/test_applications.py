"""Somebody applies, an operator decides, and a merchant comes of it once."""

import asyncio

import pytest

from actions.applications import (
    apply_to_sell,
    approve_merchant,
    reject_merchant,
    withdraw_merchant_application,
)
from models.applications import MerchantApplication
from models.audit import AuditEntry
from models.merchants import Merchant, MerchantStaff
from models.outbox import OutboxEvent
from models.people import Person
from models.reports import Picture
from rules.applications import MerchantApplicationStatus
from rules.events import ViewerEventKind
from rules.faults import BadInput
from rules.merchants import MerchantKind
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    MerchantApplicationDecided,
    MerchantApplicationNotFound,
    MerchantApplicationOpen,
    OtherPersonDecides,
    PictureNotFound,
    SlugTaken,
)
from tests.actions.world_merchants import IDENTITY, application, applied, desk, pictures
from tests.actions.worlds import make_world


@pytest.fixture
async def world(db, noon):
    return await make_world(noon)


async def decided(world, row, *, operator_id=None):
    operator_id = operator_id or await desk(world)
    return await approve_merchant(application_id=row.id, operator_id=operator_id, now=world.now)


async def test_who_is_approved_owns_a_merchant_of_their_kind(world):
    person = await world.person()
    row = await applied(world, person, kind=MerchantKind.INDIVIDUAL, licence=IDENTITY)
    assert row.licence == "002X"
    assert {each.kept_id for each in await Picture.all()} == {row.id}

    done = await decided(world, row)

    merchant = await Merchant.get(slug="cloudfoot")
    assert (done.status, done.merchant_id) == (MerchantApplicationStatus.APPROVED, merchant.id)
    assert (merchant.kind, merchant.contact) == (MerchantKind.INDIVIDUAL, row.contact)
    assert merchant.deposit_least_fen == POLICY.deposit_individual_fen
    place = await MerchantStaff.get(merchant_id=merchant.id)
    assert (place.person_id, place.duties) == (person.id, ["OWNER"])
    assert (await Person.get(id=person.id)).role is Role.MERCHANT
    assert (await AuditEntry.get(verb="approveMerchant")).subject == "cloudfoot"
    told = await OutboxEvent.get(topic=f"viewer:{person.id}")
    assert told.kind == ViewerEventKind.MERCHANT_APPROVED


async def test_one_application_waits_and_a_rejected_one_may_be_written_anew(world, refused):
    person, operator = await world.person(), await desk(world)
    first = await applied(world, person)
    more = await pictures(person.id, now=world.now)
    async with refused(MerchantApplicationOpen):
        await apply_to_sell(application(more), person_id=person.id, now=world.now)
    await reject_merchant(
        application_id=first.id, operator_id=operator, reason="执照看不清", now=world.now
    )
    [told] = await OutboxEvent.filter(topic=f"viewer:{person.id}")
    assert told.body["reason"] == "执照看不清"
    again = await apply_to_sell(application(more), person_id=person.id, now=world.now)
    await decided(world, again)
    assert await Merchant.filter(slug="cloudfoot").count() == 1


async def test_what_is_taken_back_is_decided_by_nobody(world, refused):
    person = await world.person()
    row = await applied(world, person)
    stranger = await world.person()
    async with refused(MerchantApplicationNotFound):
        await withdraw_merchant_application(
            application_id=row.id, person_id=stranger.id, now=world.now
        )
    for _ in range(2):
        await withdraw_merchant_application(
            application_id=row.id, person_id=person.id, now=world.now
        )
    operator_id = await desk(world)
    async with refused(MerchantApplicationDecided):
        await decided(world, row, operator_id=operator_id)


async def test_nobody_lets_themselves_in(world, refused):
    operator = await world.person(role=Role.OPERATOR)
    row = await applied(world, operator)
    async with refused(OtherPersonDecides):
        await decided(world, row, operator_id=operator.id)


async def test_pictures_are_the_applicants_own(world, refused):
    person, other = await world.person(), await world.person()
    theirs = await pictures(other.id, now=world.now)
    async with refused(PictureNotFound):
        await apply_to_sell(application(theirs), person_id=person.id, now=world.now)


async def test_a_number_that_nobody_has_is_refused(world):
    person = await world.person()
    sent = await pictures(person.id, now=world.now)
    wrong = application(sent, licence="91530100MA6K0000XX")
    with pytest.raises(BadInput, match="18 signs"):
        await apply_to_sell(wrong, person_id=person.id, now=world.now)


async def test_two_operators_at_once_make_one_merchant(world):
    row = await applied(world, await world.person())
    operators = [await desk(world) for _ in range(6)]
    answers = await asyncio.gather(
        *(decided(world, row, operator_id=each) for each in operators), return_exceptions=True
    )
    done = [each for each in answers if isinstance(each, MerchantApplication)]
    said = [each for each in answers if isinstance(each, MerchantApplicationDecided)]
    assert (len(done), len(said)) == (1, 5)
    assert await Merchant.filter(slug="cloudfoot").count() == 1
    assert await MerchantStaff.filter(merchant_id=done[0].merchant_id).count() == 1


async def test_two_applicants_share_no_slug(world):
    rows = [await applied(world, await world.person()) for _ in range(4)]
    answers = await asyncio.gather(*(decided(world, row) for row in rows), return_exceptions=True)
    assert sum(isinstance(each, MerchantApplication) for each in answers) == 1
    assert sum(isinstance(each, SlugTaken) for each in answers) == 3
