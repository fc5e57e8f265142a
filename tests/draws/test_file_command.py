import socket

import pytest
from click.testing import CliRunner

from app.cli import main
from rules.draws import published
from rules.draws.files import header_bytes
from rules.draws.voids import VoidReason
from tests.draws.samples import CAMPAIGN, ROUND_SIGNATURE, TEAM
from tests.draws.tampered_keys import LATE
from tests.draws.tampering import BOTH, Published


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run the command over a draw's files, with the network cut off."""

    def refused(*_, **__):
        raise AssertionError("verify-draw is offline")

    monkeypatch.setattr(socket, "socket", refused)

    def run(told, *more, given=("entries", "receipts")):
        paths = {name: tmp_path / name for name in told}
        for name, path in paths.items():
            path.write_bytes(told[name])
        options = [word for name in given for word in (f"--{name}", str(paths[name]))]
        arguments = ["verify-draw", str(paths["header"]), *options, *more]
        return CliRunner().invoke(main, arguments)

    return run


@pytest.mark.parametrize("sample", BOTH, ids=lambda sample: str(sample.mode))
def test_what_holds_is_said_with_what_it_does_not_prove(ask, sample):
    answer = ask(Published.of(sample).files(), "--key", sample.public_key.hex())
    assert answer.exit_code == 0
    assert answer.output.count("proved      ") == 7
    assert "not proved  " in answer.output
    assert ("not provably fair" in answer.output) == (sample is TEAM)


def test_a_finding_is_named_and_fails_the_command(ask):
    it = Published.of(CAMPAIGN)
    it.entries[-1]["commitment"] = "0" * 64
    answer = ask(it.files())
    assert answer.exit_code == 1
    assert "ROOT_WRONG" in answer.output


def test_a_line_without_end_is_no_entry(ask):
    told = Published.of(TEAM).files() | {"entries": b"9" * 10_000}
    answer = ask(told)
    assert answer.exit_code == 1
    assert "ENTRIES_UNREADABLE" in answer.output


def test_words_of_the_file_are_not_shown_as_ours(ask):
    it = Published.of(TEAM)
    it.header["[bold]\x1b[31mproved"] = 1
    answer = ask(it.files())
    assert answer.exit_code == 1
    assert "FILE_SHAPE_WRONG" in answer.output
    assert "proved  " not in answer.output
    assert "\x1b" not in answer.output


def test_a_round_from_elsewhere_flags_a_void(ask):
    void = CAMPAIGN.void(VoidReason.ROUND_UNAVAILABLE, voided_at=LATE)
    told = {"header": header_bytes(void)}
    assert ask(told, given=()).exit_code == 0
    answer = ask(told, "--round-signature", ROUND_SIGNATURE.hex(), given=())
    assert answer.exit_code == 1
    assert "VOID_ROUND_EXISTS" in answer.output


@pytest.mark.parametrize(
    "option", [("--key", "00"), ("--round-signature", "word"), ("--chain", __file__)]
)
def test_an_option_that_cannot_be_meant(ask, option):
    answer = ask(Published.of(TEAM).files(), *option)
    assert answer.exit_code == 2
    assert option[0] in answer.output
    assert published.QUICKNET.hash.hex() not in answer.output
