"""Money from outside is booked by two persons, once for each transfer."""

import asyncio

import asyncpg
import pytest

from actions.merchants import Seller
from actions.top_ups import NewTopUp, approve_top_up, reject_top_up, request_top_up
from models.audit import AuditEntry
from models.funding import TopUp
from models.ids import new_id
from rules.funding import TopUpStatus, TopUpTarget
from rules.refusals import (
    EvidenceUsed,
    IdempotencyKeyReused,
    MerchantNotFound,
    OtherPersonDecides,
    TopUpDecided,
    TopUpNotFound,
)
from tests.actions.world_kinds import make_fair
from tests.actions.worlds import balance


@pytest.fixture
async def fair(db, books, noon):
    return await make_fair(noon, deposit_fen=0)


def transfer(fair, **changes):
    facts = {
        "target": TopUpTarget.DEPOSIT,
        "merchant_id": fair.stall.product.merchant_id,
        "amount_fen": 5000,
        "evidence": "回单 1",
        "key": new_id(fair.now).hex,
    }
    return NewTopUp(**{**facts, **changes})


async def asked(fair, seller=None, **changes):
    return await request_top_up(
        transfer(fair, **changes), seller=seller or fair.stall.seller, now=fair.now
    )


async def approve(fair, top_up, who=None, key=None):
    return await approve_top_up(
        top_up_id=top_up.id,
        operator_id=(who or fair.operator).person_id,
        key=key or new_id(fair.now).hex,
        now=fair.now,
    )


async def test_nothing_moves_before_another_person_approves_and_then_once(fair, refused):
    top_up = await asked(fair)
    merchant = fair.stall.product.merchant_id
    assert await balance("DEPOSIT", merchant) == 0
    answers = await asyncio.gather(
        *(approve(fair, top_up, who) for who in (fair.operator, fair.other) * 3),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, TopUp) for answer in answers) == 1
    assert sum(isinstance(answer, TopUpDecided) for answer in answers) == 5
    assert await balance("DEPOSIT", merchant) == 5000
    assert await AuditEntry.filter(verb="approveTopUp").count() == 1


async def test_the_same_key_again_is_the_same_answer(fair, refused):
    new = transfer(fair)
    first = await request_top_up(new, seller=fair.stall.seller, now=fair.now)
    again = await request_top_up(new, seller=fair.stall.seller, now=fair.now)
    assert first.id == again.id
    async with refused(IdempotencyKeyReused):
        await asked(fair, key=new.key, amount_fen=1)
    approved = [await approve(fair, first, key="once") for _ in range(2)]
    assert [each.status for each in approved] == [TopUpStatus.APPROVED] * 2
    assert await balance("DEPOSIT", fair.stall.product.merchant_id) == 5000


async def test_who_asked_cannot_decide(fair, refused):
    top_up = await asked(fair, fair.operator, target=TopUpTarget.MARKETING, merchant_id=None)
    async with refused(OtherPersonDecides):
        await approve(fair, top_up, fair.operator)
    async with refused(OtherPersonDecides):
        await reject_top_up(
            top_up_id=top_up.id, operator_id=fair.operator.person_id, reason="x", now=fair.now
        )
    await approve(fair, top_up, fair.other)
    assert await balance("MARKETING", "platform") == 5000
    assert await balance("DEPOSIT", fair.stall.product.merchant_id) == 0


async def test_one_transfer_is_named_once_unless_it_was_rejected(fair, refused):
    answers = await asyncio.gather(*(asked(fair) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(answer, EvidenceUsed) for answer in answers) == 3
    [top_up] = [answer for answer in answers if isinstance(answer, TopUp)]
    await reject_top_up(
        top_up_id=top_up.id, operator_id=fair.operator.person_id, reason="查无此款", now=fair.now
    )
    assert (await TopUp.get(id=top_up.id)).reason == "查无此款"
    async with refused(TopUpDecided):
        await approve(fair, top_up)
    await asked(fair)


async def test_a_stranger_and_a_ghost_find_nothing(fair, refused):
    async with refused(MerchantNotFound):
        await asked(fair, fair.stall.stranger)
    async with refused(MerchantNotFound):
        await asked(fair, fair.operator, merchant_id=new_id(fair.now))
    async with refused(TopUpNotFound):
        await approve(fair, TopUp(id=new_id(fair.now)))
    assert isinstance(await asked(fair, fair.other), TopUp)
    assert isinstance(fair.stall.stranger, Seller)


async def test_the_database_itself_wants_two_and_changes_nothing(fair, database):
    await asked(fair)
    decided = "UPDATE top_up SET status = 'APPROVED', decided_at = requested_at"
    connection = await asyncpg.connect(database)
    for statement in (
        "UPDATE top_up SET amount_fen = 1",
        f"{decided}, decided_by_id = requested_by_id",
        decided,
        "UPDATE top_up SET merchant_id = NULL",
        "DELETE FROM top_up",
        "TRUNCATE top_up",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await connection.execute(statement)
    await connection.close()
