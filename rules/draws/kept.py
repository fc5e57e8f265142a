"""Whether receipts that others kept agree with what was published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules import signatures
from rules.draws.encoding import canonical, sha256
from rules.draws.findings import Finding, Wrong
from rules.draws.published import Published
from rules.draws.receipts import LOCK_FORMAT, Entry, is_signed
from rules.draws.shapes import read, signed_shape
from rules.draws.trees import leaf
from rules.particulars import DrawScope


@dataclass(slots=True)
class Kept:
    """Signed receipts as they are read, one a line; those that stood every test so far."""

    draw: Published
    entries: list[tuple[int, dict[str, Any]]] = field(
        default_factory=list[tuple[int, dict[str, Any]]]
    )
    locks: int = 0

    @property
    def serials(self) -> frozenset[int]:
        """Return the serials that somebody holds a receipt of."""
        return frozenset(receipt["serial"] for _, receipt in self.entries)

    def read(self, lines: Iterable[bytes]) -> Iterator[Finding]:
        """Yield what is wrong with receipts, seen beside the header alone."""
        for place, line in enumerate(lines, 1):
            try:
                told = read(line.removesuffix(b"\n"), signed_shape)
            except ValueError:
                yield Finding(Wrong.RECEIPT_UNREADABLE, f"receipt {place} is none")
                continue
            if not self._is_signed(told):
                sentence = f"receipt {place} was not signed by this key"
                yield Finding(Wrong.RECEIPT_SIGNATURE_WRONG, sentence)
            elif told["receipt"]["format"] == LOCK_FORMAT:
                yield from self._lock(place, told["receipt"])
            else:
                yield from self._entry(place, told["receipt"])

    def beside(self, entries: Mapping[int, Entry]) -> Iterator[Finding]:
        """Yield which receipts do not agree with the entries of their serials."""
        for place, receipt in self.entries:
            entry = entries.get(receipt["serial"])
            if entry is None:
                sentence = f"serial {receipt['serial']} of receipt {place} did not enter"
                if self.draw.plain["scope"] == DrawScope.CAMPAIGN:
                    sentence += ": right only if its team did not form and it was refunded"
                yield Finding(Wrong.RECEIPT_NOT_ENTERED, sentence)
            elif (entry.ticket, entry.commitment.hex()) != (
                receipt["ticket"],
                receipt["commitment"],
            ):
                sentence = f"serial {entry.serial} entered as somebody else than receipt {place}"
                yield Finding(Wrong.RECEIPT_DIFFERS, sentence)

    def _is_signed(self, told: Mapping[str, Any]) -> bool:
        key = self.draw.public_key
        signature = bytes.fromhex(told["signature"])
        return told["key_id"] == signatures.key_id(key) and is_signed(
            told["receipt"], signature=signature, public_key=key
        )

    def _lock(self, place: int, receipt: dict[str, Any]) -> Iterator[Finding]:
        ours = self.draw.receipt
        if receipt["draw"] == self.draw.plain["draw"]:
            if receipt != ours:
                sentence = f"receipt {place} locked this draw otherwise, under the same key"
                yield Finding(Wrong.LOCK_RECEIPT_DIFFERS, sentence)
            self.locks += 1
        # Whoever watched the draw before this one holds the receipt that this one names.
        elif sha256(canonical(receipt)).hex() != ours["previous_hash"]:
            yield Finding(Wrong.RECEIPT_OTHER_DRAW, f"receipt {place} locks another draw")

    def _entry(self, place: int, receipt: dict[str, Any]) -> Iterator[Finding]:
        plain = self.draw.plain
        if receipt["draw"] != plain["draw"]:
            yield Finding(Wrong.RECEIPT_OTHER_DRAW, f"receipt {place} is of another draw")
            return
        if receipt["paid_at"] > plain["frozen_at"]:
            yield Finding(Wrong.RECEIPT_LATE, f"receipt {place} was paid after the freeze")
        if receipt["rules_hash"] != plain["rules_hash"]:
            yield Finding(Wrong.RECEIPT_RULES_WRONG, f"receipt {place} is under other rules")
        pledged = self.draw.receipt["commitment"] or self.draw.receipt["chain_hash"]
        if receipt["pledge"] != pledged:
            sentence = f"receipt {place} was promised that the chance comes from elsewhere"
            yield Finding(Wrong.RECEIPT_PLEDGE_WRONG, sentence)
        if receipt["leaf"] != _leaf(receipt, team=plain["scope"] == DrawScope.TEAM):
            yield Finding(Wrong.RECEIPT_LEAF_WRONG, f"receipt {place} has another leaf")
        self.entries.append((place, receipt))


def _leaf(receipt: Mapping[str, Any], *, team: bool) -> str | None:
    if not team:
        return None
    commitment = bytes.fromhex(receipt["commitment"])
    return leaf(no=receipt["serial"], ticket=receipt["ticket"], commitment=commitment).hex()
