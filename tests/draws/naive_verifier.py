"""A verifier written from docs/draws.md alone: it knows nothing of ours and is not quick.

Where the page says a thing in words, it is here in the plainest code. It reads
everything into memory. Answers are the names behind the points of the page.
"""

import hashlib
import hmac
import json
import re
from uuid import UUID

import pyblst
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

QUICKNET = {
    "hash": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    "period_seconds": 3,
    "genesis": 1692803367,
    "scheme": "bls-unchained-g1-rfc9380",
    "key": "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
}
G2 = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
DAY = 24 * 60 * 60
MOST = 2**53 - 1


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64(i):
    return i.to_bytes(8, "big")


def lp(x):
    return len(x).to_bytes(4, "big") + x


def raw(text):
    return bytes.fromhex(text)


def leaf(entry):
    ticket, commitment = entry["ticket"].encode(), raw(entry["commitment"])
    return sha(b"\x00", u64(entry["no"]), lp(ticket), lp(commitment))


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    m = 1
    while 2 * m < len(leaves):
        m *= 2
    return sha(b"\x01", root(leaves[:m]), root(leaves[m:]))


def proof_holds(top, no, n, proof, expected):
    here, last = no - 1, n - 1
    for p in proof:
        if last == 0:
            return False
        if here % 2 == 1 or here == last:
            top = sha(b"\x01", p, top)
            while here % 2 == 0 and here > 0:
                here, last = here // 2, last // 2
        else:
            top = sha(b"\x01", top, p)
        here, last = here // 2, last // 2
    return last == 0 and top == expected


def word(seed, i):
    return int.from_bytes(hmac.new(seed, b"sel" + u64(i), "sha256").digest()[:8], "big")


def selected(seed, n, k):
    a, i = list(range(1, n + 1)), 0
    for j in range(k):
        m = n - j
        while True:
            x, i = word(seed, i), i + 1
            if x < 2**64 - 2**64 % m:
                break
        a[j], a[j + x % m] = a[j + x % m], a[j]
    return a[:k]


def seed_of(f):
    fixed = lp(b"kaituan/draw/1") + lp(UUID(f["draw"]).bytes) + raw(f["root"])
    fixed += u64(f["n"]) + u64(f["k"])
    if f["mode"] == "OPERATOR_COMMIT":
        return sha(fixed, lp(b"operator"), raw(f["operator"]["secret"]))
    b = f["beacon"]
    told = raw(b["chain"]["hash"]) + u64(b["round"]) + raw(b["randomness"])
    return sha(fixed, lp(b"beacon"), told)


def round_is_signed(number, signature):
    """The pairing equation, by another library than ours."""
    try:
        point = pyblst.BlstP1Element().uncompress(raw(signature))
        key = pyblst.BlstP2Element().uncompress(raw(QUICKNET["key"]))
        if point == pyblst.BlstP1Element():
            return False
        domain = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
        message = pyblst.BlstP1Element().hash_to_group(sha(u64(number)), domain)
        one = pyblst.miller_loop(point, pyblst.BlstP2Element().uncompress(G2))
        return pyblst.final_verify(one, pyblst.miller_loop(message, key))
    except ValueError:
        return False


def signed(key, receipt, signature):
    try:
        Ed25519PublicKey.from_public_bytes(raw(key)).verify(raw(signature), written(receipt))
    except (InvalidSignature, ValueError):
        return False
    return True


def written(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


# What may stand where: a pattern for text, a least number, a list of one shape, an object.
HASH, COUNT = "[0-9a-f]{64}", 1
DRAW = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TICKET = "[0-9A-Za-z._:-]{1,64}"
KNOWN = {"draw": DRAW, "rules_hash": HASH}
FIXED = KNOWN | {"root": HASH, "scope": "TEAM|CAMPAIGN", "n": COUNT, "k": COUNT, "frozen_at": 0}
FIXED |= {"mode": "OPERATOR_COMMIT|PUBLIC_BEACON"}
LOCK = FIXED | {"format": "kaituan/lock-receipt/1", "first_reveal_at": 0}
LOCK |= {"chain_hash": (HASH,), "round": (COUNT,), "beacon_seen": (COUNT,), "sequence": (COUNT,)}
LOCK |= {"commitment": (HASH,), "previous_hash": (HASH,)}
ENTRY = {"no": COUNT, "serial": COUNT, "ticket": TICKET, "commitment": HASH}
PAID = KNOWN | {"format": "kaituan/entry-receipt/1", "pledge": HASH, "leaf": (HASH,)}
PAID |= {"serial": COUNT, "ticket": TICKET, "commitment": HASH, "paid_at": 0}
OPERATOR = {"sequence": COUNT, "commitment": HASH, "secret": (HASH,)}
CHAIN = {"hash": HASH, "period_seconds": COUNT, "genesis": 0, "key": "[0-9a-f]{192}"}
CHAIN |= {"scheme": "bls-unchained-g1-rfc9380"}
BEACON = {"chain": CHAIN, "round": COUNT, "signature": ("[0-9a-f]{96}",), "randomness": (HASH,)}
VOID = {"reason": "NO_RECEIPT|ROUND_UNAVAILABLE|REVEAL_OVERDUE", "voided_at": 0}


def of_receipt(shape):
    return {"receipt": shape, "signature": "[0-9a-f]{128}", "key_id": "[0-9a-f]{16}"}


FILE = FIXED | {"format": "kaituan/draw/1", "status": "PUBLISHED|VOID", "key": HASH}
FILE |= {"timetable": {"first_reveal_at": 0, "step_milliseconds": 0}, "seed": (HASH,)}
FILE |= {"operator": (OPERATOR,), "beacon": (BEACON,), "void": (VOID,), "lock": of_receipt(LOCK)}
FILE |= {"winners": [ENTRY | {"prize": COUNT, "proof": [HASH]}]}


def fits(value, shape):
    if isinstance(shape, tuple):
        return value is None or fits(value, shape[0])
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, int):
        return type(value) is int and shape <= value <= MOST
    if isinstance(shape, list):
        short = isinstance(value, list) and (shape != [HASH] or len(value) <= 53)
        return short and all(fits(item, shape[0]) for item in value)
    same = isinstance(value, dict) and value.keys() == shape.keys()
    return same and all(fits(value[name], inner) for name, inner in shape.items())
