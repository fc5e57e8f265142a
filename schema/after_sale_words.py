"""The words that after-sales are told in, each described for third parties."""

from rules.after_sale_offers import AfterSaleDenial, AfterSaleReason
from rules.after_sales import (
    AfterSaleDeed,
    AfterSaleKind,
    AfterSaleOutcome,
    AfterSaleSide,
    AfterSaleStatus,
    AfterSaleTab,
)
from schema.enums import described

__all__ = [
    "AfterSaleDeed",
    "AfterSaleDenial",
    "AfterSaleKind",
    "AfterSaleOutcome",
    "AfterSaleReason",
    "AfterSaleSide",
    "AfterSaleStatus",
    "AfterSaleTab",
]

described(
    AfterSaleKind,
    "What a buyer asks for.",
    REFUND_ONLY="Money back, and the goods stay where they are.",
    RETURN_AND_REFUND="The goods go back, then their money.",
    EXCHANGE="The goods go back, then others come.",
)
described(
    AfterSaleStatus,
    "Where an after-sale stands.",
    REQUESTED="The merchant is to answer within 48 hours; silence grants it.",
    AGREED="The buyer is to send the goods back within seven days, or it lapses.",
    RETURNING="The goods are on their way; the merchant is to receive them within seven days.",
    REPLACING="The merchant is to send other goods within seven days, or the money goes back.",
    REPLACED="Other goods are on their way; after fourteen days they count as received.",
    DECLINED="The buyer may ask once more or complain within seven days.",
    DISPUTED="An operator is to decide within seven days, or it is granted.",
    REFUNDING="Granted; the money is on its way.",
    DONE="The money is back, or the other goods are there.",
    CLOSED="Over without anything.",
)
described(
    AfterSaleOutcome,
    "How an after-sale ended.",
    REFUNDED="Money went back.",
    EXCHANGED="Other goods came.",
    DECLINED="It was declined, and its buyer let it be.",
    LAPSED="Its buyer did not send the goods back in time.",
    WITHDRAWN="Its buyer withdrew it.",
    RULED_OUT="An operator decided for the merchant.",
)
described(
    AfterSaleTab,
    "After-sales by whether anything is still to happen.",
    OPEN="Somebody is to do something by a deadline.",
    ENDED="Decided; money may still be on its way.",
)
described(
    AfterSaleSide,
    "Who does something.",
    BUYER="Who bought.",
    SELLER="Who serves for the merchant.",
    OPERATOR="Who runs the platform.",
    CLOCK="Nobody: a deadline passed.",
)
described(
    AfterSaleDeed,
    "What can be done to an after-sale.",
    REQUEST="It is asked for.",
    CHANGE="It is asked otherwise, or once more.",
    WITHDRAW="It is let be.",
    AGREE="It is granted.",
    DECLINE="It is declined.",
    SEND_RETURN="The goods are sent back.",
    RECEIVE_RETURN="The goods are back.",
    OBJECT="What came back is objected to.",
    SEND_REPLACEMENT="Other goods are sent.",
    CONFIRM_REPLACEMENT="The other goods are there.",
    COMPLAIN="An operator is asked to decide.",
    ADD_EVIDENCE="Something is added to what is known.",
    RULE="An operator decides.",
    LAPSE="Its time is over.",
    REFUND="Other goods never came: the money goes back.",
    ARRIVE="The money is back.",
)
described(
    AfterSaleReason,
    "Why something is asked for.",
    CHANGED_MIND="Not wanted any more; no reason is needed within seven days of receipt.",
    NOT_SHIPPED="It was not shipped in time.",
    NOT_RECEIVED="It did not arrive.",
    DAMAGED="It arrived damaged.",
    DEFECTIVE="It does not work, or is spoilt.",
    NOT_AS_DESCRIBED="It is not what the page says.",
    WRONG_GOODS="It is something else.",
    MISSING_PIECES="Some of it is missing.",
)
described(
    AfterSaleDenial,
    "Why nothing of the sort can be asked of an order now.",
    NOT_CONFIRMED="It is not confirmed, or over.",
    WINDOW_OVER="It was received too long ago.",
    NOT_AT_THIS_POINT="Not this, or not for this reason, at this point of its life.",
    NOTHING_LEFT="All of it went back.",
    TOO_MANY="It was asked for too often.",
    RULED="An operator decided about it, which binds both sides.",
)
