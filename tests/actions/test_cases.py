"""Money that matched nothing payable goes back, by itself or as an operator decides, once."""

import asyncio

import asyncpg
import pytest

from actions.cases import Decision, resolve_payment_case
from actions.leases import claim_due_refunds
from actions.payments import record_money
from actions.refunds import record_refund
from models.audit import AuditEntry
from models.cases import PaymentCase
from models.payments import MoneyIn, Payment, Refund
from rules.cases import CaseKind, CaseResolution, CaseStatus
from rules.payments import MoneyOutcome, RefundStatus
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    CaseNotFound,
    CaseNotOpen,
    CaseNotRefundable,
    IdempotencyKeyReused,
    TooManyRefunds,
)
from tests.actions.worlds import TEAM_FEN, balance, make_world, money

pytestmark = pytest.mark.usefixtures("books")
MOST = POLICY.refunds_of_one_payment_most
REFUND, OUTSIDE = CaseResolution.REFUND, CaseResolution.RETURNED_OUTSIDE
STRAY = "P-elsewhere"


@pytest.fixture
async def operator(noon, books):
    world = await make_world(noon)
    return await world.person("值班员", role=Role.OPERATOR)


async def strayed(noon, *, reference="T-stray", number=STRAY, **changes):
    """The case of a sum for nothing known."""
    told = money(Payment(number=number, amount_fen=500), at=noon, reference=reference, **changes)
    assert await record_money(told, now=noon) is MoneyOutcome.UNKNOWN
    return await PaymentCase.get(reference=reference)


def decision(operator, case, resolution, **changes):
    facts = {"reason": "凭证 2026-1", "key": f"{case.id}{resolution}"}
    return Decision(
        operator_id=operator.id, case_id=case.id, resolution=resolution, **{**facts, **changes}
    )


async def held():
    return await balance("SUSPENSE", "platform"), await balance("IN_FLIGHT", f"number:{STRAY}")


async def test_a_case_without_a_doubt_ends_when_its_refund_arrives(noon):
    world = await make_world(noon)
    placed = await world.opened(await world.person())
    told = money(placed.payment, at=noon, amount_fen=1)
    assert await record_money(told, now=noon) is MoneyOutcome.WRONG_AMOUNT
    assert (await PaymentCase.get()).status is CaseStatus.REFUNDING
    assert await record_refund(number=f"{placed.payment.number}-1", now=noon)
    case = await PaymentCase.get()
    assert (case.status, case.resolution, case.resolved_at) == ("RESOLVED", REFUND, noon)
    assert (case.resolved_by_id, case.reason) == (None, "")


async def test_money_for_nothing_known_is_refunded_under_its_own_number(noon, operator):
    case = await strayed(noon)
    assert await held() == (500, 0)

    done = await resolve_payment_case(decision(operator, case, REFUND), now=noon)

    assert (done.status, done.resolved_by_id) == (CaseStatus.REFUNDING, operator.id)
    assert await held() == (0, 500)
    [due] = await claim_due_refunds(now=noon)
    assert (due["number"], due["payment_number"]) == (f"{STRAY}-1", STRAY)
    assert await record_refund(number=due["number"], payment_number=STRAY, now=noon)
    assert await held() == (0, 0)
    case = await PaymentCase.get(id=case.id)
    assert (case.status, case.resolved_at) == (CaseStatus.RESOLVED, noon)
    note = await AuditEntry.get(verb="resolvePaymentCase")
    assert (note.person_id, note.subject, note.reason) == (
        operator.id,
        "T-stray REFUND",
        "凭证 2026-1",
    )


@pytest.mark.parametrize("currency", ["CNY", "USD"])
async def test_money_that_went_back_by_other_means_leaves_suspense(noon, operator, currency):
    case = await strayed(noon, currency=currency)
    assert await held() == (500 if currency == "CNY" else 0, 0)
    done = await resolve_payment_case(decision(operator, case, OUTSIDE), now=noon)
    assert (done.status, done.resolution, done.reason) == ("RESOLVED", OUTSIDE, "凭证 2026-1")
    assert (done.resolved_by_id, done.resolved_at, done.refund_id) == (operator.id, noon, None)
    assert await held() == (0, 0)
    assert await claim_due_refunds(now=noon) == []


async def test_a_decision_sent_again_is_made_once(noon, operator, refused):
    case = await strayed(noon)
    wanted = decision(operator, case, REFUND, key="one")
    answers = await asyncio.gather(*(resolve_payment_case(wanted, now=noon) for _ in range(5)))
    assert {answer.refund_id for answer in answers} == {(await Refund.get()).id}
    async with refused(IdempotencyKeyReused):
        await resolve_payment_case(decision(operator, case, OUTSIDE, key="one"), now=noon)
    async with refused(CaseNotOpen):
        await resolve_payment_case(decision(operator, case, OUTSIDE), now=noon)
    absent = PaymentCase(id=operator.id)
    async with refused(CaseNotFound):
        await resolve_payment_case(decision(operator, absent, REFUND), now=noon)


async def test_two_operators_decide_a_case_once(noon, operator):
    case = await strayed(noon)
    wanted = [decision(operator, case, how, key=how) for how in (REFUND, OUTSIDE, REFUND)]
    wanted[2] = decision(operator, case, REFUND, key="third")
    answers = await asyncio.gather(
        *(resolve_payment_case(each, now=noon) for each in wanted), return_exceptions=True
    )
    assert sorted(isinstance(answer, CaseNotOpen) for answer in answers) == [False, True, True]


async def test_sums_under_one_unknown_number_go_back_one_after_the_other(noon, operator):
    cases = [await strayed(noon, reference=f"T{n}") for n in range(5)]
    await asyncio.gather(
        *(resolve_payment_case(decision(operator, case, REFUND), now=noon) for case in cases)
    )
    numbers = {row["number"] for row in await claim_due_refunds(now=noon)}
    assert numbers == {f"{STRAY}-{n}" for n in range(1, 6)}


@pytest.mark.parametrize(
    "odd",
    [{"currency": "USD"}, {"number": "P" * 64}, {"number": "单号 1"}],
    ids=["other currency", "long number", "no number"],
)
async def test_what_the_provider_cannot_be_asked_for_goes_back_outside(
    noon, operator, refused, odd
):
    case = await strayed(noon, **odd)
    async with refused(CaseNotRefundable) as refusal:
        await resolve_payment_case(decision(operator, case, REFUND), now=noon)
    assert refusal.value.problem
    assert (await PaymentCase.get(id=case.id)).status is CaseStatus.OPEN
    await resolve_payment_case(decision(operator, case, OUTSIDE), now=noon)


async def test_the_fiftieth_duplicate_waits_for_a_human(noon, operator, refused):
    world = await make_world(noon)
    [placed] = await world.paid_team(members=0)
    for n in range(MOST):
        twice = money(placed.payment, at=noon, reference=f"T-{n}", amount_fen=n + 1)
        assert await record_money(twice, now=noon) is MoneyOutcome.DUPLICATE
    assert await Refund.filter(status=RefundStatus.REQUESTED).count() == MOST - 1
    case = await PaymentCase.get(status=CaseStatus.OPEN)
    assert (case.kind, case.reference) == (CaseKind.DUPLICATE, f"T-{MOST - 1}")
    assert await balance("SUSPENSE", "platform") == MOST
    async with refused(TooManyRefunds):
        await resolve_payment_case(decision(operator, case, REFUND), now=noon)
    await resolve_payment_case(decision(operator, case, OUTSIDE), now=noon)
    # The last number was kept: the order itself can still be refunded whole.
    assert await balance("ESCROW", placed.order.id) == TEAM_FEN


CHANGES = {
    "an end without a moment": "status = 'RESOLVED', resolution = 'RETURNED_OUTSIDE'",
    "a way back without a decision": "resolution = 'RETURNED_OUTSIDE'",
    "a decision of nobody": "status = 'RESOLVED', resolution = 'RETURNED_OUTSIDE',"
    " resolved_at = opened_at",
    "a decision without a reason": "status = 'RESOLVED', resolution = 'RETURNED_OUTSIDE',"
    " resolved_at = opened_at, resolved_by_id = (SELECT id FROM person LIMIT 1)",
    "a refund that is none": "status = 'REFUNDING', resolution = 'REFUND'",
    "another sum": "reference = 'T-other'",
    "another kind": "kind = 'LATE'",
}


async def test_the_database_refuses_a_case_that_does_not_go_on(noon, operator, database):
    case = await strayed(noon)
    connection = await asyncpg.connect(database)
    for change in CHANGES.values():
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(f"UPDATE payment_case SET {change}")  # noqa: S608 - ours
        assert refusal.value.sqlstate in {"23514", "23001"}, change
    await connection.close()
    assert (await PaymentCase.get(id=case.id)).status is CaseStatus.OPEN


async def test_what_is_over_is_never_taken_up_again(noon, operator, database):
    case = await strayed(noon)
    await resolve_payment_case(decision(operator, case, OUTSIDE), now=noon)
    connection = await asyncpg.connect(database)
    for statement in (
        "UPDATE payment_case SET reason = 'another'",
        "DELETE FROM payment_case",
        "TRUNCATE payment_case",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute(statement)
    await connection.close()
    assert await MoneyIn.all().count() == 1
