"""Which accounts outside somebody may be paid to, and who they say that they are."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.faults import BadInput
from rules.people import line
from rules.policy import POLICY
from rules.refusals import HolderDiffers, TooManyPayoutMethods

HOLDER_MOST = 40
CARD = re.compile(r"[0-9]{12,19}")
PHONE = re.compile(r"1[3-9][0-9]{9}")
MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
# GB 11643: what each of the first seventeen digits weighs, and which sign their sum must end in.
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_SIGNS = "10X98765432"


class PayoutChannel(StrEnum):
    """What kind of account outside it is."""

    BANK_CARD = "BANK_CARD"
    WECHAT = "WECHAT"
    ALIPAY = "ALIPAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """An account outside as its owner types it: never stored, but by its last signs."""

    channel: PayoutChannel
    account: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody says that they are, as they type it: never stored whole."""

    name: str
    id_number: str


def payee(channel: PayoutChannel, *, account: str, holder: str) -> Payee:
    """Return an account outside that can be meant.

    Raises:
        BadInput: no such account exists, or nobody is called so.
    """
    typed = "".join(account.split())
    fits = {
        PayoutChannel.BANK_CARD: _is_card(typed),
        PayoutChannel.WECHAT: PHONE.fullmatch(typed) is not None,
        PayoutChannel.ALIPAY: bool(PHONE.fullmatch(typed) or MAIL.fullmatch(typed)),
    }
    if not fits[channel]:
        raise BadInput("input.account", "the number of a card, or the phone or mail of an account")
    name = line(holder, field="input.holder", most=HOLDER_MOST, least=2)
    return Payee(channel=channel, account=typed, holder=name)


def _is_card(typed: str) -> bool:
    """Tell whether a card can have this number (ISO/IEC 7812-1, annex B: the sum of Luhn)."""
    if not CARD.fullmatch(typed):
        return False
    digits = [int(sign) for sign in reversed(typed)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def account_masked(wanted: Payee) -> str:
    """Return as much of an account as its owner needs to tell it from others."""
    if wanted.channel is PayoutChannel.BANK_CARD:
        return f"**** {wanted.account[-4:]}"
    if "@" in wanted.account:
        name, _, host = wanted.account.partition("@")
        return f"{name[0]}***@{host}"[:40]
    return f"{wanted.account[:3]}****{wanted.account[-4:]}"


def identity(*, name: str, id_number: str) -> Identity:
    """Return who somebody says that they are, if there can be such a person.

    Raises:
        BadInput: the number is none of a resident's card, or nobody is called so.
    """
    typed = "".join(id_number.split()).upper()
    if not ID_NUMBER.fullmatch(typed) or typed[-1] != _last_sign(typed):
        raise BadInput("input.idNumber", "the eighteen signs of a resident's card")
    called = line(name, field="input.name", most=HOLDER_MOST, least=2)
    return Identity(name=called, id_number=typed)


def _last_sign(typed: str) -> str:
    digits = zip(typed[:-1], ID_WEIGHTS, strict=True)
    return ID_SIGNS[sum(int(digit) * weight for digit, weight in digits) % 11]


def id_masked(id_number: str) -> str:
    """Return the first and the last sign of a number: it is told from others by nothing else."""
    return f"{id_number[0]}{'*' * 16}{id_number[-1]}"


def may_add(count: int) -> None:
    """Return if a party with so many accounts outside may have another.

    Raises:
        TooManyPayoutMethods: it has as many as anybody may.
    """
    if count >= POLICY.payout_methods_most:
        raise TooManyPayoutMethods(most=POLICY.payout_methods_most)


def is_own(holder: str, *, real_name: str | None) -> None:
    """Return if an account is in its owner's proven name, or nobody proved anything yet.

    Raises:
        HolderDiffers: it is in another's.
    """
    if real_name is not None and holder != real_name:
        raise HolderDiffers
