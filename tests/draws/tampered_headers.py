"""What anybody can do to a header on its way: they have no key."""

from tests.draws.tampering import as_json, change


@change("FILE_NOT_CANONICAL")
def written_for_people(it):
    it.raw["header"] = as_json(it, indent=2)


@change("FILE_NOT_CANONICAL")
def with_blanks(it):
    it.raw["header"] = as_json(it)


@change("FILE_NOT_CANONICAL")
def with_an_end_of_line(it):
    it.raw["header"] = it.files()["header"] + b"\n"


@change("FILE_NOT_CANONICAL", "FILE_UNREADABLE")
def with_a_byte_order_mark(it):
    it.raw["header"] = b"\xef\xbb\xbf" + it.files()["header"]


@change("FILE_NOT_CANONICAL")
def a_field_twice(it):
    it.raw["header"] = b'{"k":1,' + it.files()["header"][1:]


@change("FILE_NOT_CANONICAL")
def names_in_another_order(it):
    whole = it.files()["header"]
    it.raw["header"] = b'{"winners":[],' + whole[1:]


@change("FILE_SHAPE_WRONG", "FILE_NOT_CANONICAL")
def a_number_with_a_point(it):
    it.raw["header"] = it.files()["header"].replace(b'"n":', b'"n":0.0e1,"was":', 1)


@change("FILE_NOT_CANONICAL")
def letters_escaped(it):
    it.raw["header"] = it.files()["header"].replace(b'"kaituan', b'"\\u006baituan', 1)


@change("FILE_SHAPE_WRONG")
def hashes_in_capitals(it):
    it.header["root"] = it.header["root"].upper()


@change("FILE_UNREADABLE")
def cut_off(it):
    it.raw["header"] = it.files()["header"][:-1]


@change("FILE_UNREADABLE")
def empty(it):
    it.raw["header"] = b""


@change("FILE_UNREADABLE")
def no_text(it):
    it.raw["header"] = b"\xff" + it.files()["header"]


@change("FILE_UNREADABLE", "FILE_SHAPE_WRONG")
def very_deep(it):
    it.raw["header"] = b"[" * 100_000 + b"]" * 100_000


@change("FILE_SHAPE_WRONG")
def a_list(it):
    it.raw["header"] = b"[" + it.files()["header"] + b"]"


@change("FILE_SHAPE_WRONG", "FILE_UNREADABLE")
def no_number(it):
    it.raw["header"] = as_json(it).replace(b'"n": ', b'"n": NaN, "was": ', 1)


@change("FILE_SHAPE_WRONG")
def a_number_as_text(it):
    it.header["n"] = str(it.header["n"])


@change("FILE_SHAPE_WRONG")
def a_truth_for_a_number(it):
    it.header["k"] = True


@change("FILE_SHAPE_WRONG")
def a_number_beyond_counting(it):
    it.header["frozen_at"] = 2**53


@change("FILE_SHAPE_WRONG")
def a_number_below_zero(it):
    it.header["timetable"]["first_reveal_at"] = -1


@change("FILE_SHAPE_WRONG")
def one_field_more(it):
    it.header["remark"] = ""


@change("FILE_SHAPE_WRONG")
def another_format(it):
    it.header["format"] = "kaituan/draw/2"


@change("COUNTS_IMPOSSIBLE")
def more_winners_than_entries(it):
    it.header["k"] = it.header["n"] + 1


@change("WINNERS_WRONG")
def one_winner_less(it):
    it.header["winners"].pop()


@change("WINNERS_WRONG")
def one_winner_twice(it):
    it.header["winners"].append(it.header["winners"][0])


@change("WINNERS_WRONG")
def two_prizes_swapped(it):
    one, other = it.header["winners"][:2]
    for name in ("no", "serial", "ticket", "commitment", "proof"):
        one[name], other[name] = other[name], one[name]


@change("WINNERS_WRONG")
def winners_in_another_order(it):
    it.header["winners"].reverse()


@change("PROOF_WRONG")
def a_winner_renamed(it):
    it.header["winners"][0]["ticket"] = "T99999"


@change("PROOF_WRONG")
def a_proof_without_its_end(it):
    it.header["winners"][0]["proof"].pop()


@change("PROOF_WRONG")
def a_proof_with_more(it):
    it.header["winners"][0]["proof"].append(it.header["root"])


@change("FILE_SHAPE_WRONG")
def a_proof_without_end(it):
    it.header["winners"][0]["proof"] = [it.header["root"]] * 54


@change("PROOF_WRONG")
def a_proof_as_long_as_any(it):
    it.header["winners"][0]["proof"] = [it.header["root"]] * 53


@change("PROOF_WRONG")
def a_proof_in_another_order(it):
    it.header["winners"][0]["proof"].reverse()


@change("PROOF_WRONG")
def no_proof(it):
    it.header["winners"][0]["proof"] = []


@change("PROOF_WRONG")
def the_proof_of_another(it):
    one, other = it.header["winners"][:2]
    one["proof"] = other["proof"]


@change("LOCK_SIGNATURE_WRONG")
def the_lock_signed_by_nobody(it):
    it.header["lock"]["signature"] = "0" * 128


@change("LOCK_SIGNATURE_WRONG")
def the_signature_of_a_payers_receipt(it):
    it.header["lock"]["signature"] = it.receipts[0]["signature"]


@change("PARTS_INCOHERENT")
def called_void(it):
    it.header["status"] = "VOID"


@change("PARTS_INCOHERENT")
def a_reason_without_a_void(it):
    it.header["void"] = {"reason": "REVEAL_OVERDUE", "voided_at": 2_000_000_000}


@change("PARTS_INCOHERENT")
def a_void_with_winners(it):
    it.header |= {"status": "VOID", "seed": None}
    it.header["void"] = {"reason": "REVEAL_OVERDUE", "voided_at": 2_000_000_000}
    it.header["winners"] = []
    it.header["seed"] = "0" * 64
