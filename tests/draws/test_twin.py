"""Python and TypeScript say the same of every draw, to the byte."""

import json
import re
from collections import Counter

import pytest

from app.beacon.keys import LocalKey
from rules import beacons, signatures
from rules.draws import encoding, files, selection
from rules.draws.published import Trust
from rules.draws.verification import verify
from tests.beacons.vectors import (
    INFINITY,
    KEY_INFINITY,
    RANDOMNESS,
    SIGNATURES,
    flipped,
    forged_signature,
    signature_of,
)
from tests.draws.asking import Asking
from tests.draws.samples import CAMPAIGN, TEAM
from tests.draws.tampering import tampered
from tests.draws.twin import answers, in_a_shell
from tests.draws.vectors import PATH

CASES = 10_000
# Whichever way a file cannot be read at all: the words of two parsers of JSON differ there.
ILLEGIBLE = {"FILE_UNREADABLE", "FILE_SHAPE_WRONG", "FILE_NOT_CANONICAL"}


def test_ten_thousand_random_cases():
    asking = Asking(20_260_101)
    kinds = {
        "select": 58,
        "leaf": 10,
        "tree": 8,
        "proof": 10,
        "seed": 4,
        "round": 5,
        "canonical": 4,
    }
    while len(asking.questions) < CASES:
        if asking.rejected < len(asking.questions) // 200:
            asking.select_rejecting()
        getattr(asking, asking.chance.choices(list(kinds), kinds.values())[0])()
    assert answers(asking.questions) == asking.expected
    counts = Counter(question["ask"] for question in asking.questions)
    assert counts.keys() == {*kinds, "operator", "beacon"} - {"seed"}
    assert min(counts.values()) >= 250
    assert asking.rejected >= 45


def test_a_thousand_of_a_million_and_all_of_a_hundred_thousand():
    told = [(bytes(32), 10**6, 1_000), (b"\1" * 32, 10**5, 10**5)]
    found = answers([{"ask": "select", "seed": s.hex(), "n": n, "k": k} for s, n, k in told])
    assert found == [selection.select(s, n=n, k=k) for s, n, k in told]
    assert sorted(found[1]) == list(range(1, 10**5 + 1))


def asked_of(told, trust=None):
    files = {name: None if text is None else text.hex() for name, text in told.items()}
    return {"ask": "verify", "trust": trust or {}, **files}


def codes_of(told, **trust):
    beside = {
        name: None if told[name] is None else told[name].splitlines(keepends=True)
        for name in ("entries", "receipts")
    }
    verdict = verify(told["header"], **beside, trust=Trust(**trust))
    return [str(finding.code) for finding in verdict.findings]


def legible(codes):
    return ["ILLEGIBLE" if code in ILLEGIBLE else code for code in codes]


def test_whole_files_valid_and_tampered(full):
    """Every finding by its name, in the same order, of hundreds of tampered draws in both modes."""
    changed = list(tampered())
    by_field = [case for case in changed if case.name.startswith(("another ", "no ", "without "))]
    named = [case for case in changed if case not in by_field]
    wholes = [
        {name: told[name].encode() for name in ("header", "entries", "receipts")}
        for told in json.loads(PATH.read_text())["files"]
    ]
    cases = [
        {"header": case.header, "entries": case.entries, "receipts": case.receipts}
        for case in named + by_field[:: 1 if full else 6]
    ]
    cases += wholes
    cases += [{**whole, "entries": None} for whole in wholes]
    cases += [{**whole, "receipts": None} for whole in wholes]
    found = answers([asked_of(told) for told in cases])
    expected = [codes_of(told) for told in cases]
    assert [legible(codes) for codes in found] == [legible(codes) for codes in expected]
    assert sum(map(bool, expected)) >= 200
    assert len({code for codes in expected for code in codes}) >= 38


def test_what_whoever_verifies_believes_counts_alike():
    team, campaign = (
        {"header": encoding.canonical(sample.header()), "entries": None, "receipts": None}
        for sample in (TEAM, CAMPAIGN)
    )
    other = signature_of(657413)
    trusts = [
        (team, {"public_key": TEAM.public_key}, {"publicKey": TEAM.public_key.hex()}),
        (team, {"public_key": bytes(32)}, {"publicKey": bytes(32).hex()}),
        (campaign, {"chains": ()}, {"chains": []}),
        (campaign, {"round_signature": other}, {"roundSignature": other.hex()}),
    ]
    found = answers([asked_of(told, theirs) for told, _, theirs in trusts])
    assert found == [codes_of(told, **ours) for told, ours, _ in trusts]
    assert found[0] == []
    assert all(found[1:])


@pytest.mark.parametrize("place", [0, 1, 3])
def test_the_browsers_side_has_a_command_line(place, tmp_path):
    told = json.loads(PATH.read_text())["files"][place]
    for name in ("header", "entries", "receipts"):
        (tmp_path / name).write_text(told[name])
    beside = ["--entries", tmp_path / "entries", "--receipts", tmp_path / "receipts"]
    code, said = in_a_shell(tmp_path / "header", *beside)
    assert code == bool(told["findings"])
    assert re.findall(r"^✗ (\w+)", said, re.MULTILINE) == told["findings"]
    assert len(re.findall(r"^✓ ", said, re.MULTILINE)) == (0 if told["findings"] else 7)
    (tmp_path / "entries").write_text(told["entries"][:-1])
    code, said = in_a_shell(tmp_path / "header", *beside[:2])
    assert (code, "ENTRIES_UNREADABLE" in said) == (1, True)
    assert in_a_shell()[0] == in_a_shell(tmp_path / "nothing")[0] == 2


def test_the_command_line_trusts_a_chain_that_is_named(tmp_path):
    told = json.loads(PATH.read_text())["files"][1]
    header, info = tmp_path / "header", tmp_path / "info"
    key = LocalKey.of(b"another chain")
    plain = json.loads(told["header"])
    plain["beacon"]["chain"] = files.plain_chain(key.chain)
    header.write_bytes(encoding.canonical(plain))
    info.write_text(json.dumps(key.info()))
    assert "CHAIN_UNKNOWN" in in_a_shell(header)[1]
    said = in_a_shell(header, "--chain", info)[1]
    assert "CHAIN_UNKNOWN" not in said
    assert "BEACON_INVALID" in said


def odd_signatures():
    """Keys and signatures on which programs are known to differ, and plain flips."""
    seed, message = bytes(range(32)), b"a receipt"
    public, whole = signatures.public_key_of(seed), signatures.sign(seed, message)
    yield public, message, whole
    for bit in range(0, 512, 3):
        yield public, message, flipped(whole, bit)
    for bit in range(256):
        yield flipped(public, bit), message, whole
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(whole[32:], "little") + order
    yield public, message, whole[:32] + larger.to_bytes(32, "little")
    # Keys of small order, also written past the prime: the neutral point signs with any of these.
    neutral = (1).to_bytes(32, "little")
    for second in [*signatures.WEAK, signatures.PRIME, signatures.PRIME + 1, 2**255 - 1]:
        for sign in (0, 1 << 255):
            weak = (second | sign).to_bytes(32, "little")
            for told in (neutral, weak):
                yield weak, message, told + bytes(32)
                yield public, message, told + whole[32:]


def test_odd_signatures_are_taken_or_refused_alike():
    told = list(odd_signatures())
    names = ("key", "message", "signature")
    found = answers(
        [
            {"ask": "signature"} | {n: b.hex() for n, b in zip(names, each, strict=True)}
            for each in told
        ]
    )
    assert found == [signatures.verify(*each) for each in told]
    assert found.count(True) == 1


def test_rounds_of_a_beacon_are_checked_alike():
    """Every flipped bit once more, infinity, another round, and a key that is none."""
    chain = {
        "hash": beacons.QUICKNET.hash.hex(),
        "period_seconds": beacons.QUICKNET.period_seconds,
        "genesis": beacons.QUICKNET.genesis,
        "key": beacons.QUICKNET.key.hex(),
        "scheme": beacons.QUICKNET.scheme,
    }
    whole = signature_of(1000)
    right = [(chain, number, signature_of(number)) for number in SIGNATURES]
    wrong = [(chain, 1000, flipped(whole, bit)) for bit in range(384)]
    wrong += [(chain, number, whole) for number in (1, 999, 1001, 2**53 - 1)]
    wrong += [(chain, 1000, text) for text in (INFINITY, b"", whole[:-1], whole + b"\0")]
    # A point of order three added: the equation holds, and the randomness would be another.
    wrong.append((chain, 1000, forged_signature()))
    for key in (KEY_INFINITY, beacons.QUICKNET.key[:48], flipped(beacons.QUICKNET.key, 767)):
        wrong.append(({**chain, "key": key.hex()}, 1000, INFINITY))
        wrong.append(({**chain, "key": key.hex()}, 1000, whole))
    asked = [
        {"ask": "round_signed", "chain": chain, "round": number, "signature": text.hex()}
        for chain, number, text in right + wrong
    ]
    assert answers(asked) == [*RANDOMNESS.values(), *[None] * len(wrong)]
