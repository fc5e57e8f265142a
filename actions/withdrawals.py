"""How a sum is asked out, called off, and decided on by another person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.idempotency import claim
from actions.merchants import Seller
from actions.withdrawal_endings import given_back, told
from models import ledger
from models.failpoints import failpoint
from models.ids import new_id, new_number
from models.outbox import tell
from models.payout_methods import PayoutMethod, methods_of, real_name_of
from models.transactions import one_transaction
from models.withdrawals import (
    Withdrawal,
    ever_of_party,
    lock_withdrawal,
    month_of_party,
    take_of_day,
    taken_of_day,
)
from rules import withdrawals as rules
from rules.accounts import AccountKind, AccountName
from rules.days import day_of
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.refusals import (
    HolderDiffers,
    MerchantNotFound,
    PayoutMethodNotFound,
    WithdrawalLimitReached,
    WithdrawalNotFound,
)
from rules.withdrawals import Quote, Standing, Terms, WithdrawalStatus

LETTER = "W"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whose money it is: a person's own, or a merchant's that they act for."""

    person_id: UUID
    merchant_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """Return the id of whose money it is."""
        return self.merchant_id or self.person_id

    @property
    def terms(self) -> Terms:
        """Return the figures under which it withdraws."""
        return rules.terms_of(is_merchant=self.merchant_id is not None)

    @property
    def source(self) -> AccountName:
        """Return the account its money leaves."""
        return rules.source_of(party_id=str(self.id), is_merchant=self.merchant_id is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWithdrawal:
    """A sum to be paid to one of the party's accounts outside."""

    party: Party
    method_id: UUID
    amount_fen: int
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "party": self.party.id,
            "method": self.method_id,
            "amount": self.amount_fen,
        }


@one_transaction
async def request_withdrawal(new: NewWithdrawal, *, now: datetime) -> Withdrawal:
    """Set a sum aside that is to be paid out; below what is audited it is approved at once.

    However many ask at once: the party's account is held while it is looked at, and
    the day's count while it grows.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        MerchantNotFound: the asker acts for no such merchant.
        PayoutMethodNotFound: no account outside of this party answers to the id.
        HolderDiffers: that account is not in the name its owner proved to have.
        WithdrawalTooSmall: it is less than may be asked for.
        WithdrawalLimitReached: it is more than is left of this day.
        BalanceTooLow: it is more than is there and not owed.
        RealNameNeeded: with it, so much leaves that its owner has to say who they are.
    """
    withdrawal_id = new_id(now)
    stored = await claim(
        person_id=new.party.person_id,
        mutation="requestWithdrawal",
        key=new.key,
        arguments=new.arguments(),
        answer={"withdrawal": withdrawal_id},
        now=now,
    )
    if stored is not None:
        return await Withdrawal.get(id=stored["withdrawal"])
    method = await _method(new)
    # The day's row first, then the accounts: what another asked out meanwhile is seen after both.
    await _counted(new, now)
    standing = await standing_of(new.party, now=now, held=True, asked_fen=new.amount_fen)
    quoted = rules.may_request(new.amount_fen, standing, terms=new.party.terms)
    row = _row(withdrawal_id, new, method, quoted, standing, now)
    await row.save(force_create=True)
    await _set_aside(new.party, row, now)
    return row


async def _counted(new: NewWithdrawal, now: datetime) -> None:
    party, day = new.party, day_of(now)
    most_fen = party.terms.of_day_most_fen
    if not await take_of_day(
        party_id=party.id, day=day, amount_fen=new.amount_fen, most_fen=most_fen, now=now
    ):
        left_fen = max(0, most_fen - await taken_of_day(party.id, day))
        raise WithdrawalLimitReached(most_fen=most_fen, left_fen=left_fen)


async def _method(new: NewWithdrawal) -> PayoutMethod:
    merchant_id = new.party.merchant_id
    if merchant_id is not None and not await acts_for(new.party.person_id, merchant_id):
        raise MerchantNotFound
    own = methods_of(new.party.id, is_merchant=merchant_id is not None)
    method = await own.get_or_none(id=new.method_id)
    if method is None:
        raise PayoutMethodNotFound
    proven = await real_name_of(new.party.person_id) if merchant_id is None else None
    if proven is not None and method.holder != proven:
        raise HolderDiffers
    return method


async def standing_of(
    party: Party, *, now: datetime, held: bool = False, asked_fen: int = 0
) -> Standing:
    """Return what a party may ask out; ``held`` keeps its accounts until the transaction ends.

    ``asked_fen`` is what of the day's count is the asker's own just now.
    """
    debt = AccountName(AccountKind.RECEIVABLE, str(party.id))
    names = [party.source, debt]
    balances = await (ledger.lock_accounts(names) if held else ledger.balances(names))
    day = day_of(now)
    return Standing(
        held_fen=balances.get(party.source, 0),
        owed_fen=max(0, -balances.get(debt, 0)),
        taken_today_fen=await taken_of_day(party.id, day) - asked_fen,
        ever_fen=await ever_of_party(party.id),
        month=await month_of_party(party.id, rules.month_of(day)),
        has_real_name=await real_name_of(party.person_id) is not None,
    )


def _row(
    withdrawal_id: UUID,
    new: NewWithdrawal,
    method: PayoutMethod,
    quoted: Quote,
    standing: Standing,
    now: datetime,
) -> Withdrawal:
    approved = None if quoted.audited else now
    return Withdrawal(
        id=withdrawal_id,
        number=new_number(LETTER, now),
        requested_by_id=new.party.person_id,
        merchant_id=new.party.merchant_id,
        party_id=new.party.id,
        channel=method.channel,
        account_masked=method.account_masked,
        holder=method.holder,
        payee=method.payee,
        amount_fen=quoted.amount_fen,
        fee_fen=quoted.fee_fen,
        tax_fen=quoted.tax_fen,
        month_before_fen=standing.month.income_fen,
        month_tax_before_fen=standing.month.tax_fen,
        day=day_of(now),
        audited=quoted.audited,
        status=WithdrawalStatus.REQUESTED if quoted.audited else WithdrawalStatus.APPROVED,
        requested_at=now,
        approved_at=approved,
        next_attempt_at=approved,
    )


async def _set_aside(party: Party, row: Withdrawal, now: datetime) -> None:
    journal = rules.requested(
        withdrawal_id=str(row.id),
        party_id=str(row.party_id),
        source=party.source,
        amount_fen=row.amount_fen,
    )
    await ledger.post_new(journal, now=now)
    failpoint("withdrawal.set_aside")
    await tell(*await told(row, ViewerEventKind.WITHDRAWAL_REQUESTED, now=now))


@one_transaction
async def cancel_withdrawal(*, withdrawal_id: UUID, person_id: UUID, now: datetime) -> Withdrawal:
    """Call a withdrawal off that nobody decided yet: its sum is back, whole.

    Raises:
        WithdrawalNotFound: no withdrawal of theirs, or of a merchant they act for, answers to it.
        WithdrawalDecided: it was decided, or called off before.
    """
    row = await lock_withdrawal(withdrawal_id)
    if row is None or not await is_of(row, person_id):
        raise WithdrawalNotFound
    rules.undecided(row.status)
    row.status = WithdrawalStatus.CANCELLED
    await given_back(row, ViewerEventKind.WITHDRAWAL_CANCELLED, now=now)
    return row


async def acts_for(person_id: UUID, merchant_id: UUID) -> bool:
    """Tell whether a person may have a merchant's money paid out: its own people with that duty.

    An operator who may sell for every merchant is paid for none.
    """
    return await Seller(person_id=person_id, is_operator=False).acts_for(merchant_id, Duty.FINANCE)


async def is_of(row: Withdrawal, person_id: UUID) -> bool:
    """Tell whether a withdrawal is somebody's own, or of a merchant they act for."""
    if row.merchant_id is None:
        return row.requested_by_id == person_id
    return await acts_for(person_id, row.merchant_id)
