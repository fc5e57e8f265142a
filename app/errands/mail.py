"""The post: letters are written of what happened, signed, and each handed over once."""

import base64
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import orjson

from actions.mailboxes import CODE
from actions.mails import (
    claim_due_mails,
    forget_old_mails,
    leave_abandoned_mails,
    note_sent,
    note_unsent,
    note_unsure,
    renew_mails,
    write_mails,
)
from app.errands.leased import Clock, Leased, Row
from app.errands.mail_port import Mailer, MailRefused, MailUnavailable, MailUnsure
from app.steps import Step, tidied
from models.ids import ALPHABET
from rules.events import ViewerEventKind
from rules.letters import Letter, Links, code_letter, letter
from rules.mail import CODE_SIGNS, Language
from rules.notices import GROUP_OF, NoticeGroup

log = logging.getLogger(__name__)

ROUNDS_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who writes letters and hands them over; ``secret`` makes codes and signs links."""

    mailer: Mailer
    secret: bytes
    sender: str
    public_url: str
    now: Callable[[], datetime]

    def code(self, nonce: str) -> str:
        """Return the code that is mailed to prove an address, the same for the same nonce."""
        made = hmac.digest(self.secret, f"mail code 1:{nonce}".encode(), "sha256")
        number, signs = int.from_bytes(made), list[str]()
        for _ in range(CODE_SIGNS):
            number, place = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[place])
        return "".join(signs)

    def unsubscribing(self, person_id: UUID, group: NoticeGroup) -> str:
        """Return the link by which somebody is mailed no more of a group, without signing in."""
        signed = {"p": str(person_id), "g": group.value, "s": self.signature(person_id, group)}
        return f"{self.public_url}/mail/unsubscribe?{urlencode(signed)}"

    def signature(self, person_id: UUID, group: NoticeGroup) -> str:
        """Return what proves that we made such a link."""
        words = f"mail unsubscribe 1:{person_id}:{group}".encode()
        made = hmac.digest(self.secret, words, "sha256")
        return base64.urlsafe_b64encode(made[:18]).decode()

    def is_signed(self, person_id: UUID, group: NoticeGroup, signature: str) -> bool:
        """Tell whether we made such a link."""
        return hmac.compare_digest(
            self.signature(person_id, group).encode(), signature.encode("utf-8", "replace")
        )

    def written(self, row: Mapping[str, Any]) -> EmailMessage:
        """Return a letter as it goes out; its Message-ID is the same whenever it is written."""
        stop = None
        if row["kind"] != CODE:
            group = GROUP_OF[ViewerEventKind(row["kind"])]
            stop = self.unsubscribing(row["person_id"], group)
        said = self._said(row, stop)
        made = EmailMessage(policy=LINES)
        made["From"], made["To"], made["Subject"] = self.sender, row["address"], said.subject
        made["Date"] = self.now()
        made["Message-ID"] = f"<{row['id']}@{urlsplit(self.public_url).hostname}>"
        made["Auto-Submitted"] = "auto-generated"
        if stop:
            # RFC 8058: a mail program's own button, by one POST.
            made["List-Unsubscribe"] = f"<{stop}>"
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made.set_content(said.text)
        made.add_alternative(said.page, subtype="html")
        return made

    def _said(self, row: Mapping[str, Any], stop: str | None) -> Letter:
        facts, language = orjson.loads(row["facts"]), Language(row["language"])
        if row["kind"] == CODE:
            links = Links(look=f"{self.public_url}/me/settings", unsubscribe=None)
            return code_letter(self.code(facts["nonce"]), language, links)
        place = f"orders/{facts['order']}" if "order" in facts else "me/notifications"
        links = Links(look=f"{self.public_url}/{place}", unsubscribe=stop)
        return letter(row["kind"], language, facts, links)

    def steps(self) -> dict[str, Step]:
        """Return what a worker does about mail."""
        sending = Leased(
            claim=claim_due_mails, renew=renew_mails, errand=self._sent, moment=self.now
        )
        return {
            "mails written": _written,
            "mails sent": sending.run_due,
            "mails left": tidied(leave_abandoned_mails),
            "mails forgotten": tidied(forget_old_mails),
        }

    async def _sent(self, row: Row) -> bool | None:
        """Tell whether a letter was taken; None ends the round: nobody takes any."""
        mine: dict[str, Any] = {"mail_id": row["id"], "lease_no": row["lease_no"]}
        try:
            await self.mailer.deliver(self.written(row), to=row["address"])
        except MailUnavailable as why:
            log.warning("letter %s was not taken, tried again later: %s", row["number"], why)
            await note_unsent(**mine, error=str(why), is_final=False, now=self.now())
            return None
        except MailRefused as why:
            log.warning("letter %s is refused for good: %s", row["number"], why)
            await note_unsent(**mine, error=str(why), is_final=True, now=self.now())
            return False
        except MailUnsure as why:
            log.warning("letter %s may have been taken, and is not sent again", row["number"])
            await note_unsure(**mine, error=str(why), now=self.now())
            return False
        except Exception as why:
            # One that cannot be written must not keep the others from going out.
            log.exception("letter %s cannot be written", row["number"])
            await note_unsent(**mine, error=repr(why), is_final=True, now=self.now())
            return False
        await note_sent(**mine, now=self.now())
        return True


async def _written(clock: Clock) -> int:
    """Write letters of all that happened since, in rounds; returns how much was looked at."""
    looked = 0
    for _ in range(ROUNDS_MOST):
        more = await write_mails(now=clock())
        if not more:
            break
        looked += more
    return looked
