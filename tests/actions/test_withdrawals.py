"""Money is asked out, looked at, and given back or paid: no fen more than is there."""

from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from actions.accounts import close_account
from actions.payout_methods import Proof, record_real_name
from actions.payouts import record_payout
from actions.withdrawal_decisions import approve_withdrawal, reject_withdrawal
from actions.withdrawals import Party, cancel_withdrawal
from models import ledger
from models.audit import AuditEntry
from models.ids import new_id
from models.merchants import MerchantStaff
from models.payout_methods import PayoutMethod
from models.people import Person
from models.transactions import one_transaction
from models.withdrawals import Withdrawal, WithdrawalDay, Withholding
from rules.accounts import BANK, AccountKind, of_person
from rules.ledger import Journal, Leg
from rules.merchants import Duty
from rules.reconciliation import LineResult
from rules.refusals import (
    AccountInUse,
    BalanceTooLow,
    HolderDiffers,
    IdempotencyKeyReused,
    IdentityUsed,
    MerchantNotFound,
    OtherPersonDecides,
    PayoutMethodNotFound,
    RealNameNeeded,
    RealNameRecorded,
    TooManyPayoutMethods,
    WithdrawalDecided,
    WithdrawalLimitReached,
    WithdrawalNotFound,
    WithdrawalTooSmall,
)
from rules.withdrawals import WithdrawalStatus
from tests.actions.world_tenders import give
from tests.actions.world_withdrawals import (
    arrived,
    asked,
    earner,
    kinds_told,
    method,
    operator_of,
    owed,
    proved,
    seller_of,
    sent,
    told,
)
from tests.actions.worlds import balance, make_world

pytestmark = pytest.mark.usefixtures("books")


async def test_a_small_sum_is_set_aside_sent_and_paid(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 49_999, now=noon)
    assert (row.status, row.audited) == (WithdrawalStatus.APPROVED, False)
    assert await balance("CASH", party.id) == 50_001
    assert await balance("WITHDRAWING", party.id) == 49_999
    [due] = await sent(now=noon)
    assert (due["number"], due["arrives_fen"], due["attempts"]) == (row.number, 49_999, 1)
    assert await record_payout(told(row), now=noon) is LineResult.RECOVERED
    row = await Withdrawal.get(id=row.id)
    assert (row.status, row.reference) == (WithdrawalStatus.PAID, f"T{row.number}")
    assert await balance("WITHDRAWING", party.id) == 0
    assert await kinds_told(party.id) == ["WITHDRAWAL_REQUESTED", "WITHDRAWAL_PAID"]
    record = await Withholding.get(withdrawal_id=row.id)
    assert (record.income_fen, record.tax_fen) == (49_999, 0)


async def test_what_a_month_brings_beyond_what_is_free_is_taxed_and_recorded(db, noon):
    world = await make_world(noon)
    party, to = await earner(world, 200_000)
    for fen, tax in ((49_000, 0), (49_000, 3_600), (10_000, 2_000)):
        row = await arrived(await asked(party, to, fen, now=noon), now=noon)
        assert (row.status, row.tax_fen) == (WithdrawalStatus.PAID, tax)
    assert await balance("TAX_PAYABLE", "platform") == 5_600
    later = noon + timedelta(days=31)
    assert (await asked(party, to, 49_000, now=later)).tax_fen == 0


async def test_from_a_sum_on_another_person_decides(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    operator = await operator_of(world)
    row = await asked(party, to, 50_000, now=noon)
    assert row.status is WithdrawalStatus.REQUESTED
    assert await sent(now=noon + timedelta(days=9)) == []
    decided = {"withdrawal_id": row.id, "operator_id": operator.id, "now": noon}
    row = await approve_withdrawal(**decided, key="once")
    assert row.status is WithdrawalStatus.APPROVED
    assert (await approve_withdrawal(**decided, key="once")).id == row.id
    with pytest.raises(WithdrawalDecided):
        await approve_withdrawal(**decided, key="again")
    with pytest.raises(WithdrawalDecided):
        await reject_withdrawal(**decided, reason="晚了")
    row = await arrived(row, now=noon)
    assert await kinds_told(party.id) == [
        "WITHDRAWAL_REQUESTED",
        "WITHDRAWAL_APPROVED",
        "WITHDRAWAL_PAID",
    ]
    assert [each.verb for each in await AuditEntry.filter(subject=row.number)] == [
        "approveWithdrawal"
    ]


async def test_rejected_or_called_off_it_is_back_whole(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    operator = await operator_of(world)
    rejected = await asked(party, to, 50_000, now=noon)
    await reject_withdrawal(
        withdrawal_id=rejected.id, operator_id=operator.id, reason="户名不符", now=noon
    )
    off = await asked(party, to, 60_000, now=noon)
    await cancel_withdrawal(withdrawal_id=off.id, person_id=party.person_id, now=noon)
    with pytest.raises(WithdrawalDecided):
        await cancel_withdrawal(withdrawal_id=off.id, person_id=party.person_id, now=noon)
    assert await balance("CASH", party.id) == 100_000
    assert await balance("WITHDRAWING", party.id) == 0
    assert (await WithdrawalDay.get(party_id=party.id)).taken_fen == 0
    assert (await Withdrawal.get(id=rejected.id)).reason == "户名不符"
    assert (await kinds_told(party.id))[1::2] == ["WITHDRAWAL_REJECTED", "WITHDRAWAL_CANCELLED"]


async def test_refusals_change_nothing(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world, 300_000)
    other, theirs = await earner(world)
    async with refused(PayoutMethodNotFound):
        await asked(party, theirs, 1_000, now=noon)
    async with refused(WithdrawalTooSmall):
        await asked(party, to, 99, now=noon)
    async with refused(WithdrawalLimitReached) as limit:
        await asked(party, to, 200_001, now=noon)
    assert (limit.value.most_fen, limit.value.left_fen) == (200_000, 200_000)
    async with refused(BalanceTooLow) as low:
        await asked(other, theirs, 100_001, now=noon)
    assert low.value.left_fen == 100_000
    row = await asked(party, to, 60_000, now=noon, key="k")
    async with refused(IdempotencyKeyReused):
        await asked(party, to, 60_001, now=noon, key="k")
    assert (await asked(party, to, 60_000, now=noon, key="k")).id == row.id
    async with refused(WithdrawalNotFound):
        await cancel_withdrawal(withdrawal_id=row.id, person_id=other.person_id, now=noon)
    async with refused(WithdrawalNotFound):
        await approve_withdrawal(
            withdrawal_id=new_id(noon), operator_id=other.person_id, key="x", now=noon
        )


async def test_what_is_owed_cannot_be_withdrawn(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)

    @one_transaction
    async def owes():
        debt = of_person(AccountKind.RECEIVABLE, str(party.id))
        leg = Leg(source=debt, target=BANK, amount=40_000)
        await ledger.post_new(Journal(key="debt", kind="GIFT", cause="-", legs=[leg]), now=noon)

    await owes()
    async with refused(BalanceTooLow) as low:
        await asked(party, to, 60_001, now=noon)
    assert low.value.left_fen == 60_000
    await asked(party, to, 60_000, now=noon)


async def test_from_two_thousand_in_all_somebody_says_who_they_are(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world, 500_000, real_name=False)
    for n in range(4):
        await arrived(
            await asked(party, to, 49_000, now=noon + n * timedelta(days=1)),
            now=noon + n * timedelta(days=1),
        )
    late = noon + timedelta(days=5)
    async with refused(RealNameNeeded):
        await asked(party, to, 4_000, now=late)
    await asked(party, to, 3_999, now=late)
    await proved(await Person.get(id=party.person_id), now=late)
    await asked(party, to, 40_000, now=late)


async def test_an_account_outside_is_in_its_owners_name(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)
    async with refused(HolderDiffers):
        await method(party, now=noon, holder="别人")
    again = await method(party, now=noon, payee=to.payee)
    assert again.id == to.id
    for _ in range(4):
        await method(party, now=noon)
    async with refused(TooManyPayoutMethods):
        await method(party, now=noon)
    late = await world.person()
    stranger = Party(person_id=late.id)
    strange = await method(stranger, now=noon, holder="李四")
    await give(late, now=noon, cash_fen=5_000)
    await proved(late, now=noon, name="王五")
    async with refused(HolderDiffers):
        await asked(stranger, strange, 1_000, now=noon)
    async with refused(RealNameRecorded):
        await proved(late, now=noon, name="王五")


async def test_nobody_is_two_people(db, noon, refused):
    world = await make_world(noon)
    proof = Proof(name="王小明", id_masked=f"1{'*' * 16}X", reference="ide_1")
    await record_real_name(proof, person_id=(await world.person()).id, now=noon)
    second = await world.person()
    async with refused(IdentityUsed):
        await record_real_name(proof, person_id=second.id, now=noon)


async def test_a_merchants_money_leaves_by_its_own_people(db, noon, refused):
    world = await make_world(noon)
    party, to = await seller_of(world)
    row = await asked(party, to, 4_999_999, now=noon)
    assert (row.status, row.tax_fen) == (WithdrawalStatus.APPROVED, 0)
    assert await balance("PAYABLE", world.merchant.id) == 5_000_001
    row = await arrived(row, now=noon)
    assert row.status is WithdrawalStatus.PAID
    assert not await Withholding.exists()
    assert (await kinds_told(party.person_id))[-1] == "WITHDRAWAL_PAID"
    clerk = await world.person("店员")
    await MerchantStaff.create(
        id=new_id(noon),
        merchant_id=world.merchant.id,
        person_id=clerk.id,
        duties=[Duty.CATALOGUE],
    )
    operator = await operator_of(world)
    for person in (clerk, operator):
        wrong = Party(person_id=person.id, merchant_id=world.merchant.id)
        async with refused(MerchantNotFound):
            await asked(wrong, to, 1_000, now=noon)


async def test_nobody_decides_what_pays_them(db, noon, refused):
    world = await make_world(noon)
    party, to = await seller_of(world)
    row = await asked(party, to, 5_000_000, now=noon)
    colleague = await operator_of(world)
    await MerchantStaff.create(
        id=new_id(noon), merchant_id=world.merchant.id, person_id=colleague.id
    )
    for person_id in (party.person_id, colleague.id):
        wanted = {"withdrawal_id": row.id, "operator_id": person_id, "now": noon}
        async with refused(OtherPersonDecides):
            await approve_withdrawal(**wanted, key="k")
        async with refused(OtherPersonDecides):
            await reject_withdrawal(**wanted, reason="不")
        # And the database says so again.
        with pytest.raises((IntegrityError, OperationalError)):
            await Withdrawal.filter(id=row.id).update(
                status="APPROVED", decided_by_id=person_id, approved_at=noon, next_attempt_at=noon
            )


async def test_an_account_with_a_withdrawal_under_way_stays_open(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world, 30_000)
    row = await asked(party, to, 30_000, now=noon)
    async with refused(AccountInUse) as used:
        await close_account(person_id=party.person_id, proved_hash="-", now=noon)
    assert used.value.reasons == ("WITHDRAWALS_UNDER_WAY",)
    await arrived(row, now=noon)
    await close_account(person_id=party.person_id, proved_hash="-", now=noon)
    assert not await PayoutMethod.filter(person_id=party.person_id).exists()


async def test_a_merchant_that_is_owed_again_may_ask_again(db, noon):
    world = await make_world(noon)
    party, to = await seller_of(world, 1_000)
    await arrived(await asked(party, to, 1_000, now=noon), now=noon)
    await owed(world.merchant.id, 500, now=noon)
    assert (await asked(party, to, 500, now=noon)).status is WithdrawalStatus.APPROVED
