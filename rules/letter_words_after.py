"""The words of letters about what follows an order: parcels, commissions, relations, payouts."""

from rules.events import ViewerEventKind as Kind
from rules.letter_said import Said, both

MORE: Said = {
    Kind.ORDER_SHIPPED: both(
        ("已发货", "你的订单有包裹发出。"),
        ("Shipped", "A parcel of your order is on its way."),
    ),
    Kind.PARCEL_MOVED: both(
        ("包裹有新进展", "你的包裹有新的物流进展。"),
        ("Your parcel moved on", "A parcel of yours is further on its way."),
    ),
    Kind.PARCEL_DELIVERED: both(
        ("包裹已送达", "你的包裹已经送达。"),
        ("Delivered", "A parcel of yours was delivered."),
    ),
    Kind.PARCEL_ASTRAY: both(
        ("包裹异常", "你的包裹丢失或被退回，已有人跟进。"),
        ("Your parcel went astray", "It was lost or went back; somebody is looking into it."),
    ),
    Kind.PICKUP_READY: both(
        ("可以自提了", "你的订单已到自提点。"),
        ("Ready for pick-up", "Your order waits at its pick-up point."),
    ),
    Kind.RECEIPT_DUE: both(
        ("两天后自动收货", "没有问题的话，订单将在两天后自动确认收货。"),
        (
            "Received in two days",
            "Unless you say otherwise, your order counts as received in two days.",
        ),
    ),
    Kind.ORDER_RECEIVED: both(
        ("已确认收货", "你的订单已确认收货。"),
        ("Received", "Your order was received."),
    ),
    Kind.COMMISSION_PROMISED: both(
        ("有一笔待结算佣金", "你带来的人下单了，结算后佣金到账。"),
        (
            "A commission to come",
            "Somebody you led here paid; a commission follows if goods are kept.",
        ),
    ),
    Kind.COMMISSION_SETTLED: both(
        ("佣金已到账", "佣金已经存入你的余额。"),
        ("Commission paid", "It is in your balance."),
    ),
    Kind.COMMISSION_REVERSED: both(
        ("佣金已撤回", "商品退回，对应的佣金已撤回。"),
        ("Commission taken back", "Goods went back, and the commission on them."),
    ),
    Kind.DISTRIBUTOR_APPROVED: both(
        ("分销申请已通过", "从现在起，分享带来的成交会有佣金。"),
        ("You may earn from sharing", "What you share earns commissions from now on."),
    ),
    Kind.DISTRIBUTOR_REJECTED: both(
        ("分销申请未通过", "你的分销申请没有通过。"),
        ("Your application was declined", "You were not let earn from what you share."),
    ),
    Kind.DISTRIBUTOR_SUSPENDED: both(
        ("分销资格已暂停", "从现在起，分享暂时没有佣金。"),
        (
            "Sharing earns nothing for now",
            "You earn nothing from what you share for the time being.",
        ),
    ),
    Kind.DISTRIBUTOR_REINSTATED: both(
        ("分销资格已恢复", "分享带来的成交又有佣金了。"),
        ("You may earn from sharing again", "What you share earns commissions again."),
    ),
    Kind.LEVEL_CHANGED: both(
        ("分销等级有变化", "你的分销等级有变化。"),
        ("You have another level", "Your level as a distributor changed."),
    ),
    Kind.RELATION_BOUND: both(
        ("建立了邀请关系", "一段邀请关系从现在开始。"),
        ("A relation begins", "You were led here by somebody, or led somebody here."),
    ),
    Kind.RELATION_RENEWED: both(
        ("邀请关系已续期", "对方有成交，邀请关系延长了。"),
        ("A relation lasts longer", "Its member bought something, and so it lasts longer."),
    ),
    Kind.RELATION_EXPIRING: both(
        ("邀请关系快到期了", "几天内没有成交，邀请关系就会自动解除。"),
        ("A relation ends soon", "It ends within days unless its member buys something."),
    ),
    Kind.RELATION_RELEASED: both(
        ("邀请关系已解除", "一段邀请关系已经到期解除。"),
        ("A relation is over", "A relation of yours ended."),
    ),
    Kind.WITHDRAWAL_APPROVED: both(
        ("提现已审核", "你的提现已通过审核，正在打款。"),
        ("Withdrawal approved", "It is being paid out."),
    ),
    Kind.WITHDRAWAL_PAID: both(
        ("提现已到账", "你的提现已经打款成功。"),
        ("Withdrawal paid", "The money was paid out."),
    ),
    Kind.WITHDRAWAL_REJECTED: both(
        ("提现未通过", "你的提现没有通过，钱已回到余额。"),
        ("Withdrawal declined", "The money is back in your balance."),
    ),
    Kind.WITHDRAWAL_RETURNED: both(
        ("提现被退回", "打款没有成功，钱已回到余额。"),
        ("Withdrawal came back", "It could not be paid out; the money is back in your balance."),
    ),
    Kind.WITHDRAWAL_WAITS_FOR_YOU: both(
        ("提现等你处理", "有一笔提现等你确认。"),
        ("A withdrawal waits for you", "A withdrawal cannot go on without you."),
    ),
    Kind.AFTER_SALE_REQUESTED: both(
        ("有顾客申请售后", "请在 48 小时内答复。"),
        ("An after-sale request", "A customer asks for one; please answer within 48 hours."),
    ),
    Kind.AFTER_SALE_AGREED: both(
        ("售后已同意", "请把商品寄回。"),
        ("Your request is agreed", "Please send the goods back."),
    ),
    Kind.AFTER_SALE_DECLINED: both(
        ("售后未通过", "可以再申请一次，或者投诉。"),
        ("Your request was declined", "You may ask once more, or complain."),
    ),
    Kind.AFTER_SALE_RETURNING: both(
        ("退货已寄出", "顾客已把商品寄回。"),
        ("Goods are coming back", "The customer sent them back."),
    ),
    Kind.AFTER_SALE_RECEIVED: both(
        ("退货已签收", "等待换新发出。"),
        ("Your goods arrived", "The replacement is next."),
    ),
    Kind.AFTER_SALE_REPLACED: both(
        ("换新已发出", "换新的商品已经发出。"),
        ("The replacement left", "It is on its way."),
    ),
    Kind.AFTER_SALE_REFUNDING: both(
        ("售后退款中", "售后已通过，正在退款。"),
        ("Your refund is on its way", "Your request is granted."),
    ),
    Kind.AFTER_SALE_DONE: both(
        ("售后已完成", "你的售后已经完成。"),
        ("Your request is done", "The after-sale is complete."),
    ),
    Kind.AFTER_SALE_CLOSED: both(
        ("售后已关闭", "你的售后已经关闭。"),
        ("Your request is closed", "The after-sale is over."),
    ),
    Kind.COMPLAINT_OPENED: both(
        ("平台已介入", "平台已介入这笔售后。"),
        ("An operator looks into it", "There is a complaint about an after-sale."),
    ),
    Kind.COMPLAINT_EVIDENCE: both(
        ("有新的举证", "这笔售后有新的举证。"),
        ("New evidence", "Something was added to a complaint."),
    ),
    Kind.COMPLAINT_RULED: both(
        ("平台已裁决", "平台已对这笔售后作出裁决。"),
        ("A ruling was made", "An operator ruled on a complaint."),
    ),
}
