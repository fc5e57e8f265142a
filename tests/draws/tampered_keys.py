"""What only whoever runs a draw can do: they have the key and can seal everything anew."""

from dataclasses import replace

from rules.draws import files, selection
from rules.draws.seeds import secret_commitment
from rules.draws.voids import PATIENCE_SECONDS, VoidReason
from tests.draws.samples import (
    CAMPAIGN,
    FROZEN_AT,
    ROUND_SIGNATURE,
    TEAM,
    entry,
    made,
    winners_among,
)
from tests.draws.tampering import change

LATE = FROZEN_AT + 2 * PATIENCE_SECONDS
# Round 657413 of the same chain: as genuine as the one that the freeze dictates.
OTHER_ROUND = 657_413
OTHER_SIGNATURE = bytes.fromhex(
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b"
)


def renumbered(entries):
    return tuple(replace(entry, no=no) for no, entry in enumerate(entries, 1))


@change("RECEIPT_NOT_ENTERED")
def a_payer_left_out(it):
    entries = it.sample.entries()
    del entries[2]
    if it.sample is TEAM:
        entries = [replace(entry, serial=no) for no, entry in enumerate(entries, 1)]
    it.reseal(replace(it.sample, own=renumbered(entries)))


@change("RECEIPT_DIFFERS", "RECEIPT_LEAF_WRONG")
def the_last_payer_replaced(it):
    entries = it.sample.entries()
    entries[-1] = replace(entries[-1], ticket="T90000", commitment=made("friend"))
    it.reseal(replace(it.sample, own=tuple(entries)))


@change("RECEIPT_DIFFERS", "ENTRIES_SERIAL")
def two_payers_in_another_order(it):
    entries = it.sample.entries()
    one, other = entries[:2]
    entries[:2] = [replace(other, serial=one.serial), replace(one, serial=other.serial)]
    it.reseal(replace(it.sample, own=renumbered(entries)))


@change("ENTRIES_SERIAL", of=(CAMPAIGN,))
def entries_not_in_the_order_of_payment(it):
    it.reseal(replace(it.sample, own=renumbered(reversed(it.sample.entries()))))


@change("RECEIPT_LATE", "LOCK_RECEIPT_DIFFERS", of=(TEAM,))
def frozen_before_a_payment(it):
    it.reseal(replace(it.sample, frozen_at=FROZEN_AT - 2_000))


@change("LOCK_RECEIPT_DIFFERS")
def a_friend_more(it):
    last = it.sample.entries()[-1]
    friend = entry(last.no + 1, last.serial + 1, "friends")
    it.reseal(replace(it.sample, own=(*it.sample.entries(), friend)))


@change("LOCK_RECEIPT_DIFFERS")
def one_winner_more(it):
    it.reseal(replace(it.sample, k=it.sample.k + 1))


@change("LOCK_RECEIPT_DIFFERS", of=(TEAM,))
def frozen_at_another_time(it):
    it.reseal(replace(it.sample, frozen_at=FROZEN_AT + 600))


@change("ROUND_WRONG", of=(CAMPAIGN,))
def frozen_at_another_time_but_the_same_round(it):
    it.reseal(replace(it.sample, frozen_at=FROZEN_AT + 600))


@change("PARTS_INCOHERENT", of=(TEAM,))
def a_round_for_an_operators_draw(it):
    it.lock["round"] = 1000
    it.sign_lock()


@change("PARTS_INCOHERENT", of=(TEAM,))
def a_beacon_beside_the_secret(it):
    it.header["beacon"] = CAMPAIGN.header()["beacon"]


@change("PARTS_INCOHERENT", of=(CAMPAIGN,))
def a_secret_beside_the_beacon(it):
    it.header["operator"] = TEAM.header()["operator"]


@change("ENTRIES_TICKET_TWICE")
def one_ticket_for_two(it):
    entries = it.sample.entries()
    entries[1] = replace(entries[1], ticket=entries[0].ticket)
    it.reseal(replace(it.sample, own=tuple(entries)))


@change("RECEIPT_PLEDGE_WRONG", of=(TEAM,))
def another_secret_after_payment(it):
    it.reseal(replace(it.sample, secret_label="better secret"))


@change("SECRET_WRONG", of=(TEAM,))
def another_secret(it):
    it.header["operator"]["secret"] = made("better secret").hex()


@change("LOCK_DIFFERS", of=(TEAM,))
def another_secret_and_its_commitment(it):
    secret = made("better secret")
    told = {"secret": secret.hex(), "commitment": secret_commitment(secret).hex()}
    it.header["operator"] |= told


@change("ROUND_WRONG", of=(CAMPAIGN,))
def another_round(it):
    randomness = files.randomness_of(OTHER_SIGNATURE).hex()
    signature = OTHER_SIGNATURE.hex()
    told = {"round": OTHER_ROUND, "signature": signature, "randomness": randomness}
    it.header["beacon"] |= told
    it.lock["round"] = OTHER_ROUND
    it.sign_lock()


@change("BEACON_INVALID", of=(CAMPAIGN,))
def the_signature_of_another_round(it):
    randomness = files.randomness_of(OTHER_SIGNATURE).hex()
    it.header["beacon"] |= {"signature": OTHER_SIGNATURE.hex(), "randomness": randomness}


@change("BEACON_INVALID", of=(CAMPAIGN,))
def the_signature_of_nobody(it):
    # The point at infinity.
    it.header["beacon"]["signature"] = "c0" + "00" * 47


@change("RANDOMNESS_WRONG", of=(CAMPAIGN,))
def another_randomness(it):
    it.header["beacon"]["randomness"] = made("better").hex()


@change("CHAIN_UNKNOWN", of=(CAMPAIGN,))
def a_chain_of_ones_own(it):
    chain = it.header["beacon"]["chain"]
    chain["hash"] = made("own chain").hex()
    it.lock["chain_hash"] = chain["hash"]
    it.sign_lock()


@change("CHAIN_UNKNOWN", of=(CAMPAIGN,))
def the_chains_hash_over_ones_own_key(it):
    it.header["beacon"]["chain"]["key"] = "8" + it.header["beacon"]["chain"]["key"][1:-1] + "1"


@change("CHAIN_UNKNOWN", of=(CAMPAIGN,))
def a_slower_chain(it):
    it.header["beacon"]["chain"]["period_seconds"] = 30


@change("BEACON_SEEN_LATE", of=(CAMPAIGN,))
def locked_when_the_round_was_known(it):
    it.lock["beacon_seen"] = it.lock["round"]
    it.sign_lock()


@change("SEED_WRONG")
def a_better_seed(it):
    seed = made("better seed")
    numbers = selection.select(seed, n=len(it.entries), k=it.sample.k)
    winners = winners_among(it.sample.entries(), numbers)
    it.header |= {"seed": seed.hex(), "winners": [winner.plain() for winner in winners]}


@change("WINNERS_WRONG")
def winners_by_another_reading_of_the_seed(it):
    seed = bytes.fromhex(it.header["seed"])
    numbers = selection.select(seed[::-1], n=len(it.entries), k=it.sample.k)
    if numbers == [winner["no"] for winner in it.header["winners"]]:
        numbers.reverse()
    winners = winners_among(it.sample.entries(), numbers)
    it.header["winners"] = [winner.plain() for winner in winners]


@change("LOCK_DIFFERS")
def another_lock_receipt_of_the_same_key(it):
    it.lock["root"] = made("better root").hex()
    it.sign_lock()


@change("LOCK_DIFFERS")
def locked_under_other_rules(it):
    it.lock["rules_hash"] = made("better rules").hex()
    it.sign_lock()


@change("RECEIPT_RULES_WRONG")
def other_rules_than_were_paid_under(it):
    it.header["rules_hash"] = it.lock["rules_hash"] = made("better rules").hex()
    it.sign_lock()


@change("LOCK_RECEIPT_DIFFERS")
def another_lock_before(it):
    it.lock["previous_hash"] = made("lock that nobody saw").hex()
    it.sign_lock()


@change("TIMETABLE_WRONG")
def shown_at_another_time(it):
    first = FROZEN_AT - 1
    it.header["timetable"]["first_reveal_at"] = it.lock["first_reveal_at"] = first
    it.sign_lock()


@change("TIMETABLE_WRONG")
def shown_in_other_steps(it):
    it.header["timetable"]["step_milliseconds"] -= 1


@change("KEY_ID_WRONG")
def another_key_under_the_same_id(it):
    other = replace(it.sample, key_seed=made("better key"))
    it.header["key"] = other.public_key.hex()


@change("RECEIPT_SIGNATURE_WRONG")
def sealed_with_another_key(it):
    it.reseal(replace(it.sample, key_seed=made("better key")))


def _void(it, reason, voided_at, **known):
    it.header = it.sample.void(reason, voided_at=voided_at, **known)


@change("VOID_ROUND_EXISTS", of=(CAMPAIGN,))
def void_though_the_round_came(it):
    _void(it, VoidReason.ROUND_UNAVAILABLE, LATE, signature=ROUND_SIGNATURE)


@change("VOID_ROUND_EXISTS", of=(CAMPAIGN,))
def void_without_a_receipt_though_the_round_came(it):
    _void(it, VoidReason.NO_RECEIPT, LATE, signature=ROUND_SIGNATURE)


@change("VOID_SECRET_EXISTS", of=(TEAM,))
def void_though_the_secret_is_there(it):
    _void(it, VoidReason.REVEAL_OVERDUE, LATE, secret=it.sample.secret)


@change("VOID_REASON_WRONG", of=(TEAM,))
def void_for_a_round_that_no_operator_waits_for(it):
    _void(it, VoidReason.ROUND_UNAVAILABLE, LATE)


@change("VOID_REASON_WRONG", of=(TEAM,))
def void_for_a_receipt_that_no_round_outran(it):
    _void(it, VoidReason.NO_RECEIPT, LATE)


@change("VOID_TOO_EARLY")
def void_without_patience(it):
    _void(it, VoidReason.REVEAL_OVERDUE, FROZEN_AT + PATIENCE_SECONDS)


@change("VOID_TOO_EARLY", of=(CAMPAIGN,))
def void_without_waiting_for_the_round(it):
    _void(it, VoidReason.ROUND_UNAVAILABLE, FROZEN_AT + PATIENCE_SECONDS)


@change("VOID_TOO_EARLY", of=(CAMPAIGN,))
def void_before_the_round_was_due(it):
    _void(it, VoidReason.NO_RECEIPT, FROZEN_AT)


@change("SERIAL_WRONG")
def winners_with_smaller_serials(it):
    last = max(it.header["winners"], key=lambda winner: winner["no"])
    last["serial"] = 1
