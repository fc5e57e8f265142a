"""Money asked out that waits, goes out, arrived, came back, and was refused."""

from datetime import datetime, timedelta

from actions.payouts import record_payout
from actions.withdrawal_decisions import approve_withdrawal, reject_withdrawal
from actions.withdrawals import cancel_withdrawal
from models.withdrawals import Withdrawal
from rules.people import Role
from rules.withdrawals import PayoutOutcome, WithdrawalStatus
from tests.actions.world_withdrawals import arrived, asked, earner, seller_of, sent, told


async def play_withdrawals(world, now: datetime):
    """Every end a withdrawal can have, and every place before it."""
    operator = await world.person("值班员", role=Role.OPERATOR)
    party, to = await earner(world, 400_000)
    large = await asked(party, to, 90_000, now=now)
    await approve_withdrawal(withdrawal_id=large.id, operator_id=operator.id, key="large", now=now)
    paid = await arrived(large, now=now)
    assert (paid.status, paid.tax_fen) == (WithdrawalStatus.PAID, 2_000)
    back = await asked(party, to, 20_000, now=now)
    await sent(now=now)
    await record_payout(told(back, PayoutOutcome.FAILED), now=now)
    for fen in (50_001, 50_002):
        row = await asked(party, to, fen, now=now)
        if fen == 50_001:
            await cancel_withdrawal(withdrawal_id=row.id, person_id=party.person_id, now=now)
        else:
            await reject_withdrawal(
                withdrawal_id=row.id, operator_id=operator.id, reason="户名不符", now=now
            )
    tomorrow = now + timedelta(days=1)
    await asked(party, to, 60_000, now=tomorrow)
    under_way = await asked(party, to, 10_000, now=tomorrow)
    await sent(now=tomorrow)
    await asked(party, to, 7_000, now=tomorrow)
    assert (await Withdrawal.get(id=under_way.id)).status is WithdrawalStatus.PAYING
    shop, account = await seller_of(world, 900_000)
    await arrived(await asked(shop, account, 300_000, now=tomorrow), now=tomorrow)
    await asked(shop, account, 300_001, now=tomorrow)
