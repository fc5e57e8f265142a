"""Whether a draw's header holds together: receipt, chance, seed, winners, timetable, void."""

from collections.abc import Iterator

from rules import signatures
from rules.beacons import BeaconInvalid, round_at
from rules.draws.findings import Finding, Wrong
from rules.draws.published import Published
from rules.draws.receipts import is_signed
from rules.draws.seeds import beacon_seed, operator_seed, secret_commitment
from rules.draws.selection import select
from rules.draws.timetable import first_reveal_after_round, step_milliseconds
from rules.draws.trees import leaf, root_by_proof
from rules.draws.voids import Due, VoidReason, void_from
from rules.particulars import DrawMode, DrawScope

REPEATED = ("draw", "scope", "mode", "rules_hash", "root", "n", "k", "frozen_at")


def parts(draw: Published) -> Iterator[Finding]:
    """Yield which parts are there that should not be, or are not; and counts that cannot be."""
    plain = draw.plain
    if plain["k"] > plain["n"]:
        yield Finding(Wrong.COUNTS_IMPOSSIBLE, f"{plain['k']} winners among {plain['n']} entries")
    for name, value, there in _wanted(draw):
        if (value is not None) != there:
            word = "missing" if there else "out of place"
            yield Finding(Wrong.PARTS_INCOHERENT, f"{name} is {word} in {draw.mode}")
    told, wins = len(plain["winners"]), 0 if draw.is_void else plain["k"]
    if told != wins:
        yield Finding(Wrong.WINNERS_WRONG, f"{told} winners are told where {wins} win")


def _wanted(draw: Published) -> Iterator[tuple[str, object, bool]]:
    """Each part that may be null: its name, what it is, and whether it must be there."""
    plain, receipt = draw.plain, draw.receipt
    operator = draw.mode is DrawMode.OPERATOR_COMMIT
    for name in ("operator", "sequence", "commitment"):
        yield name, (plain if name == "operator" else receipt)[name], operator
    for name in ("beacon", "chain_hash", "round"):
        yield name, (plain if name == "beacon" else receipt)[name], not operator
    yield "beacon_seen", receipt["beacon_seen"], not operator and bool(receipt["beacon_seen"])
    yield "seed", plain["seed"], not draw.is_void
    yield "void", plain["void"], draw.is_void
    if told := plain["operator"]:
        yield "secret", told["secret"], not draw.is_void or bool(told["secret"])
    if told := plain["beacon"]:
        there = not draw.is_void or bool(told["signature"])
        yield "signature", told["signature"], there
        yield "randomness", told["randomness"], there


def lock(draw: Published) -> Iterator[Finding]:
    """Yield what is wrong between the header, the lock receipt and the key."""
    plain, receipt, held = draw.plain, draw.receipt, draw.plain["lock"]
    expected = draw.trust.public_key
    if expected is not None and expected != draw.public_key:
        yield Finding(Wrong.KEY_UNEXPECTED, "the key is not the one that was expected")
    if held["key_id"] != signatures.key_id(draw.public_key):
        yield Finding(Wrong.KEY_ID_WRONG, "the key has another id")
    signature = bytes.fromhex(held["signature"])
    if not is_signed(receipt, signature=signature, public_key=draw.public_key):
        yield Finding(Wrong.LOCK_SIGNATURE_WRONG, "the key did not sign this lock receipt")
    told = {name: plain[name] for name in REPEATED}
    told["first_reveal_at"] = plain["timetable"]["first_reveal_at"]
    if operator := plain["operator"]:
        told |= {name: operator[name] for name in ("sequence", "commitment")}
    if beacon := plain["beacon"]:
        told |= {"chain_hash": beacon["chain"]["hash"], "round": beacon["round"]}
    for name, value in told.items():
        if receipt[name] != value:
            yield Finding(Wrong.LOCK_DIFFERS, f"{name} is not what the lock receipt says")


def chance(draw: Published) -> Iterator[Finding]:
    """Return what is wrong with the secret, or with the beacon and its round."""
    return _secret(draw) if draw.mode is DrawMode.OPERATOR_COMMIT else _beacon(draw)


def _secret(draw: Published) -> Iterator[Finding]:
    operator = draw.plain["operator"]
    secret = operator["secret"]
    if secret is None:
        return
    if secret_commitment(bytes.fromhex(secret)).hex() != operator["commitment"]:
        yield Finding(Wrong.SECRET_WRONG, "the secret is not the one that was committed to")
    elif draw.is_void:
        yield Finding(
            Wrong.VOID_SECRET_EXISTS, "void, though the secret is there that decides the winners"
        )


def _beacon(draw: Published) -> Iterator[Finding]:
    beacon, seen = draw.plain["beacon"], draw.receipt["beacon_seen"]
    if draw.chain not in draw.trust.chains:
        yield Finding(Wrong.CHAIN_UNKNOWN, "the chain is none that whoever verifies trusts")
        return
    if not _is_its_round(draw):
        yield Finding(Wrong.ROUND_WRONG, "the freeze dictates another round")
    if seen is not None and seen >= beacon["round"]:
        yield Finding(Wrong.BEACON_SEEN_LATE, "the deciding round was known when it was locked")
    if beacon["signature"] is not None and draw.randomness is None:
        yield Finding(Wrong.BEACON_INVALID, "the chain did not sign this round so")
    elif draw.randomness is not None and draw.randomness.hex() != beacon["randomness"]:
        yield Finding(Wrong.RANDOMNESS_WRONG, "the randomness is not the signature's")
    yield from _given(draw)


def _given(draw: Published) -> Iterator[Finding]:
    """Yield what a signature fetched elsewhere says, and of a void draw any of its round."""
    given = draw.trust.round_signature
    known = None if given is None else draw.by_signature(given.hex())
    if given is not None and known is None:
        yield Finding(Wrong.GIVEN_SIGNATURE_INVALID, "the given signature is not the round's")
    if draw.is_void and (known or draw.randomness) is not None:
        yield Finding(
            Wrong.VOID_ROUND_EXISTS, "void, though the round exists that decides the winners"
        )


def _is_its_round(draw: Published) -> bool:
    try:
        number = round_at(draw.chain, frozen_at=draw.plain["frozen_at"])
    except BeaconInvalid:
        return False
    return number == draw.plain["beacon"]["round"]


def timetable(draw: Published) -> Iterator[Finding]:
    """Yield what is wrong with the times of the reveals."""
    told, plain = draw.plain["timetable"], draw.plain
    first, at = told["first_reveal_at"], draw.round_at
    if at is None and first < plain["frozen_at"]:
        yield Finding(Wrong.TIMETABLE_WRONG, "the first winner is shown before the freeze")
    if at is not None and first != first_reveal_after_round(at):
        yield Finding(Wrong.TIMETABLE_WRONG, "the first winner is shown 10 s after the round")
    if told["step_milliseconds"] != step_milliseconds(plain["k"]):
        yield Finding(Wrong.TIMETABLE_WRONG, "the step is another for so many winners")


def winners(draw: Published) -> Iterator[Finding]:
    """Yield what is wrong with the seed, and with who won by it."""
    if draw.is_void:
        return
    plain = draw.plain
    seed = _seed(draw)
    if seed.hex() != plain["seed"]:
        yield Finding(Wrong.SEED_WRONG, "the seed does not follow from what was fixed")
    numbers = select(seed, n=plain["n"], k=plain["k"])
    for prize, (no, winner) in enumerate(zip(numbers, plain["winners"], strict=True), 1):
        if (winner["prize"], winner["no"]) != (prize, no):
            yield Finding(Wrong.WINNERS_WRONG, f"entry {no} wins prize {prize}")
        at_the_bottom = leaf(
            no=winner["no"],
            ticket=winner["ticket"],
            commitment=bytes.fromhex(winner["commitment"]),
        )
        path = [bytes.fromhex(beside) for beside in winner["proof"]]
        top = root_by_proof(at_the_bottom, no=winner["no"], n=plain["n"], proof=path)
        if top is None or top.hex() != plain["root"]:
            yield Finding(Wrong.PROOF_WRONG, f"entry {winner['no']} is not shown below the root")
    yield from _serials(draw)


def _seed(draw: Published) -> bytes:
    if draw.mode is DrawMode.OPERATOR_COMMIT:
        return operator_seed(draw.frozen, secret=bytes.fromhex(draw.plain["operator"]["secret"]))
    beacon = draw.plain["beacon"]
    return beacon_seed(
        draw.frozen,
        chain_hash=draw.chain.hash,
        round_number=beacon["round"],
        randomness=bytes.fromhex(beacon["randomness"]),
    )


def _serials(draw: Published) -> Iterator[Finding]:
    """Between two entries at least as many were paid as entered."""
    before = (0, 0)
    for winner in sorted(draw.plain["winners"], key=lambda winner: winner["no"]):
        no, serial = winner["no"], winner["serial"]
        if draw.plain["scope"] == DrawScope.TEAM and serial != no:
            yield Finding(Wrong.SERIAL_WRONG, f"entry {no} of a team's draw has serial {serial}")
        elif serial - before[1] < no - before[0]:
            yield Finding(Wrong.SERIAL_WRONG, f"entry {no} cannot have serial {serial}")
        before = (no, serial)


def void(draw: Published) -> Iterator[Finding]:
    """Yield what is wrong with a draw that came to nothing, beside what could be known."""
    if not draw.is_void:
        return
    told = draw.plain["void"]
    reason = VoidReason(told["reason"])
    since = void_from(
        Due(
            mode=draw.mode,
            k=draw.plain["k"],
            round_at=draw.round_at,
            first_reveal_at=draw.plain["timetable"]["first_reveal_at"],
            receipt_out_at=None,
            round_known_at=None,
            published_at=None,
        ),
        reason,
    )
    if since is None:
        yield Finding(Wrong.VOID_REASON_WRONG, f"{reason} is no reason in {draw.mode}")
    elif told["voided_at"] < since:
        yield Finding(Wrong.VOID_TOO_EARLY, f"{reason} may be found from second {since} on")
