"""Draws made up from labels: the same for everybody, so that others can be checked against them."""

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from rules import beacons, signatures
from rules.draws import files, seeds, selection, timetable, trees
from rules.draws.encoding import canonical, commitment_of
from rules.draws.receipts import (
    Announced,
    Entry,
    LockReceipt,
    receipt_at_payment,
    signed,
    signed_bytes,
)
from rules.particulars import DrawMode, DrawScope

ROUND = 1000
ROUND_SIGNATURE = bytes.fromhex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)
RANDOMNESS = bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")
# Round 1000 is in force 30 seconds after this second.
FROZEN_AT = 1_692_806_335
COUNTDOWN_SECONDS = 60


def made(label, size=32):
    """Bytes that anybody can make from a label."""
    return sha256(b"kaituan test vector: " + label.encode()).digest()[:size]


def entry(no, serial=None, draw="draw"):
    serial = serial or no
    person = f"person-{serial}"
    salt = made(f"{draw} salt {serial}", 16)
    ticket = f"T{serial:05}"
    commitment = commitment_of(salt=salt, person=person)
    return Entry(no=no, serial=serial, ticket=ticket, commitment=commitment)


def winners_among(entries, numbers):
    """The winners with their proofs."""
    by_no = {each.no: each for each in entries}
    leaves = (each.leaf for each in by_no.values())
    proofs = trees.proofs_of(leaves, [no - 1 for no in numbers])
    return [
        files.Winner(prize=prize, entry=by_no[no], proof=proofs[no - 1])
        for prize, no in enumerate(numbers, 1)
    ]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A draw from its entries to its file, with the key of whoever runs it."""

    mode: DrawMode
    scope: DrawScope
    serials: tuple[int, ...]
    k: int
    label: str = "draw"
    frozen_at: int = FROZEN_AT
    secret_label: str = "secret"
    own: tuple[Entry, ...] = ()
    key_seed: bytes = field(default_factory=lambda: made("signing key"))

    @property
    def draw(self):
        return UUID(bytes=made(self.label, 16), version=4)

    @property
    def secret(self):
        return made(f"{self.label} {self.secret_label}")

    @property
    def public_key(self):
        return signatures.public_key_of(self.key_seed)

    def entries(self):
        return list(self.own) or [
            entry(no, serial, self.label) for no, serial in enumerate(self.serials, 1)
        ]

    def lock_receipt(self):
        entries = self.entries()
        beacon = self.mode is DrawMode.PUBLIC_BEACON
        first = timetable.first_reveal_after_freeze(
            self.frozen_at, countdown_seconds=COUNTDOWN_SECONDS
        )
        if beacon:
            round_at = beacons.time_of(beacons.QUICKNET, ROUND)
            first = timetable.first_reveal_after_round(round_at)
        return LockReceipt(
            draw=self.draw,
            scope=self.scope,
            mode=self.mode,
            rules_hash=made("campaign rules"),
            root=trees.root_of(entry.leaf for entry in entries),
            n=len(entries),
            k=self.k,
            frozen_at=self.frozen_at,
            first_reveal_at=first,
            chain_hash=beacons.QUICKNET.hash if beacon else None,
            round_number=ROUND if beacon else None,
            beacon_seen=ROUND - 11 if beacon else None,
            sequence=None if beacon else 17,
            commitment=None if beacon else seeds.secret_commitment(self.secret),
            previous_hash=made("lock receipt before"),
        )

    def lock(self):
        receipt = self.lock_receipt()
        signature = signatures.sign(self.key_seed, signed_bytes(receipt))
        return files.Lock(receipt=receipt, public_key=self.public_key, signature=signature)

    def seed(self):
        frozen = self.lock().frozen
        if self.mode is DrawMode.OPERATOR_COMMIT:
            return seeds.operator_seed(frozen, secret=self.secret)
        return seeds.beacon_seed(
            frozen,
            chain_hash=beacons.QUICKNET.hash,
            round_number=ROUND,
            randomness=RANDOMNESS,
        )

    def winners(self):
        numbers = selection.select(self.seed(), n=len(self.entries()), k=self.k)
        return winners_among(self.entries(), numbers)

    def header(self):
        if self.mode is DrawMode.OPERATOR_COMMIT:
            return files.published_by_operator(
                self.lock(), secret=self.secret, winners=self.winners()
            )
        return files.published_by_beacon(
            self.lock(),
            chain=beacons.QUICKNET,
            signature=ROUND_SIGNATURE,
            winners=self.winners(),
        )

    def void(self, reason, *, voided_at, **known):
        chain = beacons.QUICKNET if self.mode is DrawMode.PUBLIC_BEACON else None
        return files.voided(self.lock(), reason=reason, voided_at=voided_at, chain=chain, **known)

    def announced(self):
        lock = self.lock_receipt()
        return Announced(
            draw=self.draw,
            scope=self.scope,
            rules_hash=lock.rules_hash,
            pledge=lock.commitment or lock.chain_hash,
        )

    def entry_receipt(self, entry):
        return receipt_at_payment(
            self.announced(),
            serial=entry.serial,
            ticket=entry.ticket,
            commitment=entry.commitment,
            paid_at=self.frozen_at - 1_000 + min(entry.serial, 1_000),
        )

    def signed(self, plain):
        """A receipt, given as it stands in JSON, under this draw's key."""
        return signed_plain(plain, self.key_seed)

    def receipts(self):
        """What the payers and a watcher kept."""
        kept = [self.entry_receipt(entry) for entry in self.entries()]
        return [self.signed(receipt.plain()) for receipt in [*kept, self.lock_receipt()]]


def signed_plain(plain, key_seed):
    signature = signatures.sign(key_seed, canonical(plain))
    key_id = signatures.key_id(signatures.public_key_of(key_seed))
    return signed(plain, signature=signature, key_id=key_id)


TEAM = Sample(
    mode=DrawMode.OPERATOR_COMMIT,
    scope=DrawScope.TEAM,
    serials=(1, 2, 3, 4, 5),
    k=2,
    label="team draw",
)
# Serials 3, 4, 8 and 9 were paid in teams that did not form.
CAMPAIGN = Sample(
    mode=DrawMode.PUBLIC_BEACON,
    scope=DrawScope.CAMPAIGN,
    serials=(1, 2, 5, 6, 7, 10, 11),
    k=3,
    label="campaign draw",
)
