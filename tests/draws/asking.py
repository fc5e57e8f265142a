"""Random questions about draws, with the answers that Python gives."""

import random
from uuid import UUID

from rules import beacons
from rules.draws import encoding, seeds, selection, trees
from tests.draws.vectors import OFTEN_REJECTING

EDGES = sorted(
    {2**power + step for power in (1, 2, 5, 8, 16, 20, 31, 32, 48, 53) for step in (-1, 0, 1)}
    - {2**53, 2**53 + 1}
)


class Asking:
    """Questions with the answers of this side, drawn by one seed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - the same cases every time
        self.questions, self.expected = [], []
        self.rejected = 0

    def bytes(self, size=32):
        return self.chance.randbytes(size)

    def put(self, expected, ask, **asked):
        self.questions.append({"ask": ask, **asked})
        self.expected.append(expected)

    def select(self):
        """Mostly few of many, whose number is often just beside a power of two."""
        kind = self.chance.randrange(10)
        if kind < 4:
            n = self.chance.choice(EDGES)
        elif kind < 8:
            n = self.chance.randint(1, 10 ** self.chance.randint(1, 15))
        else:
            n = self.chance.randint(1, 60)
        k = n if n <= 60 and kind != 8 else self.chance.randint(1, min(n, 12))
        self._selected(self.bytes(), n, k)

    def select_rejecting(self):
        """A first word that lies in the last, incomplete run and is thrown away."""
        n = OFTEN_REJECTING + self.chance.randrange(10**6)
        seed = self.bytes()
        while next(selection.words(seed)) < 2**64 - 2**64 % n:
            seed = self.bytes()
        self.rejected += 1
        self._selected(seed, n, self.chance.randint(1, 5))

    def _selected(self, seed, n, k):
        self.put(selection.select(seed, n=n, k=k), "select", seed=seed.hex(), n=n, k=k)

    def leaf(self):
        no = self.chance.choice([self.chance.choice(EDGES), self.chance.randint(1, 10**6)])
        size = self.chance.randint(1, 64)
        ticket = "".join(self.chance.choices("0123456789ABCXYZabc._:-", k=size))
        commitment = self.bytes()
        made = trees.leaf(no=no, ticket=ticket, commitment=commitment)
        self.put(made.hex(), "leaf", no=no, ticket=ticket, commitment=commitment.hex())

    def tree(self):
        n = self.chance.choice([self.chance.randint(1, 70), self.chance.choice([1, 2, 31, 32, 33])])
        leaves = [self.bytes() for _ in range(n)]
        positions = sorted(self.chance.sample(range(n), min(n, 3)))
        proofs = trees.proofs_of(leaves, positions)
        told = [[beside.hex() for beside in proofs[position]] for position in positions]
        expected = {"root": trees.root_of(leaves).hex(), "proofs": told}
        self.put(expected, "tree", leaves=[each.hex() for each in leaves], positions=positions)

    def proof(self):
        """A path of any length for any entry, seldom one that leads anywhere."""
        n = self.chance.choice([self.chance.randint(1, 40), self.chance.choice(EDGES)])
        no = self.chance.randint(0, n + 1)
        path = [self.bytes() for _ in range(self.chance.randint(0, n.bit_length() + 1))]
        bottom = self.bytes()
        root = trees.root_by_proof(bottom, no=no, n=n, proof=path)
        told = {"no": no, "n": n, "proof": [beside.hex() for beside in path]}
        self.put(root and root.hex(), "proof", leaf=bottom.hex(), **told)

    def seed(self):
        n = self.chance.choice(EDGES)
        k = self.chance.randint(1, n)
        draw, root, secret = UUID(bytes=self.bytes(16)), self.bytes(), self.bytes()
        frozen = seeds.Frozen(draw=draw, root=root, n=n, k=k)
        told = {"draw": str(draw), "root": root.hex(), "n": n, "k": k}
        by_secret = seeds.operator_seed(frozen, secret=secret).hex()
        self.put(by_secret, "operator", frozen=told, secret=secret.hex())
        chain, number, chance = self.bytes(), self.chance.choice(EDGES), self.bytes()
        by_beacon = seeds.beacon_seed(
            frozen, chain_hash=chain, round_number=number, randomness=chance
        )
        rest = {"chain_hash": chain.hex(), "round": number, "randomness": chance.hex()}
        self.put(by_beacon.hex(), "beacon", frozen=told, **rest)

    def round(self):
        genesis, period = self.chance.randint(0, 2**33), self.chance.randint(1, 15)
        chain = beacons.Chain(bytes(32), period, genesis, bytes(96))
        frozen_at = max(genesis + self.chance.randint(-40, 10**6), 0)
        try:
            number = beacons.round_at(chain, frozen_at=frozen_at)
            expected = [number, beacons.time_of(chain, number)]
        except beacons.BeaconInvalid:
            expected = None
        told = {"genesis": genesis, "period_seconds": period}
        self.put(expected, "round", chain=told, frozen_at=frozen_at)

    def canonical(self):
        value = {self._word(): self._value(3) for _ in range(self.chance.randint(0, 5))}
        self.put(encoding.canonical(value).decode(), "canonical", value=value)

    def _value(self, depth):
        kind = self.chance.randrange(7 if depth else 5)
        if kind >= 5:
            inner = [self._value(depth - 1) for _ in range(self.chance.randint(0, 3))]
            return inner if kind == 5 else {self._word(): value for value in inner}
        plain = [None, True, self.chance.randint(-(2**53) + 1, 2**53 - 1), self._word(), 0]
        return plain[kind]

    def _word(self):
        letters = ["a", "Z", "0", '"', "\\", "/", "\n", "\x00", "\x7f", "é", "团", "\ue000", "😀"]
        return "".join(self.chance.choices(letters, k=self.chance.randint(0, 4)))
