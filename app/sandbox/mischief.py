"""Which ways of misbehaving the sandbox provider has been told to practise."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Mischief:
    """Switches of one running provider, all off: a real one does each of these some day.

    ``refund_failures`` answers 503 to that many next refunds, and does nothing.
    ``drop_notifications`` loses every notification on its way, as a network would:
    the attempt counts as failed and comes again later.
    ``pay_amount_fen`` lets the cashier take this sum instead of the one asked for.
    """

    refund_failures: int = 0
    drop_notifications: bool = False
    pay_amount_fen: int | None = None

    def takes_refund_failure(self) -> bool:
        """Return whether this refund is one of those to fail, and count it."""
        if self.refund_failures <= 0:
            return False
        self.refund_failures -= 1
        return True
