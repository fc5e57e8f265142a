"""What somebody may change about their own account."""

from typing import Annotated

import strawberry

from models import people as rows
from resolvers import accounts as resolvers
from resolvers import notifications
from schema.info import Info
from schema.people import Viewer
from schema.refusals import AccountInUse, TooManyAttempts, WrongPassword, answered


@strawberry.input(description="Another name.")
class ChangeDisplayNameInput:
    display_name: str = strawberry.field(description="Shown masked to strangers, 1 to 40 signs.")


@strawberry.input(description="Another password.")
class ChangePasswordInput:
    password: str = strawberry.field(description="The one that holds now.")
    new_password: str = strawberry.field(description="8 to 128 characters; only a hash is kept.")


@strawberry.input(description="An account to be closed for good.")
class CloseAccountInput:
    password: str = strawberry.field(description="The viewer's, so that nobody else closes it.")


@strawberry.input(description="What was read.")
class ReadNotificationsInput:
    up_to: str | None = strawberry.field(
        default=None,
        description="The position of the latest event that was read, as it was told; all if "
        "unsaid.",
    )


@strawberry.type(description="The viewer under the new name.")
class DisplayNameChanged:
    viewer: Viewer = strawberry.field(description="The viewer.")


@strawberry.type(description="The new password holds; every other session is over.")
class PasswordChanged:
    viewer: Viewer = strawberry.field(description="The viewer.")


@strawberry.type(
    description="The account is closed: handle, name, password, addresses, likes and sessions are "
    "gone. Orders and every movement of money stay, and name nobody."
)
class AccountClosed:
    ok: bool = strawberry.field(description="Always true.")


@strawberry.type(description="What was read is noted.")
class NotificationsRead:
    viewer: Viewer = strawberry.field(description="The viewer, with what is unread still.")


ChangePasswordResult = Annotated[
    PasswordChanged | WrongPassword | TooManyAttempts,
    strawberry.union("ChangePasswordResult", description="That it holds, or why not."),
]
CloseAccountResult = Annotated[
    AccountClosed | WrongPassword | TooManyAttempts | AccountInUse,
    strawberry.union("CloseAccountResult", description="That it is closed, or why not."),
]


@strawberry.type
class SettingsMutation:
    @strawberry.mutation(description="Go by another name.")
    async def change_display_name(
        self, info: Info, input: ChangeDisplayNameInput
    ) -> DisplayNameChanged:
        row = await resolvers.change_display_name(info.context, display_name=input.display_name)
        return DisplayNameChanged(viewer=Viewer.of(row))

    @strawberry.mutation(description="Take another password; every other session ends.")
    async def change_password(self, info: Info, input: ChangePasswordInput) -> ChangePasswordResult:
        def show(row: rows.Person) -> PasswordChanged:
            return PasswordChanged(viewer=Viewer.of(row))

        doing = resolvers.change_password(
            info.context, password=input.password, new_password=input.new_password
        )
        return await answered(doing, show)

    @strawberry.mutation(
        description="Close the viewer's account for good. Points that are left expire as they "
        "would have; shares are paid no dividend any more."
    )
    async def close_account(self, info: Info, input: CloseAccountInput) -> CloseAccountResult:
        doing = resolvers.close_account(info.context, password=input.password)
        return await answered(doing, lambda _: AccountClosed(ok=True))

    @strawberry.mutation(
        description="Note up to where what happened to the viewer was read; it never goes back."
    )
    async def read_notifications(
        self, info: Info, input: ReadNotificationsInput
    ) -> NotificationsRead:
        row = await notifications.read_notifications(info.context, up_to=input.up_to)
        return NotificationsRead(viewer=Viewer.of(row))
