"""The shared test vectors: ``python -m tests.draws.vectors`` writes them beside this file."""

import json
from pathlib import Path
from uuid import UUID

from rules import beacons
from rules.draws import encoding, files, seeds, selection, timetable, trees
from rules.draws.receipts import receipt_hash, signed_bytes
from rules.draws.voids import PATIENCE_SECONDS, VoidReason
from tests.draws.samples import (
    CAMPAIGN,
    FROZEN_AT,
    RANDOMNESS,
    ROUND,
    ROUND_SIGNATURE,
    TEAM,
    entry,
    made,
)

PATH = Path(__file__).with_name("vectors.json")
# A modulus of which almost half of a run is left over at the end of the 64-bit words.
OFTEN_REJECTING = 2**64 // 2049 + 1


def of_encoding():
    yield {"what": "u64be", "number": 1, "hex": encoding.u64be(1).hex()}
    yield {"what": "u64be", "number": 2**53 - 1, "hex": encoding.u64be(2**53 - 1).hex()}
    for text in ("", "A", "kaituan/draw/1", "团"):
        yield {"what": "lp", "text": text, "hex": encoding.lp(text.encode()).hex()}
    value = {"b": 1, "a": [{"y": None, "x": "T-1"}], "c": 2**53 - 1}
    yield {"what": "canonical", "value": value, "text": encoding.canonical(value).decode()}
    for person in ("person-1", "团长"):
        salt = made("salt", 16)
        hex_ = encoding.commitment_of(salt=salt, person=person).hex()
        yield {"what": "commitment", "salt": salt.hex(), "person": person, "hex": hex_}


def of_leaves():
    for no in (1, 2, 5, 1_000_000):
        one = entry(no)
        yield files.plain_entry(one) | {"leaf": one.leaf.hex()}


def of_trees():
    """Trees over leaf hashes made from labels: ``leaf i`` for i from 0."""
    leaves = [made(f"leaf {i}") for i in range(40)]
    for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40):
        proofs = trees.proofs_of(leaves[:n], range(n))
        yield {
            "n": n,
            "leaves": [leaf.hex() for leaf in leaves[:n]],
            "root": trees.root_of(leaves[:n]).hex(),
            "proofs": [[beside.hex() for beside in proofs[i]] for i in range(n)],
        }


def of_seeds():
    frozen = seeds.Frozen(
        draw=UUID("0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"), root=made("root"), n=1_000_000, k=1_000
    )
    told = {"draw": str(frozen.draw), "root": frozen.root.hex(), "n": frozen.n, "k": frozen.k}
    secret, chain = made("secret"), beacons.QUICKNET.hash
    yield told | {
        "mode": "OPERATOR_COMMIT",
        "secret": secret.hex(),
        "commitment": seeds.secret_commitment(secret).hex(),
        "seed": seeds.operator_seed(frozen, secret=secret).hex(),
    }
    seed = seeds.beacon_seed(frozen, chain_hash=chain, round_number=ROUND, randomness=RANDOMNESS)
    yield told | {
        "mode": "PUBLIC_BEACON",
        "chain_hash": chain.hex(),
        "round": ROUND,
        "randomness": RANDOMNESS.hex(),
        "seed": seed.hex(),
    }


def rejecting_seed(n):
    """The first seed made from a label whose first word is thrown away."""
    tries = (made(f"rejecting {i}") for i in range(10**6))
    return next(seed for seed in tries if next(selection.words(seed)) >= 2**64 - 2**64 % n)


def of_selections():
    shapes = [(1, 1), (2, 1), (2, 2), (3, 2), (5, 5), (10, 3), (100, 10), (255, 4), (256, 4)]
    shapes += [(257, 4), (1_000, 100), (65_536, 9), (10**6, 20), (2**32, 5), (2**53 - 1, 5)]
    cases = [(made(f"seed {n} {k}"), n, k) for n, k in shapes]
    cases += [(made(f"seed {i}"), 7, 7) for i in range(8)]
    cases.append((rejecting_seed(OFTEN_REJECTING), OFTEN_REJECTING, 4))
    cases.append((made("a thousand of a million"), 10**6, 1_000))
    for seed, n, k in cases:
        first = selection.words(seed)
        yield {
            "seed": seed.hex(),
            "n": n,
            "k": k,
            "words": [f"{next(first):016x}" for _ in range(3)],
            "winners": selection.select(seed, n=n, k=k),
        }


def of_timetables():
    for k in (1, 2, 27, 28, 60, 1_000, 50_000, 50_001):
        at = [
            timetable.reveal_milliseconds(first_reveal_at=FROZEN_AT, k=k, prize=prize)
            for prize in (1, k)
        ]
        step = timetable.step_milliseconds(k)
        yield {"k": k, "step_milliseconds": step, "first_reveal_at": FROZEN_AT, "first_last": at}


def of_rounds():
    for frozen_at in (FROZEN_AT - 2, FROZEN_AT - 1, FROZEN_AT, FROZEN_AT + 1, FROZEN_AT + 2):
        number = beacons.round_at(beacons.QUICKNET, frozen_at=frozen_at)
        at = beacons.time_of(beacons.QUICKNET, number)
        yield {"frozen_at": frozen_at, "round": number, "round_at": at}


def of_receipts():
    for sample in (TEAM, CAMPAIGN):
        first = sample.entry_receipt(sample.entries()[0])
        lock = sample.lock_receipt()
        yield {
            "key_seed": sample.key_seed.hex(),
            "key": sample.public_key.hex(),
            "entry": sample.signed(first.plain()),
            "entry_signed_text": signed_bytes(first).decode(),
            "lock": sample.signed(lock.plain()),
            "lock_signed_text": signed_bytes(lock).decode(),
            "lock_hash": receipt_hash(lock).hex(),
        }


def in_one_file(name, sample, header, findings=()):
    return {
        "name": name,
        "header": files.header_bytes(header).decode(),
        "entries": b"".join(files.entry_lines(sample.entries())).decode(),
        "receipts": "".join(encoding.canonical(kept).decode() + "\n" for kept in sample.receipts()),
        "findings": list(findings),
    }


def of_files():
    yield in_one_file("team draw, OPERATOR_COMMIT", TEAM, TEAM.header())
    yield in_one_file("campaign draw, PUBLIC_BEACON", CAMPAIGN, CAMPAIGN.header())
    late = FROZEN_AT + 2 * PATIENCE_SECONDS
    gone = CAMPAIGN.void(VoidReason.ROUND_UNAVAILABLE, voided_at=late)
    yield in_one_file("void, the round never came", CAMPAIGN, gone)
    came = CAMPAIGN.void(VoidReason.ROUND_UNAVAILABLE, voided_at=late, signature=ROUND_SIGNATURE)
    yield in_one_file("void, though the round exists", CAMPAIGN, came, ["VOID_ROUND_EXISTS"])
    overdue = TEAM.void(VoidReason.REVEAL_OVERDUE, voided_at=late)
    yield in_one_file("void, the secret was not told", TEAM, overdue)


def vectors():
    return {
        "format": "kaituan/draw-vectors/1",
        "made": "SHA-256 of 'kaituan test vector: ' and the label, cut to size",
        "chain": files.plain_chain(beacons.QUICKNET),
        "encoding": list(of_encoding()),
        "leaves": list(of_leaves()),
        "trees": list(of_trees()),
        "seeds": list(of_seeds()),
        "selections": list(of_selections()),
        "timetables": list(of_timetables()),
        "rounds": list(of_rounds()),
        "receipts": list(of_receipts()),
        "files": list(of_files()),
    }


def text():
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text())
