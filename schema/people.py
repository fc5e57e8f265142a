"""People as clients see them, and how they come and go."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import people as rows
from resolvers import catalogue, merchants, orders, teams
from resolvers import people as resolvers
from resolvers.pages import Window
from resolvers.people import Entered
from rules.people import Role, masked
from rules.policy import POLICY
from schema.cost import Cost
from schema.info import Info
from schema.merchants import Merchant
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import (
    AddressNotFound,
    HandleTaken,
    TooManyAddresses,
    TooManyAttempts,
    WrongCredentials,
    answered,
)
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.catalogue import Product
    from schema.orders import Order
    from schema.teams import Team


@strawberry.type(description="Somebody in a team, as strangers may see them.")
class Member:
    display_name: str = strawberry.field(description="The name, masked: 王*明.")

    @classmethod
    def of(cls, row: rows.Person) -> Self:
        """Show a person to strangers."""
        return cls(display_name=masked(row.display_name))


@strawberry.type(description="Where parcels go.")
class Address(Node):
    recipient: str = strawberry.field(description="Who receives.")
    phone: str = strawberry.field(description="How the carrier reaches them.")
    region: str = strawberry.field(description="Province, city, district.")
    detail: str = strawberry.field(description="Street, number, room.")
    is_default: bool = strawberry.field(description="Whether it is used where none is named.")

    @classmethod
    def of(cls, row: rows.Address) -> Self:
        """Show an address to its owner."""
        return cls(
            id=global_id("Address", row.id),
            recipient=row.recipient,
            phone=row.phone,
            region=row.region,
            detail=row.detail,
            is_default=row.is_default,
        )


@strawberry.type(description="Whoever asks, seen by themselves alone.")
class Viewer:
    row: strawberry.Private[rows.Person]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    handle: str = strawberry.field(description="What they sign in by.")
    display_name: str = strawberry.field(description="Their name, unmasked.")
    role: Role = strawberry.field(description="What they may do here.")

    @classmethod
    def of(cls, row: rows.Person) -> Self:
        """Show a person to themselves."""
        return cls(
            row=row,
            id=global_id("Viewer", row.id),
            handle=row.handle,
            display_name=row.display_name,
            role=row.role,
        )

    @strawberry.field(
        description="Their addresses, newest first; at most twenty.",
        directives=[Cost(bound=POLICY.addresses_most)],
    )
    async def addresses(self, info: Info) -> list[Address]:
        found = await info.context.loaders.addresses.load(self.row.id)
        return [Address.of(row) for row in found]

    @strawberry.field(
        description="The merchants they act for; few by nature.", directives=[Cost(bound=3)]
    )
    async def merchants(self, info: Info) -> list[Merchant]:
        found = await merchants.merchants_of(info.context, self.row.id)
        return [Merchant.of(row) for row in found]

    @strawberry.field(description="What they like, the latest first; withdrawn products too.")
    async def favourites(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Product", strawberry.lazy("schema.catalogue")]]:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await catalogue.favourites(info.context, self.row.id, window)
        return connection(page, Product.of)

    @strawberry.field(description="Teams they hold or paid a seat in, the newest first.")
    async def teams(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Team", strawberry.lazy("schema.teams")]]:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await teams.teams_of(info.context, self.row.id, window)
        return connection(page, Team.of)

    @strawberry.field(description="Their orders, the newest first.")
    async def orders(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Order", strawberry.lazy("schema.orders")]]:
        from schema.orders import Order  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        return connection(await orders.orders(info.context, window, status=None), Order.of)


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
SetDefaultAddressResult = Annotated[
    DefaultAddressSet | AddressNotFound,
    strawberry.union("SetDefaultAddressResult", description="The address, or why not."),
]
RemoveAddressResult = Annotated[
    AddressRemoved | AddressNotFound,
    strawberry.union("RemoveAddressResult", description="The address, or why not."),
]


@strawberry.type
class PeopleQuery:
    @strawberry.field(description="Whoever asks, or null when nobody is signed in.")
    async def viewer(self, info: Info) -> Viewer | None:
        viewer = info.context.viewer
        return Viewer.of(viewer.person) if viewer else None


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
