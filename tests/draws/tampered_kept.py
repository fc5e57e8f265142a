"""What a payer's receipt may say that was signed, and that the draw does not keep."""

from tests.draws.samples import CAMPAIGN, FROZEN_AT, TEAM, made
from tests.draws.tampering import change


def _promise(it, place, **words):
    it.receipts[place] = it.sample.signed(it.receipts[place]["receipt"] | words)


@change("RECEIPT_DIFFERS")
def another_ticket_was_promised(it):
    words = {"ticket": "T90000"}
    if it.sample is TEAM:
        words["leaf"] = made("another leaf").hex()
    _promise(it, 0, **words)


@change("RECEIPT_DIFFERS")
def somebody_else_was_promised_the_place(it):
    _promise(it, 0, commitment=made("somebody else").hex())


@change("RECEIPT_NOT_ENTERED")
def a_serial_was_promised_that_did_not_enter(it):
    _promise(it, 0, serial=12)


@change("RECEIPT_LEAF_WRONG", of=(TEAM,))
def another_leaf_was_promised(it):
    _promise(it, 0, leaf=made("another leaf").hex())


@change("RECEIPT_LEAF_WRONG", of=(TEAM,))
def no_leaf_was_promised(it):
    _promise(it, 0, leaf=None)


@change("RECEIPT_LEAF_WRONG", of=(CAMPAIGN,))
def a_leaf_was_promised_that_nobody_could_know(it):
    _promise(it, 0, leaf=it.sample.entries()[0].leaf.hex())


@change("RECEIPT_PLEDGE_WRONG")
def another_source_of_chance_was_promised(it):
    _promise(it, 0, pledge=made("another source").hex())


@change("RECEIPT_RULES_WRONG")
def other_rules_were_promised(it):
    _promise(it, 0, rules_hash=made("other rules").hex())


@change("RECEIPT_LATE")
def paid_after_the_freeze(it):
    _promise(it, 0, paid_at=FROZEN_AT + 1)


@change("RECEIPT_OTHER_DRAW")
def a_receipt_of_another_draw(it):
    _promise(it, 0, draw="00000000-0000-4000-8000-000000000000")


@change("RECEIPT_OTHER_DRAW")
def the_lock_of_another_draw(it):
    _promise(it, -1, draw="00000000-0000-4000-8000-000000000000")


@change("LOCK_RECEIPT_DIFFERS")
def another_root_was_locked(it):
    _promise(it, -1, root=made("another root").hex())


@change("LOCK_RECEIPT_DIFFERS")
def another_number_was_locked(it):
    _promise(it, -1, n=1_000)


@change("LOCK_RECEIPT_DIFFERS")
def another_moment_was_locked(it):
    _promise(it, -1, frozen_at=FROZEN_AT - 1)
