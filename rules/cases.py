"""What is done with money that matched nothing payable, by itself and by a human."""

from enum import StrEnum

from rules.payments import is_booked
from rules.policy import POLICY
from rules.refunds import number
from rules.refusals import CaseNotOpen, CaseNotRefundable

# As long as a provider takes it.
NUMBER_MOST = 64


class CaseKind(StrEnum):
    """Why money matched nothing payable: the outcome it had."""

    LATE = "LATE"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    DUPLICATE = "DUPLICATE"
    UNKNOWN = "UNKNOWN"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "OPEN"
    REFUNDING = "REFUNDING"
    RESOLVED = "RESOLVED"


class CaseResolution(StrEnum):
    """How the money of a case goes back."""

    REFUND = "REFUND"
    RETURNED_OUTSIDE = "RETURNED_OUTSIDE"


def is_open(status: CaseStatus) -> None:
    """Return if a human may decide a case.

    Raises:
        CaseNotOpen: it was decided before.
    """
    if status is not CaseStatus.OPEN:
        raise CaseNotOpen(status=status)


def may_go_back(*, payment_number: str, currency: str) -> None:
    """Return if the provider can be asked to send a sum back the way it came.

    Raises:
        CaseNotRefundable: refunds are asked for in fen, or its refund could have no number.
    """
    if not is_booked(currency):
        raise CaseNotRefundable(problem=f"the sum is in {currency}, and refunds are in fen")
    if len(number(payment_number, POLICY.refunds_of_one_payment_most)) > NUMBER_MOST:
        raise CaseNotRefundable(problem=f"a refund's number has at most {NUMBER_MOST} signs")
