import tracemalloc
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.draws.encoding import u64be
from rules.draws.trees import (
    Frontier,
    ProofPass,
    block_roots,
    leaf,
    node,
    proofs_of,
    root_by_proof,
    root_of,
)

numbers = st.integers(1, 300)


def leaves(n):
    return (sha256(u64be(i)).digest() for i in range(n))


def naive_root(hashes):
    """RFC 6962, section 2.1, as it is written there."""
    n = len(hashes)
    if n == 1:
        return hashes[0]
    k = 1 << (n - 1).bit_length() - 1
    left, right = naive_root(hashes[:k]), naive_root(hashes[k:])
    return sha256(b"\x01" + left + right).digest()


def naive_path(m, hashes):
    """RFC 6962, section 2.1.1."""
    n = len(hashes)
    if n == 1:
        return []
    k = 1 << (n - 1).bit_length() - 1
    if m < k:
        return [*naive_path(m, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_path(m - k, hashes[k:]), naive_root(hashes[:k])]


@given(numbers)
def test_a_root_is_that_of_the_rfc(n):
    assert root_of(leaves(n)) == naive_root(list(leaves(n)))


@given(st.data(), numbers)
def test_a_frontier_may_be_stored_after_any_leaf(data, n):
    cut = data.draw(st.integers(0, n))
    all_of_them = list(leaves(n))
    begun = Frontier().grown(all_of_them[:cut])
    again = Frontier(begun.n, begun.peaks)
    assert again.grown(all_of_them[cut:]).root == root_of(all_of_them)
    assert len(begun.peaks) <= cut.bit_length()


@given(st.data(), numbers)
def test_proofs_are_those_of_the_rfc_and_lead_to_the_root(data, n):
    wanted = data.draw(st.sets(st.integers(0, n - 1), max_size=20))
    all_of_them = list(leaves(n))
    proofs = proofs_of(iter(all_of_them), wanted)
    assert proofs.keys() == wanted
    for position, proof in proofs.items():
        assert list(proof) == naive_path(position, all_of_them)
        top = root_by_proof(all_of_them[position], no=position + 1, n=n, proof=proof)
        assert top == root_of(all_of_them)


@given(st.data(), numbers)
def test_a_proof_shows_one_place_in_one_tree(data, n):
    position = data.draw(st.integers(0, n - 1))
    all_of_them = list(leaves(n))
    root = root_of(all_of_them)
    [proof] = proofs_of(all_of_them, [position]).values()

    def leads(hash_=all_of_them[position], no=position + 1, among=n, path=proof):
        return root_by_proof(hash_, no=no, n=among, proof=path) == root

    assert leads()
    assert not leads(hash_=sha256(b"another").digest())
    assert not leads(path=(*proof, root))
    assert not leads(no=0)
    assert not leads(no=n + 1)
    for short in range(len(proof)):
        assert not leads(path=proof[:short])
    assert not any(leads(no=other) for other in range(1, n + 1) if other != position + 1)


@given(st.data(), st.integers(1, 200), st.sampled_from([1, 2, 4, 16, 64]))
def test_a_proof_by_blocks_is_the_proof(data, n, size):
    position = data.draw(st.integers(0, n - 1))
    all_of_them = list(leaves(n))
    roots = list(block_roots(all_of_them, size=size))
    assert root_of(roots) == root_of(all_of_them)
    home = position // size
    block = all_of_them[home * size : (home + 1) * size]
    [proof] = proofs_of(all_of_them, [position]).values()
    inside = position % size
    below, above = proofs_of(block, [inside]), proofs_of(roots, [home])
    assert below[inside] + above[home] == proof


def test_leaf_and_node_by_hand():
    left, right = leaves(2)
    told = b"\x00" + b"\x00" * 7 + b"\x09" + b"\x00\x00\x00\x02T9" + b"\x00\x00\x00\x20" + left
    assert leaf(no=9, ticket="T9", commitment=left) == sha256(told).digest()
    assert node(left, right) == sha256(b"\x01" + left + right).digest()


def test_fields_do_not_run_together():
    assert leaf(no=1, ticket="AB", commitment=b"C") != leaf(no=1, ticket="A", commitment=b"BC")


def test_nothing_has_no_root():
    with pytest.raises(AssertionError, match="a tree has a leaf"):
        root_of([])
    with pytest.raises(AssertionError, match="every wanted leaf went by"):
        proofs_of(leaves(3), [3])


def peak_bytes(run):
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_for_what_is_wanted_and_not_for_what_goes_by():
    def gather(n):
        gathering = ProofPass(frozenset(range(0, n, n // 10)))
        gathering.feed(leaves(n))
        assert len(gathering.proofs()) == 10

    small, large = peak_bytes(lambda: gather(1_000)), peak_bytes(lambda: gather(32_000))
    assert large < 64_000
    assert large < 3 * small
    assert peak_bytes(lambda: root_of(leaves(32_000))) < 16_000
    # The control: a list of the leaves.
    assert peak_bytes(lambda: list(leaves(32_000))) > 1_000_000
