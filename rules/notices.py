"""Which group each notice belongs to: what somebody wants to be mailed is said by group."""

from enum import StrEnum

from rules.events import NOTIFIED, ViewerEventKind


class NoticeGroup(StrEnum):
    """What a notice is about, as somebody chooses what to be mailed."""

    TEAMS = "TEAMS"
    ORDERS = "ORDERS"
    MONEY = "MONEY"
    DRAWS = "DRAWS"
    POINTS = "POINTS"
    TALK = "TALK"
    SHARING = "SHARING"
    SELLING = "SELLING"


_KINDS: dict[NoticeGroup, tuple[ViewerEventKind, ...]] = {
    NoticeGroup.TEAMS: (
        ViewerEventKind.SEAT_FILLED,
        ViewerEventKind.TEAM_FORMED,
        ViewerEventKind.TEAM_FAILED,
        ViewerEventKind.TEAM_CANCELLED,
    ),
    NoticeGroup.ORDERS: (
        ViewerEventKind.ORDER_CONFIRMED,
        ViewerEventKind.ORDER_CLOSED,
        ViewerEventKind.ORDER_SHIPPED,
        ViewerEventKind.PARCEL_MOVED,
        ViewerEventKind.PARCEL_DELIVERED,
        ViewerEventKind.PARCEL_ASTRAY,
        ViewerEventKind.PICKUP_READY,
        ViewerEventKind.RECEIPT_DUE,
        ViewerEventKind.ORDER_RECEIVED,
        ViewerEventKind.AFTER_SALE_REQUESTED,
        ViewerEventKind.AFTER_SALE_AGREED,
        ViewerEventKind.AFTER_SALE_DECLINED,
        ViewerEventKind.AFTER_SALE_RETURNING,
        ViewerEventKind.AFTER_SALE_RECEIVED,
        ViewerEventKind.AFTER_SALE_REPLACED,
        ViewerEventKind.AFTER_SALE_REFUNDING,
        ViewerEventKind.AFTER_SALE_DONE,
        ViewerEventKind.AFTER_SALE_CLOSED,
        ViewerEventKind.COMPLAINT_OPENED,
        ViewerEventKind.COMPLAINT_EVIDENCE,
        ViewerEventKind.COMPLAINT_RULED,
    ),
    NoticeGroup.MONEY: (
        ViewerEventKind.REFUND_REQUESTED,
        ViewerEventKind.REFUND_DELAYED,
        ViewerEventKind.REFUND_SUCCEEDED,
        ViewerEventKind.WALLET_RETURNED,
        ViewerEventKind.FUND_RELEASED,
        ViewerEventKind.DIVIDEND_PAID,
        ViewerEventKind.COMPENSATED,
        ViewerEventKind.WITHDRAWAL_APPROVED,
        ViewerEventKind.WITHDRAWAL_PAID,
        ViewerEventKind.WITHDRAWAL_REJECTED,
        ViewerEventKind.WITHDRAWAL_RETURNED,
        ViewerEventKind.WITHDRAWAL_WAITS_FOR_YOU,
    ),
    NoticeGroup.DRAWS: (
        ViewerEventKind.DRAW_DUE,
        ViewerEventKind.DRAW_WON,
        ViewerEventKind.DRAW_LOST,
        ViewerEventKind.SUBSIDY_GRANTED,
        ViewerEventKind.FUND_GRANTED,
        ViewerEventKind.SHARES_GRANTED,
        ViewerEventKind.AWARD_TAKEN_BACK,
        ViewerEventKind.REPORT_OWED,
        ViewerEventKind.REPORT_OVERDUE,
        ViewerEventKind.REPORT_EXCUSED,
    ),
    NoticeGroup.POINTS: (
        ViewerEventKind.POINTS_GRANTED,
        ViewerEventKind.POINTS_RETURNED,
        ViewerEventKind.POINTS_EXPIRING,
        ViewerEventKind.POINTS_EXPIRED,
    ),
    NoticeGroup.TALK: (
        ViewerEventKind.QUESTION_ANSWERED,
        ViewerEventKind.QUESTION_HIDDEN,
        ViewerEventKind.MESSAGE_RECEIVED,
    ),
    NoticeGroup.SHARING: (
        ViewerEventKind.COMMISSION_PROMISED,
        ViewerEventKind.COMMISSION_SETTLED,
        ViewerEventKind.COMMISSION_REVERSED,
        ViewerEventKind.DISTRIBUTOR_APPROVED,
        ViewerEventKind.DISTRIBUTOR_REJECTED,
        ViewerEventKind.DISTRIBUTOR_SUSPENDED,
        ViewerEventKind.DISTRIBUTOR_REINSTATED,
        ViewerEventKind.LEVEL_CHANGED,
        ViewerEventKind.RELATION_BOUND,
        ViewerEventKind.RELATION_RENEWED,
        ViewerEventKind.RELATION_EXPIRING,
        ViewerEventKind.RELATION_RELEASED,
        ViewerEventKind.SHARING_SUSPENDED,
        ViewerEventKind.SHARING_RESTORED,
        ViewerEventKind.SHARE_RIGHT_GRANTED,
        ViewerEventKind.SHARE_RIGHT_ENDED,
    ),
    NoticeGroup.SELLING: (
        ViewerEventKind.QUESTION_ASKED,
        ViewerEventKind.MERCHANT_APPROVED,
        ViewerEventKind.MERCHANT_REJECTED,
        ViewerEventKind.MERCHANT_SUSPENDED,
        ViewerEventKind.MERCHANT_RESUMED,
        ViewerEventKind.STAFF_JOINED,
        ViewerEventKind.STAFF_LEFT,
        ViewerEventKind.SHIPMENT_LATE,
        ViewerEventKind.CAMPAIGNS_HELD,
        ViewerEventKind.CAMPAIGNS_FREED,
        ViewerEventKind.DEPOSIT_DEDUCTED,
    ),
}

GROUP_OF = {kind: group for group, kinds in _KINDS.items() for kind in kinds}
# What was never given a group is mailed to nobody; a test says which that is.
UNGROUPED = NOTIFIED - set(GROUP_OF)
