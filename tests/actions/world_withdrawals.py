"""People and merchants with something to be paid out, for tests of how it leaves."""

from datetime import datetime
from uuid import UUID

from actions.leases import claim_due_withdrawals
from actions.payout_methods import NewMethod, Proof, add_payout_method, record_real_name
from actions.payouts import record_payout
from actions.withdrawals import NewWithdrawal, Party, request_withdrawal
from models import ledger
from models.ids import new_id
from models.merchants import MerchantStaff
from models.outbox import OutboxEvent
from models.transactions import one_transaction
from models.withdrawals import Withdrawal
from rules.accounts import BANK, payable
from rules.ledger import Journal, Leg
from rules.payees import PayoutChannel
from rules.payouts import Told
from rules.people import Role
from rules.withdrawals import PayoutOutcome
from tests.actions.world_tenders import give


async def method(party: Party, *, now: datetime, holder="王小明", payee=None):
    """An account outside that the provider found to be in this name."""
    new = NewMethod(
        party_id=party.id,
        is_merchant=party.merchant_id is not None,
        channel=PayoutChannel.BANK_CARD,
        account_masked="**** 0014",
        holder=holder,
        payee=payee or f"pay_{new_id(now).hex}",
    )
    return await add_payout_method(new, person_id=party.person_id, now=now)


async def proved(person, *, now: datetime, name="王小明"):
    """Somebody of whom it is known who they are."""
    proof = Proof(name=name, id_masked=f"1{'*' * 16}X", reference=f"ide_{person.id}")
    return await record_real_name(proof, person_id=person.id, now=now)


async def earner(world, cash_fen=100_000, *, real_name=True):
    """Somebody with a thousand yuan in cash and an account outside."""
    person = await give(await world.person(), now=world.now, cash_fen=cash_fen)
    if real_name:
        await proved(person, now=world.now)
    party = Party(person_id=person.id)
    return party, await method(party, now=world.now)


@one_transaction
async def owed(merchant_id: UUID, fen: int, *, now: datetime):
    """What the platform owes a merchant, out of nowhere: how it is earned is another's test."""
    key = new_id(now).hex
    leg = Leg(source=BANK, target=payable(str(merchant_id)), amount=fen)
    await ledger.post_new(Journal(key=f"gift:{key}", kind="GIFT", cause=key, legs=[leg]), now=now)


async def seller_of(world, fen=10_000_000):
    """Who sees to the money of the world's merchant, which is owed so much."""
    person = await world.person("掌柜")
    await MerchantStaff.create(
        id=new_id(world.now), merchant_id=world.merchant.id, person_id=person.id
    )
    await owed(world.merchant.id, fen, now=world.now)
    party = Party(person_id=person.id, merchant_id=world.merchant.id)
    return party, await method(party, now=world.now, holder="山里人")


async def asked(party, to, fen, *, now, key=None) -> Withdrawal:
    """A sum that is asked out."""
    new = NewWithdrawal(party=party, method_id=to.id, amount_fen=fen, key=key or new_id(now).hex)
    return await request_withdrawal(new, now=now)


async def sent(*, now: datetime) -> list[dict]:
    """What a worker would send now."""
    return await claim_due_withdrawals(now=now)


def told(row: Withdrawal, outcome=PayoutOutcome.SUCCEEDED, **changes) -> Told:
    """What the provider says of a payout."""
    facts = {
        "number": row.number,
        "reference": f"T{row.number}",
        "amount_fen": row.quoted().arrives_fen,
        "outcome": outcome,
        "payee": row.payee,
    }
    return Told(**{**facts, **changes})


async def arrived(row: Withdrawal, *, now: datetime) -> Withdrawal:
    """A withdrawal after a worker sent it and the provider said that it was paid."""
    await sent(now=now)
    await record_payout(told(row), now=now)
    return await Withdrawal.get(id=row.id)


async def kinds_told(person_id):
    found = await OutboxEvent.filter(topic=f"viewer:{person_id}").order_by("id")
    return [each.kind for each in found if each.kind.startswith("WITHDRAWAL")]


async def operator_of(world):
    return await world.person("值班员", role=Role.OPERATOR)
