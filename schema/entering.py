"""How people come and go, and which addresses they keep."""

from typing import Annotated

import strawberry

from resolvers import people as resolvers
from resolvers.people import Entered
from schema.info import Info
from schema.node import row_id
from schema.people import Address, Viewer
from schema.refusals import (
    AddressNotFound,
    HandleTaken,
    TooManyAddresses,
    TooManyAttempts,
    WrongCredentials,
    answered,
)


@strawberry.input(description="Who wants to join the platform.")
class SignUpInput:
    handle: str = strawberry.field(
        description="To sign in by: 3 to 32 of a-z 0-9 _ . - (case is folded)."
    )
    password: str = strawberry.field(description="8 to 128 characters; only a hash is kept.")
    display_name: str = strawberry.field(description="Shown masked to strangers, 1 to 40 signs.")


@strawberry.input(description="Who comes back.")
class SignInInput:
    handle: str = strawberry.field(description="The handle signed up with.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="An address to be added.")
class AddAddressInput:
    recipient: str = strawberry.field(description="Who receives, up to 40 signs.")
    phone: str = strawberry.field(description="5 to 20 digits, spaces, + or -.")
    region: str = strawberry.field(description="Province, city, district; up to 80 signs.")
    detail: str = strawberry.field(description="Street, number, room; up to 200 signs.")
    is_default: bool = strawberry.field(
        default=False, description="Use it where no address is named; the first always is."
    )


@strawberry.input(description="What an address of the viewer's says from now on.")
class ChangeAddressInput:
    address_id: strawberry.ID = strawberry.field(description="Which one.")
    recipient: str = strawberry.field(description="Who receives, up to 40 signs.")
    phone: str = strawberry.field(description="5 to 20 digits, spaces, + or -.")
    region: str = strawberry.field(description="Province, city, district; up to 80 signs.")
    detail: str = strawberry.field(description="Street, number, room; up to 200 signs.")


@strawberry.input(description="An address of the viewer's.")
class AddressInput:
    address_id: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.type(description="A new person, signed in.")
class SignedUp:
    viewer: Viewer = strawberry.field(description="The person.")
    token: str = strawberry.field(
        description="Shown once; send it as `Authorization: Bearer TOKEN`."
    )


@strawberry.type(description="A known person, signed in.")
class SignedIn:
    viewer: Viewer = strawberry.field(description="The person.")
    token: str = strawberry.field(
        description="Shown once; send it as `Authorization: Bearer TOKEN`."
    )


@strawberry.type(description="The session is over; its sockets are closed.")
class SignedOut:
    ok: bool = strawberry.field(description="Always true.")


@strawberry.type(description="One more address.")
class AddressAdded:
    address: Address = strawberry.field(description="The address.")


@strawberry.type(description="An address that says something else; orders keep their copy.")
class AddressChanged:
    address: Address = strawberry.field(description="The address.")


@strawberry.type(description="The address used where none is named.")
class DefaultAddressSet:
    address: Address = strawberry.field(description="The address.")


@strawberry.type(description="One address fewer; orders keep their copy.")
class AddressRemoved:
    address: Address = strawberry.field(description="The address as it was.")


SignUpResult = Annotated[
    SignedUp | HandleTaken,
    strawberry.union("SignUpResult", description="A session, or why not."),
]
SignInResult = Annotated[
    SignedIn | WrongCredentials | TooManyAttempts,
    strawberry.union("SignInResult", description="A session, or why not."),
]
AddAddressResult = Annotated[
    AddressAdded | TooManyAddresses,
    strawberry.union("AddAddressResult", description="The address, or why not."),
]
ChangeAddressResult = Annotated[
    AddressChanged | AddressNotFound,
    strawberry.union("ChangeAddressResult", description="The address, or why not."),
]
SetDefaultAddressResult = Annotated[
    DefaultAddressSet | AddressNotFound,
    strawberry.union("SetDefaultAddressResult", description="The address, or why not."),
]
RemoveAddressResult = Annotated[
    AddressRemoved | AddressNotFound,
    strawberry.union("RemoveAddressResult", description="The address, or why not."),
]


@strawberry.type
class PeopleMutation:
    @strawberry.mutation(description="Become a customer and sign in.")
    async def sign_up(self, info: Info, input: SignUpInput) -> SignUpResult:
        def show(entered: Entered) -> SignedUp:
            return SignedUp(viewer=Viewer.of(entered.person), token=entered.token)

        doing = resolvers.sign_up(
            info.context,
            handle=input.handle,
            password=input.password,
            display_name=input.display_name,
        )
        return await answered(doing, show)

    @strawberry.mutation(description="Sign in; wrong handles and wrong passwords look alike.")
    async def sign_in(self, info: Info, input: SignInInput) -> SignInResult:
        def show(entered: Entered) -> SignedIn:
            return SignedIn(viewer=Viewer.of(entered.person), token=entered.token)

        doing = resolvers.sign_in(info.context, handle=input.handle, password=input.password)
        return await answered(doing, show)

    @strawberry.mutation(description="End the session this request was made with.")
    async def sign_out(self, info: Info) -> SignedOut:
        await resolvers.sign_out(info.context)
        return SignedOut(ok=True)

    @strawberry.mutation(description="Add an address to the viewer's book.")
    async def add_address(self, info: Info, input: AddAddressInput) -> AddAddressResult:
        doing = resolvers.add_address(
            info.context,
            recipient=input.recipient,
            phone=input.phone,
            region=input.region,
            detail=input.detail,
            is_default=input.is_default,
        )
        return await answered(doing, lambda row: AddressAdded(address=Address.of(row)))

    @strawberry.mutation(description="Say something else of an address of the viewer's.")
    async def change_address(self, info: Info, input: ChangeAddressInput) -> ChangeAddressResult:
        doing = resolvers.change_address(
            info.context,
            address_id=row_id(input.address_id, "Address", field="input.addressId"),
            recipient=input.recipient,
            phone=input.phone,
            region=input.region,
            detail=input.detail,
        )
        return await answered(doing, lambda row: AddressChanged(address=Address.of(row)))

    @strawberry.mutation(description="Use this address where none is named.")
    async def set_default_address(self, info: Info, input: AddressInput) -> SetDefaultAddressResult:
        address_id = row_id(input.address_id, "Address", field="input.addressId")
        doing = resolvers.set_default_address(info.context, address_id=address_id)
        return await answered(doing, lambda row: DefaultAddressSet(address=Address.of(row)))

    @strawberry.mutation(description="Take an address out of the viewer's book.")
    async def remove_address(self, info: Info, input: AddressInput) -> RemoveAddressResult:
        address_id = row_id(input.address_id, "Address", field="input.addressId")
        doing = resolvers.remove_address(info.context, address_id=address_id)
        return await answered(doing, lambda row: AddressRemoved(address=Address.of(row)))
