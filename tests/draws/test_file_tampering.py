from dataclasses import replace

import pytest

from rules.beacons import QUICKNET
from rules.draws import files
from rules.draws.encoding import canonical
from rules.draws.findings import Wrong
from rules.draws.published import Trust
from rules.draws.receipts import receipt_hash
from rules.draws.verification import verify
from rules.draws.voids import VoidReason
from rules.particulars import DrawMode
from tests.draws.samples import CAMPAIGN, ROUND_SIGNATURE, TEAM, made
from tests.draws.tampered_keys import LATE, OTHER_SIGNATURE
from tests.draws.tampering import BOTH, Published, tampered

CASES = list(tampered())
# What only an argument of the verifier can show; the tests below do.
BY_ARGUMENT = {"KEY_UNEXPECTED", "GIVEN_SIGNATURE_INVALID"}


def verified(told, **trust):
    entries, receipts = (told[name].splitlines(keepends=True) for name in ("entries", "receipts"))
    return verify(told["header"], entries=entries, receipts=receipts, trust=Trust(**trust))


def codes(verdict):
    return {str(finding.code) for finding in verdict.findings}


@pytest.mark.parametrize("sample", BOTH, ids=lambda sample: str(sample.mode))
def test_what_nobody_touched_is_proved(sample):
    verdict = verified(Published.of(sample).files())
    assert verdict.findings == ()
    assert len(verdict.proved) == 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.mode} {case.name}")
def test_what_was_tampered_with_is_refused(case):
    told = {"header": case.header, "entries": case.entries, "receipts": case.receipts}
    verdict = verified(told)
    assert verdict.findings
    assert verdict.proved == ()
    assert not case.codes or codes(verdict) & case.codes, verdict.findings


def test_there_are_hundreds_of_ways_and_each_finding_is_met():
    named = [case for case in CASES if case.codes and not case.name.startswith("without ")]
    for mode in ("OPERATOR_COMMIT", "PUBLIC_BEACON"):
        assert len([case for case in named if case.mode == mode]) >= 80
        assert len([case for case in CASES if case.mode == mode]) >= 200
    met = {code for case in CASES for code in codes(verified(vars(case)))}
    assert met | BY_ARGUMENT == set(Wrong)


@pytest.mark.parametrize("sample", BOTH, ids=lambda sample: str(sample.mode))
def test_the_header_alone_proves_less(sample):
    header = Published.of(sample).files()["header"]
    alone = verify(header)
    assert alone.findings == ()
    assert len(alone.proved) == 4
    whole = verified(Published.of(sample).files())
    assert len(whole.proved) == 7
    assert len(whole.unproved) < len(alone.unproved)
    said = "not provably fair" in " ".join(whole.unproved)
    assert said == (sample.mode is DrawMode.OPERATOR_COMMIT)


def test_a_key_that_is_known_is_asked_for():
    told = Published.of(TEAM).files()
    assert codes(verified(told, public_key=TEAM.public_key)) == set()
    assert codes(verified(told, public_key=made("better key"))) == {"KEY_UNEXPECTED"}


def test_a_round_fetched_elsewhere_shows_a_void_to_be_none():
    void = CAMPAIGN.void(VoidReason.ROUND_UNAVAILABLE, voided_at=LATE)
    header = files.header_bytes(void)
    assert verify(header).findings == ()
    fetched = Trust(round_signature=ROUND_SIGNATURE)
    assert codes(verify(header, trust=fetched)) == {"VOID_ROUND_EXISTS"}
    other = Trust(round_signature=OTHER_SIGNATURE)
    assert codes(verify(header, trust=other)) == {"GIVEN_SIGNATURE_INVALID"}
    assert codes(verified(Published.of(CAMPAIGN).files(), round_signature=OTHER_SIGNATURE)) == {
        "GIVEN_SIGNATURE_INVALID"
    }


def test_another_chain_is_trusted_only_if_asked_for():
    told = Published.of(CAMPAIGN).files()
    slower = replace(QUICKNET, period_seconds=4)
    assert codes(verified(told, chains=(slower,))) == {"CHAIN_UNKNOWN"}
    assert codes(verified(told, chains=(slower, QUICKNET))) == set()


def test_the_lock_before_is_no_stranger():
    before = replace(TEAM, label="draw before").lock_receipt()
    lock = replace(TEAM.lock_receipt(), previous_hash=receipt_hash(before))
    it = Published.of(TEAM)
    it.header["lock"]["receipt"] = lock.plain()
    it.sign_lock()
    kept = [canonical(TEAM.signed(before.plain())) + b"\n"]
    assert verify(canonical(it.header), receipts=kept).findings == ()
    kept = [canonical(TEAM.signed(before.plain() | {"n": 6})) + b"\n"]
    told = verify(canonical(it.header), receipts=kept)
    assert codes(told) == {"RECEIPT_OTHER_DRAW"}


@pytest.mark.parametrize("mode", ["OPERATOR_COMMIT", "PUBLIC_BEACON"])
def test_no_file_holds_a_salt_or_a_person(mode):
    [sample] = [sample for sample in BOTH if sample.mode == mode]
    told = b"".join(Published.of(sample).files().values())
    for entry in sample.entries():
        assert f"person-{entry.serial}".encode() not in told
        assert made(f"{sample.label} salt {entry.serial}", 16).hex().encode() not in told
