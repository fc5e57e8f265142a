"""What is asked of whoever pays out, before anything is written."""

from typing import Protocol

from models.withdrawals import Withdrawal
from rules.payees import Identity, Payee


class Payer(Protocol):
    """Who pays out; the errands in ``app`` are one."""

    async def payee(self, payee: Payee) -> str:
        """Return the provider's name for an account outside, all that is kept of it.

        Raises:
            PayeeMismatch: it is in another name.
            PayoutUnavailable: the provider does not answer.
        """
        ...

    async def identify(self, identity: Identity) -> str:
        """Return what the provider knows a person by.

        Raises:
            IdentityMismatch: the number is another's.
            PayoutUnavailable: the provider does not answer.
        """
        ...

    async def confirm(self, withdrawal: Withdrawal) -> None:
        """Tell the provider that the payee takes it, and record what it says then.

        Raises:
            WithdrawalNotWaiting: the provider waits for nobody any more.
            PayoutUnavailable: the provider does not answer.
        """
        ...
