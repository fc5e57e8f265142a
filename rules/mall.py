"""What the points mall may be asked to give."""

from dataclasses import dataclass
from uuid import UUID

from rules.faults import BadInput
from rules.orders import OrderKind, OrderStatus
from rules.policy import POLICY
from rules.refusals import MallStockTaken, OrderNotRedeemed, QuantityTooLarge
from rules.texts import PRICE_MOST_FEN, STOCK_MOST, within

# A point is worth a fen, so a piece may cost as much of the one as of the other.
POINTS_MOST = PRICE_MOST_FEN


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A choice of a product to be given for points, or for points and money in fen."""

    sku_id: UUID
    points: int
    price_fen: int
    stock: int


def item(raw: NewItem) -> NewItem:
    """Return an item as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewItem(
        sku_id=raw.sku_id,
        points=within(raw.points, 1, POINTS_MOST, field="input.points"),
        price_fen=within(raw.price_fen, 0, PRICE_MOST_FEN, field="input.priceFen"),
        stock=within(raw.stock, 1, STOCK_MOST, field="input.stock"),
    )


def stocked(stock: int, *, taken: int) -> int:
    """Return how many pieces an item sets aside from now on, those redeemed among them.

    Raises:
        BadInput: no shelf holds as many.
        MallStockTaken: more were redeemed.
    """
    wanted = within(stock, 0, STOCK_MOST, field="input.stock")
    if wanted < taken:
        raise MallStockTaken(taken=taken)
    return wanted


def quantity_allowed(quantity: int) -> None:
    """Return if one order may redeem so many pieces.

    Raises:
        QuantityTooLarge: it may not.
    """
    assert quantity >= 1
    if quantity > POLICY.max_quantity_default:
        raise QuantityTooLarge(most=POLICY.max_quantity_default)


def returnable(points: int) -> int:
    """Return how many points an operator gives back.

    Raises:
        BadInput: none, or more than any order can have cost.
    """
    if not 1 <= points <= POINTS_MOST * POLICY.max_quantity_default:
        raise BadInput("input.points", "at least 1, and no more than the order cost")
    return points


# Points of an order that was never paid come back by themselves.
PAID = frozenset({OrderStatus.CONFIRMED, OrderStatus.SHIPPED, OrderStatus.COMPLETED})


def may_give_back(kind: OrderKind, status: OrderStatus) -> None:
    """Return if points of an order can go back by an operator's hand.

    Raises:
        OrderNotRedeemed: it was not redeemed, or is not paid, or is over.
    """
    if kind is not OrderKind.POINTS or status not in PAID:
        raise OrderNotRedeemed(status=status)


def may_call_off(kind: OrderKind, status: OrderStatus, *, pieces_shipped: int) -> None:
    """Return if a redemption can be called off by an operator: paid, and no piece shipped.

    Raises:
        OrderNotRedeemed: it cannot.
    """
    if kind is not OrderKind.POINTS or status is not OrderStatus.CONFIRMED or pieces_shipped:
        raise OrderNotRedeemed(status=status)
