"""How a page on a wall becomes a screen: it shows a code, and somebody approves that."""

from datetime import datetime
from typing import Annotated

import strawberry

from actions.pairing import NewScreen
from resolvers import screens as resolvers
from resolvers.screens import Begun
from rules.screens import CODE_SIGNS, ScreenLanguage, ScreenTheme
from schema.info import Info
from schema.node import row_id
from schema.refusals import (
    MerchantNotFound,
    PairingNotFound,
    TooManyAttempts,
    TooManyPairings,
    answered,
)
from schema.screens import Screen


@strawberry.input(description="The code that a screen shows, and what that screen is to be.")
class ApproveScreenInput:
    code: str = strawberry.field(description="Its six signs; case, dashes and spaces are nothing.")
    name: str = strawberry.field(description="What it is called among you, 1 to 40 signs.")
    merchant_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Whose it is: it shows nothing of others. Null for the whole platform, which "
        "an operator alone may approve.",
    )
    theme: ScreenTheme = strawberry.field(
        default=ScreenTheme.NIGHT, description="How bright it is."
    )
    language: ScreenLanguage = strawberry.field(
        default=ScreenLanguage.ZH, description="Which language it speaks."
    )


@strawberry.type(description="A code to be shown until somebody approves it.")
class PairingStarted:
    code: str = strawberry.field(description="Six signs to be read and typed: K7M-Q2P.")
    secret: str = strawberry.field(
        description="Told this once, and to be told to nobody: who has it is given the token."
    )
    expires_at: datetime = strawberry.field(description="When another code is needed.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


@strawberry.type(description="The page that shows the code is a screen now.")
class ScreenApproved:
    screen: Screen = strawberry.field(description="The screen; it shows a wall at first.")


StartPairingResult = Annotated[
    PairingStarted | TooManyPairings,
    strawberry.union("StartPairingResult", description="A code, or why not."),
]
ApproveScreenResult = Annotated[
    ScreenApproved | PairingNotFound | MerchantNotFound | TooManyAttempts,
    strawberry.union("ApproveScreenResult", description="The screen, or why not."),
]


@strawberry.type
class PairingMutation:
    @strawberry.mutation(
        description="Begin to wait for an approval, as a page on a wall that nobody signed in on: "
        "show the code, and watch pairing with the secret."
    )
    async def start_pairing(self, info: Info) -> StartPairingResult:
        def show(begun: Begun) -> PairingStarted:
            code, half = begun.row.code, CODE_SIGNS // 2
            return PairingStarted(
                code=f"{code[:half]}-{code[half:]}",
                secret=begun.secret,
                expires_at=begun.row.expires_at,
                server_time=info.context.now(),
            )

        return await answered(resolvers.start_pairing(info.context), show)

    @strawberry.mutation(
        description="Make the page that shows a code a screen: an operator any, somebody who acts "
        "for a merchant one of that merchant's."
    )
    async def approve_screen(self, info: Info, input: ApproveScreenInput) -> ApproveScreenResult:
        merchant_id = None
        if input.merchant_id is not None:
            merchant_id = row_id(input.merchant_id, "Merchant", field="input.merchantId")
        new = NewScreen(
            merchant_id=merchant_id, name=input.name, theme=input.theme, language=input.language
        )
        doing = resolvers.approve_screen(info.context, new, code=input.code)
        return await answered(doing, lambda row: ScreenApproved(screen=Screen.of(row)))
