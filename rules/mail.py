"""What an address for mail must be, how it is proved, and how often a letter is tried."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from rules.faults import BadInput
from rules.policy import POLICY

ADDRESS_MOST = 254
# One that every provider takes: no quotes, no comments, a dot in the domain.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
CODE_SIGNS = 8
ATTEMPTS_MOST = 5
TRIES_MOST = 8
REST_MOST = timedelta(hours=2)


class Language(StrEnum):
    """Which language somebody is written to in."""

    ZH = "ZH"
    EN = "EN"


class MailStatus(StrEnum):
    """Where a letter stands. HANDING is noted before it is handed over.

    UNSURE: whoever handed it over did not live to say so, and it is not sent again.
    """

    QUEUED = "QUEUED"
    HANDING = "HANDING"
    SENT = "SENT"
    UNSURE = "UNSURE"
    GIVEN_UP = "GIVEN_UP"
    DROPPED = "DROPPED"


def address(text: str, *, field: str = "input.address") -> str:
    """Return an address as it is kept; its domain is folded, which has no case.

    Raises:
        BadInput: nobody could be written to there.
    """
    trimmed = text.strip()
    if len(trimmed) > ADDRESS_MOST or not ADDRESS.fullmatch(trimmed) or ".." in trimmed:
        raise BadInput(field, "an e-mail address")
    name, _, domain = trimmed.rpartition("@")
    return f"{name}@{domain.lower()}"


def code(text: str) -> str:
    """Return a code as it was mailed, however it was typed."""
    return re.sub(r"[\s-]", "", text).upper()[: 2 * CODE_SIGNS]


def hidden(text: str) -> str:
    """Return an address fit for a screen that others see: l***@example.com."""
    name, _, domain = text.rpartition("@")
    return f"{name[:1]}***@{domain}"


def rest(attempts: int) -> timedelta:
    """Return how long a letter waits that so many attempts did not deliver."""
    assert attempts >= 1
    return min(timedelta(seconds=30) * 2 ** min(attempts - 1, 10), REST_MOST)


def is_hopeless(attempts: int) -> bool:
    """Tell whether a letter was tried often enough."""
    return attempts >= TRIES_MOST


def is_stale(happened_at: datetime, *, now: datetime) -> bool:
    """Tell whether something is too long ago to be written about."""
    return now - happened_at > POLICY.mail_stale
