"""The shared vectors are what the rules say, and what the document says."""

import json
import re

import pytest

from rules.draws.encoding import canonical
from rules.draws.findings import Wrong
from rules.draws.verification import verify
from rules.particulars import DrawMode
from tests.architecture.sources import ROOT
from tests.draws import naive_points, naive_verifier, vectors
from tests.draws.folding import blocks
from tests.draws.samples import CAMPAIGN, TEAM, made
from tests.draws.tampering import Published

TOLD = json.loads(vectors.PATH.read_text())
PAGE = (ROOT / "docs" / "draws.md").read_text()


def test_the_file_is_what_the_rules_make():
    assert vectors.PATH.read_text() == vectors.text()


def test_leaves_trees_and_proofs_by_the_document():
    for entry in TOLD["leaves"]:
        assert naive_verifier.leaf(entry).hex() == entry["leaf"]
    for tree in TOLD["trees"]:
        leaves = [bytes.fromhex(leaf) for leaf in tree["leaves"]]
        root = naive_verifier.root(leaves)
        assert root.hex() == tree["root"]
        for no, (leaf, proof) in enumerate(zip(leaves, tree["proofs"], strict=True), 1):
            path = [bytes.fromhex(p) for p in proof]
            assert naive_verifier.proof_holds(leaf, no, tree["n"], path, root)


def test_seeds_by_the_document():
    for told in TOLD["seeds"]:
        chain = {"hash": told.get("chain_hash")}
        beacon = {"chain": chain, "round": told.get("round"), "randomness": told.get("randomness")}
        file = told | {"operator": {"secret": told.get("secret")}, "beacon": beacon}
        assert naive_verifier.seed_of(file).hex() == told["seed"]


def test_selections_by_the_document():
    met = 0
    for told in TOLD["selections"]:
        seed = bytes.fromhex(told["seed"])
        words = [f"{naive_verifier.word(seed, i):016x}" for i in range(3)]
        assert words == told["words"]
        # The list of the document is not for more entries than fit into memory.
        if told["n"] <= 10**6:
            met += 1
            assert naive_verifier.selected(seed, told["n"], told["k"]) == told["winners"]
    assert met >= 20


def test_one_selection_throws_its_first_word_away():
    [told] = [told for told in TOLD["selections"] if told["n"] == vectors.OFTEN_REJECTING]
    first, second = (int(word, 16) for word in told["words"][:2])
    n = told["n"]
    assert first >= 2**64 - 2**64 % n
    assert second < 2**64 - 2**64 % n
    assert told["winners"][0] == second % n + 1


@pytest.mark.parametrize("file", TOLD["files"], ids=lambda file: file["name"])
def test_whole_files_by_both(file):
    header = file["header"].encode()
    entries, receipts = (
        file[name].encode().splitlines(keepends=True) for name in ("entries", "receipts")
    )
    ours = verify(header, entries=entries, receipts=receipts)
    assert [str(finding.code) for finding in ours.findings] == file["findings"]
    assert naive_points.verify(header, entries, receipts) == set(file["findings"])


@pytest.mark.parametrize(("name", "sample"), [("team", TEAM), ("campaign", CAMPAIGN)])
def test_the_document_shows_them(name, sample):
    shown = blocks(PAGE)
    files = Published.of(sample).files()
    assert shown[name, "header"] == files["header"]
    assert shown[name, "entries"] == files["entries"]
    assert shown[name, "receipt"] == canonical(sample.receipts()[0])
    entries = shown[name, "entries"].splitlines(keepends=True)
    receipts = [shown[name, "receipt"] + b"\n"]
    assert verify(shown[name, "header"], entries=entries, receipts=receipts).findings == ()
    assert naive_points.verify(shown[name, "header"], entries, receipts) == set()


def test_the_document_says_how_its_vectors_are_made():
    entry = json.loads(blocks(PAGE)["team", "entries"].splitlines()[0])
    salt, person = made("team draw salt 1", 16), b"person-1"
    commitment = naive_verifier.sha(naive_verifier.lp(salt), naive_verifier.lp(person))
    assert commitment.hex() == entry["commitment"]
    header = json.loads(blocks(PAGE)["team", "header"])
    assert header["operator"]["secret"] == made("team draw secret").hex()


def test_the_document_names_every_finding_and_no_other():
    _, _, points = PAGE.partition("## To verify")
    points = points.partition("## Who could cheat how")[0]
    named = set(re.findall(r"`((?:[A-Z]+_)+[A-Z]+)[`:]", points)) - {str(mode) for mode in DrawMode}
    assert named == set(Wrong)
