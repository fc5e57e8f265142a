"""Whoever has only docs/draws.md comes to the same answers as we do."""

import ast
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.draws.verification import verify
from tests.draws import naive_points, naive_verifier
from tests.draws.samples import CAMPAIGN
from tests.draws.tampering import BOTH, Published, tampered


def answers(told):
    entries, receipts = (told[name].splitlines(keepends=True) for name in ("entries", "receipts"))
    ours = verify(told["header"], entries=entries, receipts=receipts)
    return (
        {str(finding.code) for finding in ours.findings},
        naive_points.verify(told["header"], entries, receipts),
    )


def test_it_knows_nothing_of_ours():
    for module in (naive_points, naive_verifier):
        tree = ast.parse(Path(module.__file__).read_text())
        taken = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or node.names[0].name]
        }
        standard = {"hashlib", "hmac", "json", "re", "uuid"}
        assert taken <= standard | {"cryptography", "pyblst", "tests"}


def test_it_finds_the_same_in_whatever_was_tampered_with():
    others = []
    for case in tampered():
        ours, naive = answers(vars(case))
        if not ours or ours != naive:
            others.append((case.mode, case.name, ours, naive))
    assert others == []


@st.composite
def draws(draw):
    sample = draw(st.sampled_from(BOTH))
    n = draw(st.integers(1, 40))
    serials = tuple(range(1, n + 1))
    if sample is CAMPAIGN:
        serials = tuple(sorted(draw(st.sets(st.integers(1, 10**6), min_size=n, max_size=n))))
    k = draw(st.integers(1, n))
    return replace(sample, serials=serials, k=k, label=f"draw {draw(st.integers(0, 999))}")


@settings(max_examples=60, deadline=None)
@given(draws())
def test_it_proves_the_same_of_any_draw(sample):
    assert answers(Published.of(sample).files()) == (set(), set())
