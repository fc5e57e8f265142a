"""What the switches and deeds of the sandbox provider are called, in Chinese and in English."""

from dataclasses import dataclass

from app.sandbox.deeds import Deed
from app.sandbox.fates import Fate
from app.sandbox.switches import ALL


@dataclass(frozen=True, slots=True)
class Words:
    """The same, said twice."""

    zh: str
    en: str


TITLES: dict[str, Words] = {
    "notifications": Words("通知怎么走", "Notifications"),
    "money": Words("怎么收钱", "Money"),
    "refunds": Words("退款", "Refunds"),
    "transfers": Words("付款出账（提现）", "Payouts"),
    "answers": Words("接口怎么答", "Answers"),
}
SWITCHES: dict[str, Words] = {
    "drop_notifications": Words("通知全部丢失", "Lose every notification on its way"),
    "duplicate_notifications": Words("每条通知多发几遍", "Send each notification so often again"),
    "delay_notifications_seconds": Words("通知晚几秒才发", "Delay each notification, seconds"),
    "reorder_notifications": Words(
        "攒够几条再打乱发出", "Hold so many notifications back, send them shuffled"
    ),
    "falsify_notifications_percent": Words(
        "百分之几的通知在路上被伪造", "Falsify so many percent of notifications"
    ),
    "seed": Words("随机种子", "Seed of chance"),
    "pay_twice": Words("按一次付两次钱", "One press of the payer takes the money twice"),
    "pay_amount_fen": Words("不按应付金额收（分）", "Take this sum instead, fen"),
    "pay_late": Words("关闭或过期后仍收钱", "Take money after the payment closed or expired"),
    "forget_closes": Words("答应关闭却忘了关，几次", "Forget a close after answering it, times"),
    "refund_failures": Words("退款请求失败，几次", "Fail refund requests, times"),
    "refunds_down_seconds": Words("退款通道停几秒", "Fail every refund for so many seconds"),
    "processing_refunds": Words(
        "退款请求只答处理中，几次", "Answer refund requests PROCESSING, times"
    ),
    "failing_refunds": Words(
        "退款先处理中、再失败、再请求才成功，几笔",
        "Refunds that are PROCESSING, then FAILED, then succeed, how many",
    ),
    "slow_transfers_seconds": Words(
        "出账慢几秒才有结果", "Payouts come to something so late, seconds"
    ),
    "failing_transfers": Words("出账失败，几笔", "Payouts that fail for good, how many"),
    "confirming_transfers": Words(
        "出账须收款人确认，几笔", "Payouts that wait for their payee, how many"
    ),
    "confirm_within_seconds": Words(
        "收款人几秒内不确认就退回", "They expire unless taken within so many seconds"
    ),
    "unknown_transfers": Words(
        "出账和查询做完了却答 503，几次", "Pay out, or look, then answer 503, times"
    ),
    "answers_of": Words("以下各项只管哪种请求", "Which requests the following befall"),
    "slow_requests": Words("答得慢，几次", "Answer slowly, times"),
    "slow_ms": Words("慢多少毫秒", "How slowly, milliseconds"),
    "hung_requests": Words("一直不答，几次", "Do not answer at all, times"),
    "refused_requests": Words("什么也不做，只答 503，几次", "Answer 503 and do nothing, times"),
    "lost_answers": Words("做完了却答 503，几次", "Do it, then answer 503, times"),
    "cut_answers": Words("做完了只答一半，几次", "Do it, then send half of the answer, times"),
}
CHOICES: dict[str, Words] = {
    ALL: Words("全部", "all"),
    "create": Words("下单", "create"),
    "query": Words("查支付", "query"),
    "close": Words("关单", "close"),
    "list": Words("列表", "list"),
    "refund": Words("退款", "refund"),
    "query_refund": Words("查退款", "query_refund"),
    "payee": Words("验收款账户", "payee"),
    "identify": Words("验身份", "identify"),
    "transfer": Words("付款出账", "transfer"),
    "query_transfer": Words("查付款", "query_transfer"),
    "confirm_transfer": Words("确认收款", "confirm_transfer"),
    "statement": Words("对账单", "statement"),
    "pay": Words("收银台付款", "pay"),
}
DEEDS: dict[Deed, Words] = {
    Deed.PAY: Words("现在付款", "Pay now"),
    Deed.PAY_LATE: Words("迟到付款", "Pay late"),
    Deed.PAY_TWICE: Words("付两次", "Pay twice"),
    Deed.PAY_WRONG: Words("付错金额", "Pay a wrong sum"),
    Deed.PAY_STRAY: Words("付一笔没人下过的单", "Pay what nobody asked for"),
    Deed.NOTIFY_AGAIN: Words("再发通知", "Notify again"),
    Deed.NOTIFY_FALSELY: Words("发假通知", "Notify falsely"),
}
FALSEHOODS: dict[Fate, Words] = {
    Fate.WRONG_KEY: Words("密钥不对", "wrong key"),
    Fate.ALTERED: Words("签名后改了字节", "bytes altered after signing"),
    Fate.OTHER_AMOUNT: Words("改了金额", "another amount"),
    Fate.OTHER_NUMBER: Words("改成别的单号", "another number"),
    Fate.UNKNOWN_NUMBER: Words("改成没有的单号", "unknown number"),
}
STATUSES: dict[str, Words] = {
    "PENDING": Words("待支付", "Pending"),
    "SUCCEEDED": Words("已支付", "Paid"),
    "CLOSED": Words("已关闭", "Closed"),
}
SAID: dict[str, Words] = {
    "switches": Words("已设定", "The switches were turned"),
    "calm": Words("全部开关已关闭", "Every switch is off"),
    "deed": Words("已完成", "Done"),
}
