"""What buyers ask for when they place an order, and who is to pay which part of it."""

import strawberry

from actions.placing import Wish
from rules.money import MOST_FEN
from rules.texts import within
from schema.info import Info
from schema.inputs import wish
from schema.scalars import BigInt

KEY = "Made by the client, kept until it has an answer; the same key takes one seat."


@strawberry.input(description="What is bought, and how.")
class WishInput:
    sku_id: strawberry.ID = strawberry.field(description="What is bought.")
    quantity: int = strawberry.field(default=1, description="How many pieces.")
    address_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it goes; the default address, or later, if unsaid."
    )
    pickup_point_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Where it is fetched instead: a pick-up point of who sells it. Then it goes "
        "to no address, and its way costs nothing.",
    )
    credit_fen: BigInt = strawberry.field(
        default=BigInt(0),
        description="How much of it the buyer's shopping credit pays, in fen; set aside at once.",
    )
    cash_fen: BigInt = strawberry.field(
        default=BigInt(0),
        description="How much of it the buyer's cash pays, in fen; set aside at once.",
    )


@strawberry.input(description="A team to be opened.")
class OpenTeamInput(WishInput):
    campaign_id: strawberry.ID = strawberry.field(description="On which campaign.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A seat to be taken, in whichever team has one.")
class TakeSeatInput(WishInput):
    campaign_id: strawberry.ID = strawberry.field(description="Of which campaign.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A seat to be taken.")
class JoinTeamInput(WishInput):
    team_code: str = strawberry.field(description="In which team.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A solo purchase.")
class BuySoloInput(WishInput):
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key places one order."
    )


def wished(info: Info, input: WishInput, *, key: str) -> Wish:
    """Return what the viewer asks for.

    Raises:
        BadInput: a value cannot be meant; its field is named.
    """
    return wish(
        person_id=info.context.signed_in().id,
        sku_id=input.sku_id,
        quantity=input.quantity,
        address_id=input.address_id,
        pickup_point_id=input.pickup_point_id,
        idempotency_key=key,
        credit_fen=within(input.credit_fen, 0, MOST_FEN, field="input.creditFen"),
        cash_fen=within(input.cash_fen, 0, MOST_FEN, field="input.cashFen"),
    )
