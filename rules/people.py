"""Who somebody is to others, and what a handle or a password must be."""

import re
import unicodedata
from enum import StrEnum

from rules.faults import BadInput

HANDLE = re.compile(r"[a-z0-9][a-z0-9_.-]{2,31}")
PASSWORD_LEAST = 8
PASSWORD_MOST = 128
NAME_MOST = 40


class Role(StrEnum):
    """What a person may do here."""

    CUSTOMER = "CUSTOMER"
    MERCHANT = "MERCHANT"
    OPERATOR = "OPERATOR"


def handle(text: str) -> str:
    """Return a handle as it is stored: lower case, 3 to 32 letters, digits, ``_.-``.

    Raises:
        BadInput: it is not one.
    """
    lowered = text.strip().lower()
    if not HANDLE.fullmatch(lowered):
        raise BadInput("input.handle", "3 to 32 letters, digits, dots, dashes or underscores")
    return lowered


def password(text: str) -> str:
    """Return a password that is long enough to be worth hashing.

    Raises:
        BadInput: it is shorter than 8 or longer than 128 characters.
    """
    if not PASSWORD_LEAST <= len(text) <= PASSWORD_MOST:
        raise BadInput("input.password", f"{PASSWORD_LEAST} to {PASSWORD_MOST} characters")
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
    Protection Law, unless the person agreed otherwise.
    """
    if len(name) <= 1:
        return f"{name}*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 3)}{name[-1]}"
