"""What Kaituan asks of whoever pays out, and what it may be answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rules.payees import PayoutChannel
from rules.withdrawals import PayoutOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayee:
    """An account outside, told once: what the provider answers is all that we keep of it."""

    channel: PayoutChannel
    account: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIdentity:
    """Who somebody says that they are, told once."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayout:
    """Money to be paid to an account that the provider knows, under our own stable number."""

    number: str
    payee: str
    amount_fen: int
    note: str
    notify_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPayout:
    """A payout as the provider sees it.

    WAITING until ``waits_until`` for its payee to take it. SUCCEEDED, FAILED and EXPIRED
    are final under this number: nothing that failed or expired is ever paid.
    """

    number: str
    reference: str
    payee: str
    outcome: PayoutOutcome
    amount_fen: int
    succeeded_at: datetime | None
    waits_until: datetime | None
    failure: str


class Payouts(Protocol):
    """Who pays out. Every call has a deadline and is safe to repeat under its number.

    Each call raises ``ProviderUnavailable`` where it has no reliable answer, and
    ``ProviderRefused`` where the provider said no.
    """

    async def payee(self, payee: NewPayee) -> str:
        """Return the provider's own name for an account that is in this name.

        The same account in the same name has the same name.

        Raises:
            ProviderRefused: PAYEE_MISMATCH, it is in another name.
            ProviderUnavailable: nothing can be concluded.
        """
        ...

    async def identify(self, identity: NewIdentity) -> str:
        """Return what the provider knows this person by, the same whoever asks.

        Raises:
            ProviderRefused: IDENTITY_MISMATCH, the number is another's.
            ProviderUnavailable: nothing can be concluded.
        """
        ...

    async def pay_out(self, payout: NewPayout) -> ProviderPayout:
        """Return the payout under this number, asked for now or before.

        What cannot be paid is FAILED under its number, which is final, and no refusal.

        Raises:
            ProviderRefused: NUMBER_REUSED with another sum or payee, or FIELD_INVALID: a
                fault of ours, which says nothing of what was asked under the number before.
            ProviderUnavailable: the outcome is unknown: query it, never pay again
                under another number, never give it back.
        """
        ...

    async def query_payout(self, number: str) -> ProviderPayout | None:
        """Return the payout, or None if the provider does not know the number yet."""
        ...

    async def confirm_payout(self, number: str) -> ProviderPayout:
        """Return the payout after its payee said here that they take it.

        Raises:
            ProviderRefused: PAYOUT_UNKNOWN, or PAYOUT_NOT_WAITING.
            ProviderUnavailable: they may or may not have been heard.
        """
        ...
