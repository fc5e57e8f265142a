"""Any order of asking, deciding, sending and hearing, twice, late or wrong, against an oracle.

The oracle counts whole sums alone: where each lies. The books are checked at the end.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from actions.payouts import postpone_payout, record_payout
from actions.withdrawal_decisions import approve_withdrawal, reject_withdrawal
from actions.withdrawals import cancel_withdrawal
from models.ids import new_id
from models.ledger import Journal
from models.withdrawals import Withdrawal
from resolvers.books import check_books
from rules.leases import LeaseLost
from rules.refusals import Refusal
from rules.withdrawals import ENDED, PayoutOutcome, WithdrawalStatus
from tests.actions.world_withdrawals import asked, earner, operator_of, sent, told
from tests.actions.worlds import balance, make_world

BACK = {WithdrawalStatus.REJECTED, WithdrawalStatus.RETURNED, WithdrawalStatus.CANCELLED}
STATUS = WithdrawalStatus
OUTCOMES = {
    PayoutOutcome.SUCCEEDED: STATUS.PAID,
    PayoutOutcome.FAILED: STATUS.RETURNED,
    PayoutOutcome.EXPIRED: STATUS.RETURNED,
}


@dataclass
class Life:
    """What must have become of one withdrawal."""

    row: Withdrawal
    status: WithdrawalStatus
    stale: list[int] = field(default_factory=list)


@dataclass
class Oracle:
    """Three people with a hundred thousand fen each, and what they asked out."""

    now: object
    chance: random.Random
    people: list = field(default_factory=list)
    operator: object = None
    lives: dict = field(default_factory=dict)

    def one(self, *statuses):
        found = [life for life in self.lives.values() if life.status in statuses]
        return self.chance.choice(found) if found else None

    async def ask(self):
        party, to = self.chance.choice(self.people)
        fen = self.chance.choice((100, 9_999, 50_000, 99_999))
        try:
            row = await asked(party, to, fen, now=self.now)
        except Refusal:
            return
        self.lives[row.id] = Life(row, row.status)

    async def approve(self):
        await self._decides(STATUS.APPROVED, approve_withdrawal, key=new_id(self.now).hex)

    async def reject(self):
        await self._decides(STATUS.REJECTED, reject_withdrawal, reason="不")

    async def _decides(self, status, act, **words):
        if life := self.one(*STATUS):
            wanted = {"withdrawal_id": life.row.id, "operator_id": self.operator.id}
            await self._ends(life, status, act(**wanted, **words, now=self.now))

    async def cancel(self):
        if life := self.one(*STATUS):
            doing = cancel_withdrawal(
                withdrawal_id=life.row.id, person_id=life.row.requested_by_id, now=self.now
            )
            await self._ends(life, STATUS.CANCELLED, doing)

    async def _ends(self, life, status, doing):
        if life.status is not STATUS.REQUESTED:
            with pytest.raises(Refusal):
                await doing
            return
        await doing
        life.status = status

    async def send(self):
        self.now += timedelta(seconds=self.chance.choice((1, 5, 4_000)))
        for due in await sent(now=self.now):
            life = self.lives[due["id"]]
            life.status = STATUS.PAYING
            life.stale.append(due["lease_no"])

    async def postpone(self):
        if life := self.one(STATUS.PAYING):
            await postpone_payout(
                withdrawal_id=life.row.id, error="503", now=self.now, lease_no=life.stale[-1]
            )

    async def hear(self):
        """The provider tells of an end, perhaps for the second time, perhaps of another one."""
        if life := self.one(STATUS.APPROVED, STATUS.PAYING, *ENDED):
            outcome = self.chance.choice(list(PayoutOutcome))
            waits = self.now + timedelta(days=1)
            await record_payout(told(life.row, outcome, waits_until=waits), now=self.now)
            if life.status in {STATUS.APPROVED, STATUS.PAYING}:
                life.status = OUTCOMES.get(outcome, STATUS.PAYING)

    async def hear_too_late(self):
        """Whoever lost the lease says what it was answered."""
        life = self.one(STATUS.PAYING)
        if life and len(life.stale) > 1:
            with pytest.raises(LeaseLost):
                await record_payout(told(life.row), now=self.now, lease_no=life.stale[0])

    async def hear_wrongly(self):
        if life := self.one(*STATUS):
            wrong = told(life.row, amount_fen=life.row.quoted().arrives_fen + 1)
            await record_payout(wrong, now=self.now)

    async def agrees(self):
        for party, _ in self.people:
            mine = [each for each in self.lives.values() if each.row.party_id == party.id]
            gone = sum(each.row.amount_fen for each in mine if each.status not in BACK)
            open_fen = sum(each.row.amount_fen for each in mine if each.status not in ENDED)
            assert await balance("CASH", party.id) == 100_000 - gone
            assert await balance("WITHDRAWING", party.id) == open_fen
        for row in await Withdrawal.all():
            assert row.status is self.lives[row.id].status

    async def ended(self):
        """Everything that is still open comes to an end, and each had exactly one."""
        while life := self.one(STATUS.REQUESTED):
            await self._ends(life, STATUS.REJECTED, reject_withdrawal(
                withdrawal_id=life.row.id, operator_id=self.operator.id, reason="不", now=self.now
            ))  # fmt: skip
        while life := self.one(STATUS.APPROVED, STATUS.PAYING):
            await record_payout(told(life.row), now=self.now)
            life.status = STATUS.PAID
        await self.agrees()
        ends = await Journal.filter(key__startswith="withdrawn:").values_list("key", flat=True)
        assert sorted(ends) == sorted(f"withdrawn:{row_id}" for row_id in self.lives)


STEPS = ("ask",) * 4 + ("approve", "reject", "cancel", "send", "send", "postpone", "hear", "hear")
STEPS += ("hear_too_late", "hear_wrongly")


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_ends_once_and_no_fen_is_lost(db, noon, seed, full):
    world, chance = await make_world(noon), random.Random(seed)  # noqa: S311 - repeatable
    oracle = Oracle(noon, chance, operator=await operator_of(world))
    oracle.people = [await earner(world) for _ in range(3)]
    for _ in range(1_000 if full else 90):
        await getattr(oracle, chance.choice(STEPS))()
        await oracle.agrees()
    assert len({life.status for life in oracle.lives.values()}) >= 4
    await oracle.ended()
    assert await check_books() == []
