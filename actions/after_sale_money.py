"""How money, points and goods of an after-sale go back, in a transaction that holds its order."""

from dataclasses import dataclass
from datetime import datetime

from actions.mall import put_back
from actions.order_refunds import give_part_back
from actions.orders import close_order
from actions.points import give_back, hold_lots, hold_points
from actions.redemptions import call_off
from actions.stock import release_rest, return_to_stock
from models.after_sales import AfterSale, bought, where
from models.campaigns import return_campaign_sku
from models.catalogue import return_sku
from models.orders import Order
from models.payments import refunds_made, tenders
from models.points import Redemption
from models.teams import Team
from rules import points as point_rules
from rules.after_sale_offers import kept_back as pieces_kept_back
from rules.after_sales import AfterSaleKind
from rules.campaigns import KEEPING
from rules.orders import OrderKind, OrderStatus
from rules.policy import POLICY
from rules.teams import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBack:
    """What went back, in fen and points: no more than was left."""

    fen: int = 0
    points: int = 0


async def give_granted_back(
    sale: AfterSale, order: Order, *, amount_fen: int, pieces: int, now: datetime
) -> PaidBack:
    """Give back what was granted of a held order, and put so many pieces on the shelf again.

    Of goods that never left everything goes back, and the order is over, unless an operator
    granted a part. Elsewhere it is what was granted, or what is left by now: an operator may
    have been faster. Pieces that did not leave yet and whose price goes back leave no more.
    """
    reason = f"售后 {sale.n}"
    if where(order) is OrderStatus.CONFIRMED and amount_fen >= sale.amount_fen:
        return await _let_go(order, reason=reason, now=now)
    kept_back = await _kept_back(sale, order, amount_fen=amount_fen)
    await _shelve(order, pieces, kept_back=kept_back, now=now)
    if order.kind is OrderKind.POINTS:
        back = await _points_back(order, sale.points, reason=reason, now=now)
    else:
        fen = await _possible(order, min(amount_fen, order.total_fen - order.refunded_fen))
        if fen:
            await give_part_back(order, amount_fen=fen, reason=reason, now=now)
        back = PaidBack(fen=fen)
    return back


async def _kept_back(sale: AfterSale, order: Order, *, amount_fen: int) -> int:
    partly = order.status is OrderStatus.CONFIRMED and order.pieces_shipped > 0
    if not partly or sale.kind is not AfterSaleKind.REFUND_ONLY:
        return 0
    facts = await bought(order)
    if order.kind is OrderKind.POINTS:
        # Points go back whole, whatever the money beside them is.
        amount_fen = facts.left_fen
    return pieces_kept_back(facts, reason=sale.reason, pieces=sale.pieces, amount_fen=amount_fen)


async def _shelve(order: Order, pieces: int, *, kept_back: int, now: datetime) -> None:
    # Shelves come before accounts, and lots of points before shelves: as everywhere.
    if order.kind is OrderKind.POINTS:
        await hold_lots(order)
    if kept_back:
        await _keep_back(order, kept_back, now=now)
    if pieces:
        await return_to_stock(order, pieces, now)


async def _keep_back(order: Order, pieces: int, *, now: datetime) -> None:
    """Have so many pieces of an order that left in part stay; with the last it is shipped."""
    order.pieces_let_go += pieces
    changed = ["pieces_let_go"]
    if not order.pieces_here:
        order.status, order.shipped_at = OrderStatus.SHIPPED, now
        changed += ["status", "shipped_at"]
    await order.save(update_fields=changed)
    await _return_pieces(order, pieces)
    await release_rest(order, pieces, now=now)


async def _possible(order: Order, fen: int) -> int:
    """Return how much goes back where a payment was refunded so often that no part of it can be.

    Then it is all that is left: nobody waits for ever for a part that never comes.
    """
    left_fen = order.total_fen - order.refunded_fen
    paid = (await tenders([order.id]))[order.id]
    made = await refunds_made([tender.source for _, tender in paid])
    exhausted = any(n >= POLICY.refunds_of_one_payment_most - 1 for n in made.values())
    return left_fen if fen and exhausted else fen


async def _points_back(order: Order, points: int, *, reason: str, now: datetime) -> PaidBack:
    """Give points of a redemption back, and of the money beside them as large a part."""
    await hold_points(order)
    redemption = await Redemption.get(order_id=order.id)
    points = min(points, redemption.points - redemption.returned)
    if not points:
        return PaidBack()
    due_fen = point_rules.fen_beside(
        redemption.returned + points, of_points=redemption.points, total_fen=order.total_fen
    )
    fen = max(0, due_fen - order.refunded_fen)
    if fen:
        await give_part_back(order, amount_fen=fen, reason=reason, now=now)
    await give_back(order, points, now=now)
    return PaidBack(fen=fen, points=points)


async def _let_go(order: Order, *, reason: str, now: datetime) -> PaidBack:
    """Close an order that was not shipped, everything of it back to where it was."""
    left_fen = order.total_fen - order.refunded_fen
    if order.kind is OrderKind.POINTS:
        points = await call_off(order, EndReason.REFUNDED, reason=reason, now=now)
        return PaidBack(fen=left_fen, points=points)
    await close_order(order, EndReason.REFUNDED, now=now)
    await _return_pieces(order, order.quantity)
    if left_fen:
        await give_part_back(order, amount_fen=left_fen, reason=reason, now=now)
    return PaidBack(fen=left_fen)


async def _return_pieces(order: Order, pieces: int) -> None:
    if order.kind is OrderKind.POINTS:
        await put_back((await Redemption.get(order_id=order.id)).item_id, pieces)
        return
    if order.team_id is None:
        await return_sku(order.sku_id, pieces)
        return
    team = await Team.get(id=order.team_id)
    # What a team keeps whole stays with it: one seat fewer to ship makes no new seat.
    if team.kind not in KEEPING:
        await return_campaign_sku(team.campaign_id, order.sku_id, pieces)
