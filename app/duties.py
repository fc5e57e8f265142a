"""What falls due apart from teams, draws and money on its way, each duty by its name."""

from collections.abc import Awaitable
from uuid import UUID

from actions.after_sale_deadlines import decide_overdue_after_sale, finish_after_sale
from actions.distributors import assess_level
from actions.dividend_payouts import advance_dividend
from actions.housekeeping import forget_old_keys, forget_old_sessions, trim_logs
from actions.lateness import note_late_shipment
from actions.message_reports import forget_old_messages
from actions.order_settlements import settle_orders
from actions.pictures import forget_pictures
from actions.points import expire_lot, warn_of_lot
from actions.receipts import receive_due_order, warn_of_receipt
from actions.referrals import relations_to_warn_of, release_relation, warn_of_relation
from actions.releases import release_due_part
from actions.reports import tell_overdue_report
from actions.sales import count_sales
from actions.scores import reckon_score
from actions.shipments import ship_line
from actions.stock import allocate_order, release_allocation
from app.errands.carrier import Carriers, follow
from app.errands.leased import Clock
from app.errands.payments import Errands
from app.steps import Step, batched, each, pursued, tidied
from models.after_sales import after_sales_arrived, after_sales_due
from models.distributors import levels_due
from models.dividends import periods_due
from models.lateness import late_orders
from models.order_settlements import orders_to_settle
from models.parcels import parcels_to_ask
from models.points import lots_expired, lots_to_warn_of
from models.receipts import receipts_due, receipts_to_warn_of
from models.referrals import relations_past
from models.releases import due_releases
from models.reports import overdue_reports
from models.scores import scores_due
from models.shipments import lines_waiting
from models.stock import orders_to_allocate, orders_to_release


def duties(errands: Errands) -> dict[str, Step]:
    """Return every step, in the order in which one sweep takes them."""
    return {
        **_after_selling(),
        "orders settled": batched(orders_to_settle, settle_orders),
        **_rewarding(),
        **_relating(),
        "payouts sent": errands.paying_out().leased().run_due,
        **_fulfilling(),
        **_selling(),
        **_distributing(),
        **_following(errands.carriers),
    }


def _rewarding() -> dict[str, Step]:
    """Return the steps by which what was promised beside goods falls due."""
    return {
        "funds released": each(due_releases, release_due_part),
        "reports overdue": each(overdue_reports, tell_overdue_report),
        "expiries announced": each(lots_to_warn_of, warn_of_lot),
        "points expired": each(lots_expired, expire_lot),
        "dividends advanced": each(periods_due, advance_dividend),
    }


def _selling() -> dict[str, Step]:
    """Return the steps by which it is seen whether merchants keep their word."""
    return {
        "shipments late": each(late_orders, note_late_shipment),
        "scores reckoned": each(scores_due, reckon_score),
    }


def _after_selling() -> dict[str, Step]:
    """Return the steps by which after-sales go on where nobody does anything."""
    return {
        "after-sales decided": each(after_sales_due, decide_overdue_after_sale),
        "after-sales finished": each(after_sales_arrived, finish_after_sale),
    }


def _fulfilling() -> dict[str, Step]:
    """Return the steps by which what was shipped comes to be received."""
    return {
        "files shipped": each(lines_waiting, ship_line),
        "stock allocated": each(orders_to_allocate, allocate_order),
        "stock released": each(orders_to_release, release_allocation),
        "receipts announced": each(receipts_to_warn_of, warn_of_receipt),
        "orders received": each(receipts_due, receive_due_order),
    }


def _relating() -> dict[str, Step]:
    """Return the steps by which relations come to their end."""
    return {
        "relations released": each(relations_past, release_relation),
        "relations warned of": each(relations_to_warn_of, warn_of_relation),
    }


def _distributing() -> dict[str, Step]:
    """Return the steps by which it is counted who brought what, and levels follow."""
    return {
        "sales counted": tidied(count_sales),
        "levels worked out": each(levels_due, assess_level),
    }


def _following(carriers: Carriers) -> dict[str, Step]:
    """Return the step by which carriers are asked where parcels are."""

    def ask(parcel_id: UUID, *, clock: Clock) -> Awaitable[object | None]:
        return follow(carriers, parcel_id, clock=clock)

    return {"parcels followed": pursued(parcels_to_ask, ask)}


def tidying() -> dict[str, Step]:
    """Return the steps that throw away what nobody may ask for any more."""
    return {
        "pictures forgotten": tidied(forget_pictures),
        "messages forgotten": tidied(forget_old_messages),
        "keys forgotten": tidied(forget_old_keys),
        "sessions forgotten": tidied(forget_old_sessions),
        "log entries trimmed": tidied(trim_logs),
    }
