"""What anybody can do to entries and receipts on their way: they have no key."""

from tests.draws.tampering import CAMPAIGN, TEAM, change


def _lines(it):
    return it.files()["entries"].splitlines(keepends=True)


@change("ENTRIES_UNREADABLE")
def lines_of_windows(it):
    it.raw["entries"] = it.files()["entries"].replace(b"\n", b"\r\n")


@change("ENTRIES_UNREADABLE")
def no_end_of_the_last_line(it):
    it.raw["entries"] = it.files()["entries"][:-1]


@change("ENTRIES_UNREADABLE")
def a_blank_line(it):
    it.raw["entries"] = it.files()["entries"] + b"\n"


@change("ENTRIES_UNREADABLE")
def a_line_with_blanks(it):
    it.raw["entries"] = it.files()["entries"].replace(b",", b", ", 1)


@change("ENTRIES_UNREADABLE")
def a_line_with_more(it):
    it.entries[0]["person"] = "person-1"


@change("ENTRIES_UNREADABLE")
def a_line_with_less(it):
    del it.entries[0]["serial"]


@change("ENTRIES_UNREADABLE")
def a_line_without_end(it):
    it.raw["entries"] = b"9" * 100_000


@change("ENTRIES_UNREADABLE")
def a_serial_from_zero(it):
    it.entries[0]["serial"] = 0


@change("ENTRIES_UNREADABLE")
def a_serial_of_sixteen_digits(it):
    it.entries[-1]["serial"] = 10**15


@change("ENTRIES_SERIAL", "WINNER_DIFFERS", "RECEIPT_NOT_ENTERED")
def a_serial_of_fifteen_digits(it):
    it.entries[-1]["serial"] = 10**15 - 1


@change("ENTRIES_UNREADABLE")
def a_ticket_that_is_none(it):
    it.entries[0]["ticket"] = "团"


@change("ENTRIES_NUMBERING")
def two_lines_swapped(it):
    one, other, *rest = _lines(it)
    it.raw["entries"] = b"".join([other, one, *rest])


@change("ENTRIES_NUMBERING")
def a_line_twice(it):
    one, *rest = _lines(it)
    it.raw["entries"] = b"".join([one, one, *rest])


@change("ENTRIES_NUMBERING")
def the_first_line_gone(it):
    it.entries.pop(0)


@change("ENTRIES_COUNT")
def the_last_line_gone(it):
    it.entries.pop()


@change("ENTRIES_COUNT")
def all_lines_gone(it):
    it.entries.clear()


@change("ENTRIES_COUNT")
def a_line_more(it):
    last = it.entries[-1]
    more = {"no": last["no"] + 1, "serial": last["serial"] + 1, "ticket": "T90000"}
    it.entries.append(last | more)


@change("ROOT_WRONG")
def a_line_of_somebody_else(it):
    it.entries[-1]["commitment"] = "0" * 64


@change("ROOT_WRONG")
def a_ticket_of_somebody_else(it):
    it.entries[0]["ticket"] = "T90000"


@change("ENTRIES_TICKET_TWICE")
def a_ticket_twice(it):
    it.entries[0]["ticket"] = it.entries[1]["ticket"]


@change("ENTRIES_SERIAL")
def a_serial_twice(it):
    it.entries[1]["serial"] = it.entries[0]["serial"]


@change("ENTRIES_SERIAL", of=(TEAM,))
def a_serial_left_out_in_a_team(it):
    it.entries[-1]["serial"] += 1


@change("WINNER_DIFFERS", "RECEIPT_NOT_ENTERED", of=(CAMPAIGN,))
def a_later_serial(it):
    it.entries[-1]["serial"] += 1


@change("RECEIPT_UNREADABLE")
def a_receipt_that_is_none(it):
    it.raw["receipts"] = b"{}\n"


@change("RECEIPT_UNREADABLE")
def a_receipt_with_more(it):
    it.receipts[0]["remark"] = ""


@change("RECEIPT_UNREADABLE")
def a_receipt_of_another_format(it):
    it.receipts[0]["receipt"]["format"] = "kaituan/entry-receipt/2"


@change("RECEIPT_SIGNATURE_WRONG")
def a_receipt_signed_by_nobody(it):
    it.receipts[0]["signature"] = "0" * 128


@change("RECEIPT_SIGNATURE_WRONG")
def a_receipt_with_the_signature_of_another(it):
    it.receipts[0]["signature"] = it.receipts[1]["signature"]


@change("RECEIPT_SIGNATURE_WRONG")
def a_receipt_under_another_key_id(it):
    it.receipts[0]["key_id"] = "0" * 16


@change("RECEIPT_SIGNATURE_WRONG")
def a_receipt_with_another_serial(it):
    it.receipts[0]["receipt"]["serial"] += 1


@change("RECEIPT_SIGNATURE_WRONG")
def a_receipt_with_another_ticket(it):
    it.receipts[0]["receipt"]["ticket"] = "T90000"


@change("RECEIPT_SIGNATURE_WRONG")
def a_lock_receipt_with_another_root(it):
    it.receipts[-1]["receipt"]["root"] = "0" * 64
