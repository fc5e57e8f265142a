"""What a server for mail is to us: something that takes a letter, says no, or falls silent."""

from email.message import EmailMessage
from typing import Protocol


class MailUnavailable(Exception):
    """The letter was surely not taken, and may be another time."""


class MailRefused(Exception):
    """The letter was not taken and never will be: nobody lives at that address."""


class MailUnsure(Exception):
    """The letter was told, and then nothing was heard: it may have been taken."""


class Mailer(Protocol):
    """Who takes letters; SMTP is one."""

    async def deliver(self, letter: EmailMessage, *, to: str) -> None:
        """Hand a letter over.

        Raises:
            MailUnavailable: it was not taken.
            MailRefused: it was not taken and never will be.
            MailUnsure: nobody knows.
        """
        ...
