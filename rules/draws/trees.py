"""How many entries become one hash, and how one of them is shown to be below it.

The tree of RFC 6962, section 2.1: a node over more than one leaf splits them at the largest
power of two that is smaller than their number. Leaves begin with 0x00 and nodes with 0x01, so
that neither can be shown as the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rules.draws.encoding import lp, sha256, u64be


def leaf(*, no: int, ticket: str, commitment: bytes) -> bytes:
    """Return the hash of one entry, as it stands at the bottom of the tree."""
    return sha256(b"\x00" + u64be(no) + lp(ticket.encode("ascii")) + lp(commitment))


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash over two others."""
    return sha256(b"\x01" + left + right)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The beginning of a tree: how many leaves, and a hash for each 1 in that number's bits.

    A million leaves leave 20 hashes at the most, and it may be stored after any
    leaf and continued later.
    """

    n: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.peaks) == self.n.bit_count(), "a peak for each perfect tree"

    def grown(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier after some more leaves."""
        n, peaks = self.n, list(self.peaks)
        for hash_ in leaves:
            top, size = hash_, n
            while size & 1:
                top, size = node(peaks.pop(), top), size >> 1
            peaks.append(top)
            n += 1
        return Frontier(n, tuple(peaks))

    @property
    def root(self) -> bytes:
        """Return the hash over all leaves so far."""
        assert self.n, "a tree has a leaf"
        top = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            top = node(peak, top)
        return top


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves that are seen once, in memory for their number's bits."""
    return Frontier().grown(leaves).root


@dataclass(slots=True)
class _Perfect:
    """A finished tree of 2^height leaves, with the paths so far of those wanted below it."""

    height: int
    top: bytes
    wanted: list[int]


@dataclass(slots=True)
class ProofPass:
    """Proofs for some leaves, gathered while all of them go by once.

    ``wanted`` are positions from 0. It holds a path for each of these, and
    otherwise no more than a frontier.
    """

    wanted: frozenset[int]
    n: int = 0
    _paths: dict[int, list[bytes]] = field(default_factory=dict[int, list[bytes]])
    _stack: list[_Perfect] = field(default_factory=list[_Perfect])

    def feed(self, leaves: Iterable[bytes]) -> None:
        """Let some more leaves go by."""
        for hash_ in leaves:
            found = [self.n] if self.n in self.wanted else []
            self._paths.update((position, []) for position in found)
            top = _Perfect(0, hash_, found)
            while self._stack and self._stack[-1].height == top.height:
                top = self._joined(self._stack.pop(), top)
            self._stack.append(top)
            self.n += 1

    def proofs(self) -> dict[int, tuple[bytes, ...]]:
        """Return the path of each wanted leaf, from beside it to below the root."""
        self.root()
        assert len(self._paths) == len(self.wanted), "every wanted leaf went by"
        return {position: tuple(path) for position, path in self._paths.items()}

    def root(self) -> bytes:
        """Return the hash over all leaves; none may follow."""
        assert self._stack, "a tree has a leaf"
        while len(self._stack) > 1:
            right, left = self._stack.pop(), self._stack.pop()
            self._stack.append(self._joined(left, right))
        return self._stack[0].top

    def _joined(self, left: _Perfect, right: _Perfect) -> _Perfect:
        for position in left.wanted:
            self._paths[position].append(right.top)
        for position in right.wanted:
            self._paths[position].append(left.top)
        top = node(left.top, right.top)
        return _Perfect(left.height + 1, top, left.wanted + right.wanted)


def proofs_of(leaves: Iterable[bytes], wanted: Iterable[int]) -> dict[int, tuple[bytes, ...]]:
    """Return the proofs of the leaves at these positions, from 0, in one pass over all."""
    gathering = ProofPass(frozenset(wanted))
    gathering.feed(leaves)
    return gathering.proofs()


def block_roots(leaves: Iterable[bytes], *, size: int) -> Iterable[bytes]:
    """Return the root of each run of ``size`` leaves, a power of two; the last may be shorter.

    The root over these is the root over the leaves.
    """
    assert size.bit_count() == 1
    rest = iter(leaves)
    while block := list(islice(rest, size)):
        yield root_of(block)


def root_by_proof(leaf_hash: bytes, *, no: int, n: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to, or None if it is no path for entry ``no`` of ``n``.

    The path is that of RFC 9162, section 2.1.3.2.
    """
    if not 1 <= no <= n:
        return None
    here, last, top = no - 1, n - 1, leaf_hash
    for beside in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            top = node(beside, top)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            top = node(top, beside)
        here, last = here >> 1, last >> 1
    return top if last == 0 else None
