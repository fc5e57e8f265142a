"""The words of letters about selling, sharing, and what a merchant's people have to do."""

from rules.events import ViewerEventKind as Kind
from rules.letter_said import Said, both

SHOPS: Said = {
    Kind.MERCHANT_APPROVED: both(
        ("入驻已通过", "你的店铺已开通，可以上架商品了。"),
        ("You may sell", "Your merchant is open: you may sell now."),
    ),
    Kind.MERCHANT_REJECTED: both(
        ("入驻未通过", "你的入驻申请没有通过。"),
        ("Your application was declined", "You were not let sell here."),
    ),
    Kind.MERCHANT_SUSPENDED: both(
        ("店铺已暂停", "你所在的店铺暂停了新的销售。"),
        ("Your merchant is suspended", "It sells nothing new for now."),
    ),
    Kind.MERCHANT_RESUMED: both(
        ("店铺已恢复", "你所在的店铺恢复了销售。"),
        ("Your merchant sells again", "The suspension is over."),
    ),
    Kind.STAFF_JOINED: both(
        ("加入了店铺", "你可以为一家店铺工作了。"),
        ("You work for a merchant", "You were given a place there."),
    ),
    Kind.STAFF_LEFT: both(
        ("离开了店铺", "你不再为这家店铺工作。"),
        ("You work there no longer", "Your place at a merchant ended."),
    ),
    Kind.SHIPMENT_LATE: both(
        ("发货已超时", "有订单过了发货时限，请尽快发货。"),
        ("A shipment is late", "An order is past its time: please ship it."),
    ),
    Kind.CAMPAIGNS_HELD: both(
        ("活动被暂停", "店铺的活动已被暂停。"),
        ("Campaigns are held", "Campaigns of a merchant of yours are held."),
    ),
    Kind.CAMPAIGNS_FREED: both(
        ("活动已恢复", "店铺的活动已恢复。"),
        ("Campaigns run again", "They are held no longer."),
    ),
    Kind.DEPOSIT_DEDUCTED: both(
        ("保证金被扣除", "店铺的保证金被扣除了一笔。"),
        ("The deposit was charged", "A sum was taken from a merchant's deposit."),
    ),
    Kind.COMPENSATED: both(
        ("收到赔付", "你收到一笔来自商家保证金的赔付。"),
        ("You were compensated", "It came out of a merchant's deposit."),
    ),
    Kind.SHARING_SUSPENDED: both(
        ("分享功能已暂停", "你的分享链接暂停使用。"),
        ("Your links are suspended", "They lead nobody here for now."),
    ),
    Kind.SHARING_RESTORED: both(
        ("分享功能已恢复", "你的分享链接可以用了。"),
        ("Your links work again", "They lead people here again."),
    ),
    Kind.SHARE_RIGHT_GRANTED: both(
        ("获得推广权", "你可以推广一个新的活动或商品。"),
        ("You may share something more", "You were given the right to share it."),
    ),
    Kind.SHARE_RIGHT_ENDED: both(
        ("推广权已结束", "一项推广权已经结束。"),
        ("A right to share ended", "You may share it no longer."),
    ),
}
