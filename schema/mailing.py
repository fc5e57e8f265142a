"""Where somebody is written to and what of, as they alone see it and say it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import mails as rows
from resolvers import mailboxes as resolvers
from rules.mail import Language, hidden
from rules.notices import NoticeGroup
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.refusals import MailOff, TooManyCodes, WrongCode, answered

described(
    Language,
    "Which language somebody is written to in.",
    ZH="Chinese.",
    EN="English.",
)
described(
    NoticeGroup,
    "What notices are about. All of them are listed in the shop, whatever is mailed.",
    TEAMS="Teams: seats, forming, failing.",
    ORDERS="Orders: shipping, receiving, after-sales.",
    MONEY="Money: refunds, dividends, commissions, payouts.",
    DRAWS="Draws: results, prizes, reports owed.",
    POINTS="Points: given, expiring.",
    TALK="Messages and answers to questions.",
    SHARING="What the viewer shares: relations, commissions, levels.",
    SELLING="What a merchant's people have to do.",
)


@strawberry.type(description="Where the viewer is written to.")
class Mailbox:
    row: strawberry.Private[rows.Mailbox]
    address: str | None = strawberry.field(description="Where mail goes, in part: l***@a.com.")
    confirmed_at: datetime | None = strawberry.field(description="Since when.")
    waiting_address: str | None = strawberry.field(
        description="An address whose code was not given back yet, in part."
    )
    waiting_until: datetime | None = strawberry.field(description="Until when the code is good.")
    language: Language = strawberry.field(description="In which language letters are.")

    @classmethod
    def of(cls, row: rows.Mailbox) -> Self:
        """Show a mailbox to its owner."""
        return cls(
            row=row,
            address=hidden(row.address) if row.address else None,
            confirmed_at=row.confirmed_at,
            waiting_address=hidden(row.asked_address) if row.asked_address else None,
            waiting_until=row.code_until,
            language=row.language,
        )

    @strawberry.field(
        description="Groups of notices that are not mailed.",
        directives=[Cost(bound=len(NoticeGroup))],
    )
    def muted(self) -> list[NoticeGroup]:
        return [NoticeGroup(group) for group in self.row.muted]


@strawberry.input(description="An address to be written to.")
class SetMailAddressInput:
    address: str = strawberry.field(description="An e-mail address; a code is mailed there.")
    language: Language = strawberry.field(
        default=Language.ZH, description="In which language letters are."
    )


@strawberry.input(description="The code that was mailed.")
class ConfirmMailAddressInput:
    code: str = strawberry.field(description="Its eight signs; case and spaces do not matter.")


@strawberry.input(description="What is to be mailed.")
class SetMailPreferencesInput:
    muted: list[NoticeGroup] = strawberry.field(description="Groups that are not to be mailed.")
    language: Language = strawberry.field(description="In which language letters are.")


@strawberry.type(description="A code is on its way; until it comes back, nothing changes.")
class MailCodeSent:
    mailbox: Mailbox = strawberry.field(description="The mailbox.")


@strawberry.type(description="Mail goes to the address.")
class MailAddressConfirmed:
    mailbox: Mailbox = strawberry.field(description="The mailbox.")


@strawberry.type(description="What is mailed from now on.")
class MailPreferencesSet:
    mailbox: Mailbox = strawberry.field(description="The mailbox.")


@strawberry.type(description="Nothing is mailed any more.")
class MailAddressRemoved:
    mailbox: Mailbox | None = strawberry.field(description="What was chosen; null if nothing was.")


SetMailAddressResult = Annotated[
    MailCodeSent | MailOff | TooManyCodes,
    strawberry.union("SetMailAddressResult", description="That a code is sent, or why not."),
]
ConfirmMailAddressResult = Annotated[
    MailAddressConfirmed | WrongCode,
    strawberry.union("ConfirmMailAddressResult", description="The mailbox, or why not."),
]


@strawberry.type
class MailMutation:
    @strawberry.mutation(description="Have a code mailed to an address, to prove that it is yours.")
    async def set_mail_address(
        self, info: Info, input: SetMailAddressInput
    ) -> SetMailAddressResult:
        doing = resolvers.set_mail_address(
            info.context, address=input.address, language=input.language
        )
        return await answered(doing, lambda row: MailCodeSent(mailbox=Mailbox.of(row)))

    @strawberry.mutation(description="Give back the code that was mailed; five tries each.")
    async def confirm_mail_address(
        self, info: Info, input: ConfirmMailAddressInput
    ) -> ConfirmMailAddressResult:
        doing = resolvers.confirm_mail_address(info.context, code=input.code)
        return await answered(doing, lambda row: MailAddressConfirmed(mailbox=Mailbox.of(row)))

    @strawberry.mutation(description="Say which notices are mailed; all are in the shop anyway.")
    async def set_mail_preferences(
        self, info: Info, input: SetMailPreferencesInput
    ) -> MailPreferencesSet:
        row = await resolvers.set_mail_preferences(
            info.context, muted=input.muted, language=input.language
        )
        return MailPreferencesSet(mailbox=Mailbox.of(row))

    @strawberry.mutation(description="Be written to no more.")
    async def remove_mail_address(self, info: Info) -> MailAddressRemoved:
        row = await resolvers.remove_mail_address(info.context)
        return MailAddressRemoved(mailbox=Mailbox.of(row) if row else None)
