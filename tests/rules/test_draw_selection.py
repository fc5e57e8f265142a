import itertools
import tracemalloc
from collections import Counter
from hashlib import md5, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.draws.selection import WORDS, below, select, shuffled, words

WORD = 256
seeds = st.binary(min_size=32, max_size=32)


def swapped(n, k, offset):
    """The list of the document: what is picked changes places with what was first."""
    numbers = list(range(1, n + 1))
    for j in range(k):
        at = j + offset(n - j)
        numbers[j], numbers[at] = numbers[at], numbers[j]
    return numbers[:k]


def removed(n, k, offset):
    """RFC 3797: what is picked leaves, and the rest closes up."""
    numbers = list(range(1, n + 1))
    return [numbers.pop(offset(n - j)) for j in range(k)]


def rfc_3797(key):
    """MD5 of key between a counter of two bytes on either side, as a number."""
    for i in itertools.count():
        counter = i.to_bytes(2, "big")
        yield int.from_bytes(md5(counter + key + counter).digest(), "big")  # noqa: S324 - the RFC's


def test_the_second_selection_reads_lists_as_rfc_3797_does():
    # Of another algorithm, but a published one: it shows that the plain selections above number
    # from 1, pick among what remains and list winners as they are picked. Ours is compared
    # with its sibling, which differs in one line.
    chance = rfc_3797(b"9319./2.5.8.10.12./9.18.26.34.41.45./")
    picked = removed(25, 10, lambda m: next(chance) % m)
    assert picked == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


@given(seeds, st.data())
def test_ours_is_the_plain_one(seed, data):
    n = data.draw(st.integers(1, 400))
    k = data.draw(st.integers(1, n))
    source = words(seed)
    assert select(seed, n=n, k=k) == swapped(n, k, lambda m: below(source, m))


@given(seeds, st.integers(1, 2**53 - 1), st.integers(1, 50))
def test_winners_are_different_entries_that_exist(seed, n, k):
    k = min(k, n)
    winners = select(seed, n=n, k=k)
    assert len(set(winners)) == k
    assert all(1 <= no <= n for no in winners)
    assert select(seed, n=n, k=max(1, k - 1)) == winners[: max(1, k - 1)]


def accepted(m):
    """How often each remainder comes of all words of 8 bits, and how many words are thrown away."""
    met, thrown = Counter(), 0
    for word in range(WORD):
        try:
            met[below(iter([word]), m, of=WORD)] += 1
        except StopIteration:
            thrown += 1
    return met, thrown


@pytest.mark.parametrize("m", range(1, WORD + 1))
def test_every_remainder_is_exactly_as_likely(m):
    met, thrown = accepted(m)
    assert set(met) == set(range(m))
    assert set(met.values()) == {WORD // m}
    assert thrown == WORD % m < m


def test_plain_modulo_is_not_uniform_wherever_it_could_fail():
    # The control: the test above must be able to fail.
    uneven = []
    for m in range(1, WORD + 1):
        met = Counter(word % m for word in range(WORD))
        if len(set(met.values())) > 1:
            uneven.append(m)
    assert uneven == [m for m in range(1, WORD + 1) if WORD % m]
    assert len(uneven) == 247


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_every_order_of_winners_is_exactly_as_likely(k):
    # 12 is divided by 4, 3, 2 and 1, so that no word is thrown away and all can be tried.
    met = Counter(
        tuple(shuffled(iter(told), n=4, k=k, of=12))
        for told in itertools.product(range(12), repeat=k)
    )
    orders = list(itertools.permutations(range(1, 5), k))
    assert set(met) == set(orders)
    assert set(met.values()) == {12**k // len(orders)}


def test_a_word_that_is_thrown_away_is_not_used_again():
    # 10 of 16 words make whole runs of 5: 12 and 15 are skipped, and the next is taken.
    assert shuffled(iter([15, 12, 7, 3]), n=5, k=2, of=16) == [3, 5]


def test_words_are_the_heads_of_macs():
    seed = sha256(b"seed").digest()
    first = list(itertools.islice(words(seed), 3))
    assert len(set(first)) == 3
    assert all(0 <= word < WORDS for word in first)
    assert first == list(itertools.islice(words(seed), 3))


@pytest.mark.parametrize(("n", "k"), [(0, 0), (3, 0), (3, 4)])
def test_a_draw_that_is_none(n, k):
    with pytest.raises(AssertionError):
        select(b"\x00" * 32, n=n, k=k)


def test_a_thousand_of_a_million_take_memory_for_a_thousand():
    seed = sha256(b"a million").digest()
    select(seed, n=10, k=2)
    tracemalloc.start()
    winners = select(seed, n=1_000_000, k=1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    numbers = list(range(1, 1_000_001))
    control = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(set(winners)) == 1_000
    assert peak < 300_000
    assert control > 8_000_000
    assert len(numbers) == 1_000_000
