"""The points of docs/draws.md, "To verify", one function each, over the naive verifier."""

import json

from tests.draws.naive_verifier import (
    DAY,
    ENTRY,
    FILE,
    LOCK,
    PAID,
    QUICKNET,
    fits,
    leaf,
    of_receipt,
    proof_holds,
    raw,
    root,
    round_is_signed,
    seed_of,
    selected,
    sha,
    signed,
    written,
)


def verify(header, entries, receipts):
    """The names of what is wrong; an empty set is the only good answer."""
    f, wrong = the_file(header)
    if wrong:
        return wrong
    wrong = the_parts(f)
    if wrong:
        return wrong
    wrong = the_lock(f) | the_chance(f) | the_times(f)
    wrong |= the_void(f) if f["status"] == "VOID" else the_winners(f)
    roster, wrong_entries = the_entries(f, entries)
    kept, wrong_receipts = the_receipts(f, receipts)
    beside = set() if wrong_entries else receipts_beside(roster, kept)
    return wrong | wrong_entries | wrong_receipts | beside


def depth(text):
    deepest = now = 0
    for character in text:
        now += (character in "[{") - (character in "]}")
        deepest = max(deepest, now)
    return deepest


def the_file(header):
    try:
        text = header.decode()
        # Nothing of ours is deeper, and not every parser survives more.
        f = json.loads(text) if depth(text) <= 8 else None
    except ValueError:
        return None, {"FILE_UNREADABLE"}
    if f is None:
        return None, {"FILE_UNREADABLE"}
    if not fits(f, FILE):
        return None, {"FILE_SHAPE_WRONG"}
    return f, set() if written(f) == header else {"FILE_NOT_CANONICAL"}


def the_parts(f):
    lock, void = f["lock"]["receipt"], f["status"] == "VOID"
    own, other = (
        (f["operator"], lock["sequence"], lock["commitment"]),
        (
            f["beacon"],
            lock["chain_hash"],
            lock["round"],
        ),
    )
    if f["mode"] == "PUBLIC_BEACON":
        own, other = other, own
    else:
        other = (*other, lock["beacon_seen"])
    right = None not in own and set(map(type, other)) == {type(None)}
    right &= (f["void"] is not None) == void
    right &= (f["seed"] is None) == void
    if f["operator"] and not void:
        right &= f["operator"]["secret"] is not None
    if f["beacon"]:
        pair = (f["beacon"]["signature"] is None, f["beacon"]["randomness"] is None)
        right &= pair[0] == pair[1]
        right &= void or not pair[0]
    wrong = set() if right else {"PARTS_INCOHERENT"}
    wrong |= {"COUNTS_IMPOSSIBLE"} if f["k"] > f["n"] else set()
    wins = 0 if void else f["k"]
    return wrong | (set() if len(f["winners"]) == wins else {"WINNERS_WRONG"})


def the_lock(f):
    lock, wrong = f["lock"], set()
    if lock["key_id"] != sha(raw(f["key"]))[:8].hex():
        wrong.add("KEY_ID_WRONG")
    if not signed(f["key"], lock["receipt"], lock["signature"]):
        wrong.add("LOCK_SIGNATURE_WRONG")
    names = ("draw", "scope", "mode", "rules_hash", "root", "n", "k", "frozen_at")
    told = {name: f[name] for name in names}
    told["first_reveal_at"] = f["timetable"]["first_reveal_at"]
    if f["operator"]:
        told |= {name: f["operator"][name] for name in ("sequence", "commitment")}
    else:
        told |= {"round": f["beacon"]["round"], "chain_hash": f["beacon"]["chain"]["hash"]}
    if any(lock["receipt"][name] != value for name, value in told.items()):
        wrong.add("LOCK_DIFFERS")
    return wrong


def the_chance(f):
    if f["mode"] == "OPERATOR_COMMIT":
        secret = f["operator"]["secret"]
        right = secret is None or sha(raw(secret)).hex() == f["operator"]["commitment"]
        return set() if right else {"SECRET_WRONG"}
    beacon, wrong = f["beacon"], set()
    if beacon["chain"] != QUICKNET:
        return {"CHAIN_UNKNOWN"}
    since = f["frozen_at"] + 30 - QUICKNET["genesis"]
    if since < 0 or beacon["round"] != since // 3 + 1:
        wrong.add("ROUND_WRONG")
    if (f["lock"]["receipt"]["beacon_seen"] or 0) >= beacon["round"]:
        wrong.add("BEACON_SEEN_LATE")
    if beacon["signature"] is not None:
        if not round_is_signed(beacon["round"], beacon["signature"]):
            wrong.add("BEACON_INVALID")
        elif sha(raw(beacon["signature"])).hex() != beacon["randomness"]:
            wrong.add("RANDOMNESS_WRONG")
    return wrong


def round_at(f):
    chain = f["beacon"]["chain"]
    return chain["genesis"] + (f["beacon"]["round"] - 1) * chain["period_seconds"]


def the_times(f):
    first, step = f["timetable"]["first_reveal_at"], f["timetable"]["step_milliseconds"]
    right = step == min(1800, 50000 // f["k"])
    if f["beacon"]:
        right &= first == round_at(f) + 10
    else:
        right &= first >= f["frozen_at"]
    return set() if right else {"TIMETABLE_WRONG"}


def the_winners(f):
    wrong, seed = set(), seed_of(f)
    if seed.hex() != f["seed"]:
        wrong.add("SEED_WRONG")
    numbers = list(enumerate(selected(seed, f["n"], f["k"]), 1))
    if numbers != [(winner["prize"], winner["no"]) for winner in f["winners"]]:
        wrong.add("WINNERS_WRONG")
    no = serial = 0
    for winner in sorted(f["winners"], key=lambda winner: winner["no"]):
        proof = [raw(p) for p in winner["proof"]]
        inside = 1 <= winner["no"] <= f["n"]
        at = leaf(winner)
        if not (inside and proof_holds(at, winner["no"], f["n"], proof, raw(f["root"]))):
            wrong.add("PROOF_WRONG")
        grown = winner["serial"] - serial >= winner["no"] - no
        no, serial = winner["no"], winner["serial"]
        if not grown or (f["scope"] == "TEAM" and serial != no):
            wrong.add("SERIAL_WRONG")
    return wrong


def the_void(f):
    wrong, k, told = set(), f["k"], f["void"]
    last = 1000 * f["timetable"]["first_reveal_at"] + (k - 1) * min(1800, 50000 // k)
    since = {"REVEAL_OVERDUE": (last + 999) // 1000 + DAY}
    if f["beacon"]:
        since |= {"NO_RECEIPT": round_at(f), "ROUND_UNAVAILABLE": round_at(f) + DAY}
    if told["reason"] not in since:
        wrong.add("VOID_REASON_WRONG")
    elif told["voided_at"] < since[told["reason"]]:
        wrong.add("VOID_TOO_EARLY")
    if f["operator"] and f["operator"]["secret"] and not the_chance(f):
        wrong.add("VOID_SECRET_EXISTS")
    if f["beacon"] and f["beacon"]["signature"] and "BEACON_INVALID" not in the_chance(f):
        wrong.add("VOID_ROUND_EXISTS")
    return wrong


def entry_of(line):
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not fits(entry, ENTRY) or max(entry["no"], entry["serial"]) >= 10**15:
        return None
    return entry if written(entry) + b"\n" == line else None


def the_entries(f, lines):
    entries = []
    for i, line in enumerate(lines, 1):
        entry = entry_of(line)
        if entry is None:
            return None, {"ENTRIES_UNREADABLE"}
        if entry["no"] != i:
            return None, {"ENTRIES_NUMBERING"}
        grown = not entries or entry["serial"] > entries[-1]["serial"]
        if not grown or (f["scope"] == "TEAM" and entry["serial"] != i):
            return None, {"ENTRIES_SERIAL"}
        entries.append(entry)
    wrong = set() if len(entries) == f["n"] else {"ENTRIES_COUNT"}
    if len({entry["ticket"] for entry in entries}) < len(entries):
        wrong.add("ENTRIES_TICKET_TWICE")
    if not entries or root([leaf(entry) for entry in entries]).hex() != f["root"]:
        wrong.add("ROOT_WRONG")
    told = [{name: winner[name] for name in ENTRY} for winner in f["winners"]]
    if any(winner not in entries for winner in told):
        wrong.add("WINNER_DIFFERS")
    return {entry["serial"]: entry for entry in entries}, wrong


def the_receipts(f, lines):
    kept, wrong = [], set()
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        right = fits(told, of_receipt(LOCK)) or fits(told, of_receipt(PAID))
        if not right or written(told) + b"\n" != line:
            wrong.add("RECEIPT_UNREADABLE")
            continue
        receipt, its_key = told["receipt"], told["key_id"] == sha(raw(f["key"]))[:8].hex()
        if not (its_key and signed(f["key"], receipt, told["signature"])):
            wrong.add("RECEIPT_SIGNATURE_WRONG")
        elif receipt["draw"] != f["draw"]:
            before = sha(written(receipt)).hex() == f["lock"]["receipt"]["previous_hash"]
            wrong |= set() if before else {"RECEIPT_OTHER_DRAW"}
        elif "lock" in receipt["format"]:
            wrong |= set() if receipt == f["lock"]["receipt"] else {"LOCK_RECEIPT_DIFFERS"}
        else:
            wrong |= the_paid(f, receipt)
            kept.append(receipt)
    return kept, wrong


def the_paid(f, receipt):
    wrong, lock = set(), f["lock"]["receipt"]
    if receipt["paid_at"] > f["frozen_at"]:
        wrong.add("RECEIPT_LATE")
    if receipt["rules_hash"] != f["rules_hash"]:
        wrong.add("RECEIPT_RULES_WRONG")
    if receipt["pledge"] != (lock["commitment"] or lock["chain_hash"]):
        wrong.add("RECEIPT_PLEDGE_WRONG")
    right = leaf(receipt | {"no": receipt["serial"]}).hex() if f["scope"] == "TEAM" else None
    return wrong if receipt["leaf"] == right else wrong | {"RECEIPT_LEAF_WRONG"}


def receipts_beside(roster, kept):
    wrong = set()
    for receipt in kept:
        entry = roster.get(receipt["serial"])
        if entry is None:
            wrong.add("RECEIPT_NOT_ENTERED")
        elif any(entry[name] != receipt[name] for name in ("ticket", "commitment")):
            wrong.add("RECEIPT_DIFFERS")
    return wrong
