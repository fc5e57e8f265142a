"""What can be wrong with a published draw, each under a short name of its own."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """In which way what was published, or kept by others, does not hold."""

    FILE_UNREADABLE = "FILE_UNREADABLE"
    FILE_SHAPE_WRONG = "FILE_SHAPE_WRONG"
    FILE_NOT_CANONICAL = "FILE_NOT_CANONICAL"
    COUNTS_IMPOSSIBLE = "COUNTS_IMPOSSIBLE"
    PARTS_INCOHERENT = "PARTS_INCOHERENT"
    KEY_UNEXPECTED = "KEY_UNEXPECTED"
    KEY_ID_WRONG = "KEY_ID_WRONG"
    LOCK_SIGNATURE_WRONG = "LOCK_SIGNATURE_WRONG"
    LOCK_DIFFERS = "LOCK_DIFFERS"
    CHAIN_UNKNOWN = "CHAIN_UNKNOWN"
    ROUND_WRONG = "ROUND_WRONG"
    BEACON_SEEN_LATE = "BEACON_SEEN_LATE"
    BEACON_INVALID = "BEACON_INVALID"
    RANDOMNESS_WRONG = "RANDOMNESS_WRONG"
    GIVEN_SIGNATURE_INVALID = "GIVEN_SIGNATURE_INVALID"
    SECRET_WRONG = "SECRET_WRONG"  # noqa: S105 - a name, not a secret
    TIMETABLE_WRONG = "TIMETABLE_WRONG"
    SEED_WRONG = "SEED_WRONG"
    WINNERS_WRONG = "WINNERS_WRONG"
    SERIAL_WRONG = "SERIAL_WRONG"
    PROOF_WRONG = "PROOF_WRONG"
    VOID_REASON_WRONG = "VOID_REASON_WRONG"
    VOID_TOO_EARLY = "VOID_TOO_EARLY"
    VOID_ROUND_EXISTS = "VOID_ROUND_EXISTS"
    VOID_SECRET_EXISTS = "VOID_SECRET_EXISTS"  # noqa: S105 - as above
    ENTRIES_UNREADABLE = "ENTRIES_UNREADABLE"
    ENTRIES_NUMBERING = "ENTRIES_NUMBERING"
    ENTRIES_SERIAL = "ENTRIES_SERIAL"
    ENTRIES_TICKET_TWICE = "ENTRIES_TICKET_TWICE"
    ENTRIES_COUNT = "ENTRIES_COUNT"
    ROOT_WRONG = "ROOT_WRONG"
    WINNER_DIFFERS = "WINNER_DIFFERS"
    RECEIPT_UNREADABLE = "RECEIPT_UNREADABLE"
    RECEIPT_SIGNATURE_WRONG = "RECEIPT_SIGNATURE_WRONG"
    RECEIPT_OTHER_DRAW = "RECEIPT_OTHER_DRAW"
    RECEIPT_LEAF_WRONG = "RECEIPT_LEAF_WRONG"
    RECEIPT_PLEDGE_WRONG = "RECEIPT_PLEDGE_WRONG"
    RECEIPT_RULES_WRONG = "RECEIPT_RULES_WRONG"
    RECEIPT_LATE = "RECEIPT_LATE"
    RECEIPT_NOT_ENTERED = "RECEIPT_NOT_ENTERED"
    RECEIPT_DIFFERS = "RECEIPT_DIFFERS"
    LOCK_RECEIPT_DIFFERS = "LOCK_RECEIPT_DIFFERS"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: its short name, and a sentence that names the place."""

    code: Wrong
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found; what was proved if nothing was; and what no file can prove."""

    findings: tuple[Finding, ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...]
