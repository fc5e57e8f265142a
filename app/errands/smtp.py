"""Mail by SMTP: one connection a letter, and no doubt about what the server said."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from app.errands.mail_port import MailRefused, MailUnavailable, MailUnsure

TIMEOUT_SECONDS = 20.0
PERMANENT = 500
SCHEMES = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where letters are handed over, as ``smtp://name:password@host:port`` says it.

    ``smtps`` speaks TLS from the first byte; ``smtp`` begins it where the server
    offers it, and ``smtp://…?plain`` does not.
    """

    host: str
    port: int
    sender: str
    name: str | None = None
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False
    start_tls: bool | None = None

    @classmethod
    def named(cls, url: str, *, sender: str) -> "SmtpServer":
        """Return the server that a URL names.

        Raises:
            ValueError: it names none, or the sender is no address.
        """
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError("KAITUAN_SMTP_URL must be smtp://… or smtps://… with a host")
        if "@" not in parseaddr(sender)[1]:
            raise ValueError("KAITUAN_MAIL_FROM must hold an address beside KAITUAN_SMTP_URL")
        return cls(
            host=parts.hostname,
            port=parts.port or SCHEMES[parts.scheme],
            sender=parseaddr(sender)[1],
            name=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=False if parts.query == "plain" else None,
        )

    async def deliver(self, letter: EmailMessage, *, to: str) -> None:
        """Hand a letter over.

        Raises:
            MailUnavailable: it was not taken.
            MailRefused: it was not taken and never will be.
            MailUnsure: the line broke after it was told.
        """
        line = self._line()
        try:
            await self._announced(line, to)
            await _told(line, letter)
        finally:
            # Nothing more is said: whatever a farewell met with, the letter is taken or is not.
            line.close()

    def _line(self) -> SMTP:
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.name,
            password=self.password,
            use_tls=self.use_tls,
            start_tls=None if self.use_tls else self.start_tls,
            timeout=TIMEOUT_SECONDS,
        )

    async def _announced(self, line: SMTP, to: str) -> None:
        try:
            await line.connect()
            await line.mail(self.sender)
        except (SMTPException, OSError) as wrong:
            raise MailUnavailable(f"{type(wrong).__name__}: {wrong}") from wrong
        try:
            await line.rcpt(to)
        except SMTPRecipientsRefused as refused:
            raise MailRefused(str(refused)) from refused
        except SMTPResponseException as answer:
            kind = MailRefused if answer.code >= PERMANENT else MailUnavailable
            raise kind(f"{answer.code} {answer.message}") from answer
        except (SMTPException, OSError) as wrong:
            raise MailUnavailable(f"{type(wrong).__name__}: {wrong}") from wrong


async def _told(line: SMTP, letter: EmailMessage) -> None:
    try:
        await line.data(letter.as_bytes())
    except SMTPResponseException as answer:
        kind = MailRefused if answer.code >= PERMANENT else MailUnavailable
        raise kind(f"{answer.code} {answer.message}") from answer
    except (SMTPException, OSError) as wrong:
        raise MailUnsure(f"{type(wrong).__name__}: {wrong}") from wrong
