import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.faults import BadInput
from rules.people import NAME_MOST, handle, line, masked, password

names = st.text(min_size=1, max_size=NAME_MOST)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("王", "王*"),
        ("Lucy", "L**y"),
        ("Lu", "L*"),
        ("欧阳娜娜", "欧**娜"),
        ("Bartholomew", "B***w"),
        ("", "*"),
    ],
)
def test_a_masked_name_by_example(name, shown):
    assert masked(name) == shown


@given(names)
def test_a_mask_shows_its_first_and_last_sign_at_most(name):
    shown = masked(name)
    last = name[-1] if len(name) > 2 else "*"
    assert (shown[0], shown[-1]) == (name[0], last)
    assert set(shown[1:-1]) <= {"*"}
    assert 2 <= len(shown) <= 5


@given(names, names)
def test_a_mask_tells_no_length_beyond_five(one, other):
    if min(len(one), len(other)) >= 5 and (one[0], one[-1]) == (other[0], other[-1]):
        assert masked(one) == masked(other)


@pytest.mark.parametrize("text", ["  Wang.Xiao_Ming-1 ", "abc", "a" * 32])
def test_a_handle_is_stored_in_lower_case(text):
    assert handle(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text", ["", "ab", "a" * 33, ".abc", "a b c", "王小明", "abc\n d", "abc/", "аbc"]
)
def test_what_is_no_handle(text):
    with pytest.raises(BadInput) as fault:
        handle(text)
    assert fault.value.field == "input.handle"


@given(st.text(max_size=40))
def test_a_handle_is_settled_once(text):
    try:
        once = handle(text)
    except BadInput:
        return
    assert handle(once) == once
    assert once == once.lower()
    assert 3 <= len(once) <= 32


@pytest.mark.parametrize(("length", "fits"), [(7, False), (8, True), (128, True), (129, False)])
def test_how_long_a_password_is(length, fits):
    if fits:
        assert password("密" * length) == "密" * length
        return
    with pytest.raises(BadInput):
        password("x" * length)


@given(st.text(max_size=60), st.integers(1, 50))
def test_a_line_is_one_line_within_its_length(text, most):
    try:
        kept = line(text, field="input.name", most=most)
    except BadInput as fault:
        assert fault.field == "input.name"  # noqa: PT017 (either answer is right here)
        return
    assert 1 <= len(kept) <= most
    assert kept == kept.strip() == line(kept, field="input.name", most=most)
    assert not {unicodedata.category(sign) for sign in kept} & {"Cc", "Cs", "Co"}


@pytest.mark.parametrize(
    "text", ["", "   ", "a\nb", "a\tb", "a\x00b", "a\x7fb", "\ue000", "x" * 11]
)
def test_what_is_no_line(text):
    with pytest.raises(BadInput):
        line(text, field="input.name", most=10)


def test_a_line_is_composed_before_it_is_counted():
    assert line("e\u0301" * 10, field="input.name", most=10) == "é" * 10
