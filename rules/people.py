"""Who somebody is to others, and what a handle or a password must be."""

import re
import unicodedata
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput

HANDLE = re.compile(r"[a-z0-9][a-z0-9_.-]{2,31}")
# How whoever closed their account is called, to everybody; the database knows it too.
CLOSED_NAME = "已注销"
PASSWORD_LEAST = 8
PASSWORD_MOST = 128
NAME_MOST = 40


class Role(StrEnum):
    """What a person may do here."""

    CUSTOMER = "CUSTOMER"
    MERCHANT = "MERCHANT"
    OPERATOR = "OPERATOR"


class AccountUse(StrEnum):
    """What an account is needed for still, so that it cannot be closed."""

    ORDERS_UNDER_WAY = "ORDERS_UNDER_WAY"
    REFUNDS_UNDER_WAY = "REFUNDS_UNDER_WAY"
    WITHDRAWALS_UNDER_WAY = "WITHDRAWALS_UNDER_WAY"
    HOLDS_MONEY = "HOLDS_MONEY"
    OWES_MONEY = "OWES_MONEY"
    ACTS_FOR_MERCHANT = "ACTS_FOR_MERCHANT"
    RUNS_PLATFORM = "RUNS_PLATFORM"


def handle(text: str) -> str:
    """Return a handle as it is stored: lower case, 3 to 32 letters, digits, ``_.-``.

    Raises:
        BadInput: it is not one.
    """
    lowered = text.strip().lower()
    if not HANDLE.fullmatch(lowered):
        raise BadInput("input.handle", "3 to 32 letters, digits, dots, dashes or underscores")
    return lowered


def closed_handle(person_id: UUID) -> str:
    """Return what a closed account is stored under: nobody can sign up by it, nor sign in."""
    # Without the sign that says which version of id it is, which is the same in all.
    return f"~{person_id.hex[:12]}{person_id.hex[13:]}"


def password(text: str, *, field: str = "input.password") -> str:
    """Return a password that is long enough to be worth hashing.

    Raises:
        BadInput: it is shorter than 8 or longer than 128 characters.
    """
    if not PASSWORD_LEAST <= len(text) <= PASSWORD_MOST:
        raise BadInput(field, f"{PASSWORD_LEAST} to {PASSWORD_MOST} characters")
    return text


def line(text: str, *, field: str, most: int, least: int = 1) -> str:
    """Return one line of text without edges or control characters.

    Raises:
        BadInput: it is too short, too long, or holds what cannot be seen.
    """
    trimmed = unicodedata.normalize("NFC", text).strip()
    if not least <= len(trimmed) <= most:
        raise BadInput(field, f"{least} to {most} characters")
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} for sign in trimmed):
        raise BadInput(field, "no control characters")
    return trimmed


def masked(name: str) -> str:
    """Return a name fit for strangers: 王小明 is 王*明, Lucy is L**y, 王明 is 王*.

    Required of what the public sees by art. 25 of the Personal Information
    Protection Law, unless the person agreed otherwise. Who closed their account
    has no name to be masked.
    """
    if name == CLOSED_NAME:
        return name
    if len(name) <= 1:
        return f"{name}*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 3)}{name[-1]}"
