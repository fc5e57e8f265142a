"""What is done with money that matched nothing payable, by itself and by a human."""

import re
from enum import StrEnum

from rules.payments import is_booked
from rules.policy import POLICY
from rules.refunds import number
from rules.refusals import CaseNotOpen, CaseNotRefundable

# As long as a provider takes it, and of what it may be made.
NUMBER_MOST = 64
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")


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
        CaseNotRefundable: refunds are asked for in fen, the payment's number is none that the
            provider takes, or its refund could have no number.
    """
    if not is_booked(currency):
        raise CaseNotRefundable(problem=f"the sum is in {currency}, and refunds are in fen")
    if NUMBER.fullmatch(payment_number) is None:
        raise CaseNotRefundable(problem="the provider takes no refund for such a payment number")
    if len(number(payment_number, POLICY.refunds_of_one_payment_most)) > NUMBER_MOST:
        raise CaseNotRefundable(problem=f"a refund's number has at most {NUMBER_MOST} signs")
