"""The words of letters: a title and a sentence for each kind of notice, in both languages."""

from rules.events import ViewerEventKind as Kind
from rules.letter_said import EN, ZH, Said, both
from rules.letter_words_after import MORE
from rules.letter_words_shops import SHOPS

NAME = {ZH: "开团", EN: "Kaituan"}
BUTTON = {ZH: "去看看", EN: "Have a look"}
FOOT = {ZH: "不想再收到这类邮件", EN: "No more mail of this kind"}
# In the order in which they stand in a letter; a fact that has no name here is not said.
FACTS = {
    ZH: {
        "code": "验证码",
        "order": "订单",
        "product": "商品",
        "sum": "数额",
        "due_at": "截止",
        "expires_at": "有效期至",
        "reason": "原因",
    },
    EN: {
        "code": "Code",
        "order": "Order",
        "product": "Product",
        "sum": "Amount",
        "due_at": "Due",
        "expires_at": "Good until",
        "reason": "Reason",
    },
}
CODE = both(
    (
        "你的邮箱验证码",
        "在开团的设置里填写下面的验证码，30 分钟内有效。如果不是你本人操作，忽略这封邮件即可。",
    ),
    (
        "Your code for Kaituan",
        "Enter this code in your settings within 30 minutes. Not you? Then ignore this letter.",
    ),
)

WORDS: Said = {
    Kind.SEAT_FILLED: both(
        ("付款成功，已入座", "你的座位已经付款，等团坐满。"),
        ("Paid: the seat is yours", "Your seat is paid; now the team has to fill."),
    ),
    Kind.TEAM_FORMED: both(
        ("成团了", "你的团坐满了，商家会尽快发货。"),
        ("Your team formed", "Your team is full and will be shipped soon."),
    ),
    Kind.TEAM_FAILED: both(
        ("团没有坐满", "团没能按时坐满，钱正在原路退回。"),
        ("Your team did not fill", "It did not fill in time; your money is on its way back."),
    ),
    Kind.TEAM_CANCELLED: both(
        ("团被取消", "你参加的团被取消，钱正在原路退回。"),
        ("Your team was called off", "Your money is on its way back."),
    ),
    Kind.DRAW_DUE: both(
        ("马上开奖", "报名已经截止，接下来就开奖。"),
        ("The draw is next", "Entries are closed; the draw is held next."),
    ),
    Kind.ORDER_CONFIRMED: both(
        ("付款成功，等待发货", "你的订单已付款，商家会尽快发货。"),
        ("Paid, to be shipped", "Your order is paid and will be shipped soon."),
    ),
    Kind.ORDER_CLOSED: both(
        ("订单已关闭", "这个订单没有成交，已经关闭。"),
        ("Your order is closed", "The order is over without goods."),
    ),
    Kind.REFUND_REQUESTED: both(
        ("退款已受理", "退款会原路退回。"),
        ("Refund accepted", "The money goes back the way it came."),
    ),
    Kind.REFUND_DELAYED: both(
        ("退款比平时慢", "退款还在处理，已有人跟进。"),
        ("Your refund is late", "We keep at it, and somebody is looking into it."),
    ),
    Kind.REFUND_SUCCEEDED: both(
        ("退款已到账", "退款已经原路退回。"),
        ("Refund arrived", "The money went back the way it came."),
    ),
    Kind.DRAW_WON: both(
        ("中奖了", "恭喜中奖，商家会尽快发货。"),
        ("You won", "Congratulations: your prize will be shipped."),
    ),
    Kind.DRAW_LOST: both(
        ("这次没有中奖", "这次没有中奖，钱正在原路退回。"),
        ("Not won this time", "Your money is on its way back."),
    ),
    Kind.SUBSIDY_GRANTED: both(
        ("补贴已存入", "未中奖的补贴已经存入你的账户。"),
        ("Subsidy paid in", "The subsidy for a draw you did not win is in your account."),
    ),
    Kind.FUND_GRANTED: both(
        ("获得购物基金", "购物基金会按期释放成购物金。"),
        ("You were given a shopping fund", "It is released into credit by and by."),
    ),
    Kind.SHARES_GRANTED: both(
        ("获得分红份额", "你获得了平台分红的份额。"),
        ("You were given dividend shares", "They take part in the dividends to come."),
    ),
    Kind.AWARD_TAKEN_BACK: both(
        ("随退货收回", "商品退回后，随奖发放的部分已经收回。"),
        ("Taken back with returned goods", "What came with the prize went back with it."),
    ),
    Kind.FUND_RELEASED: both(
        ("购物基金释放了一笔", "购物基金释放了一笔，可以用了。"),
        ("A part of your fund is released", "It can be spent from now on."),
    ),
    Kind.REPORT_OWED: both(
        ("请写试用报告", "中了试用，请按期写好试用报告。"),
        ("A report is due", "You won a trial: please write its report in time."),
    ),
    Kind.REPORT_OVERDUE: both(
        ("试用报告已过期", "写好之前不能再参加试用。"),
        ("Your report is overdue", "Until it is there you can join no other trial."),
    ),
    Kind.REPORT_EXCUSED: both(
        ("试用报告已免去", "这份试用报告不用再写了。"),
        ("Your report is not needed", "Nobody waits for this report any more."),
    ),
    Kind.WALLET_RETURNED: both(
        ("账户有退回", "之前用账户支付的部分已经退回账户。"),
        ("Back in your wallet", "What your account had paid is back in it."),
    ),
    Kind.POINTS_GRANTED: both(
        ("获得积分", "积分已经到账。"),
        ("You were given points", "They are in your account."),
    ),
    Kind.POINTS_RETURNED: both(
        ("积分退回", "兑换用掉的积分已经退回。"),
        ("Points came back", "Points that paid for an order came back."),
    ),
    Kind.POINTS_EXPIRING: both(
        ("积分快过期了", "有积分将在 30 天内过期，记得使用。"),
        ("Points of yours expire soon", "Some of your points expire within thirty days."),
    ),
    Kind.POINTS_EXPIRED: both(
        ("积分已过期", "有积分已经过期。"),
        ("Points expired", "Some of your points expired."),
    ),
    Kind.DIVIDEND_PAID: both(
        ("分红到账", "分红已经存入你的余额。"),
        ("Dividend paid", "It is in your balance."),
    ),
    Kind.QUESTION_ASKED: both(
        ("有人提问", "有人问了你店里的商品，回答后所有人都能看到。"),
        ("A question for you", "Somebody asks about a product of yours; everybody reads answers."),
    ),
    Kind.QUESTION_ANSWERED: both(
        ("商家回答了你的提问", "你问的问题有回答了。"),
        ("Your question is answered", "The merchant answered what you asked."),
    ),
    Kind.QUESTION_HIDDEN: both(
        ("提问被隐藏", "你的提问被平台隐藏。"),
        ("Your question was taken down", "An operator took your question out of sight."),
    ),
    Kind.MESSAGE_RECEIVED: both(
        ("你有新消息", "会话里有新消息等你看。"),
        ("You have a message", "Something new was said in a conversation of yours."),
    ),
    **MORE,
    **SHOPS,
}
