"""Letters: every notice has a group, and words in both languages; facts are escaped."""

import pytest

from rules.events import NOTIFIED, ViewerEventKind
from rules.faults import BadInput
from rules.letter_words import WORDS
from rules.letters import Links, code_letter, letter
from rules.mail import TRIES_MOST, Language, address, code, hidden, is_hopeless, rest
from rules.notices import GROUP_OF, UNGROUPED

LINKS = Links(look="https://shop.test/orders/K1", unsubscribe="https://shop.test/x?a=1&b=2")


@pytest.mark.parametrize("kind", sorted(NOTIFIED))
def test_every_notice_has_a_group_and_words_in_both_languages(kind):
    assert kind in GROUP_OF, f"{kind} belongs to no group of rules/notices.py"
    assert kind in WORDS, f"{kind} has no words in rules/letter_words.py"
    subjects = set()
    for language in Language:
        made = letter(kind, language, {}, LINKS)
        assert LINKS.look in made.text
        assert LINKS.unsubscribe in made.text
        assert "\n" not in made.subject
        subjects.add(made.subject)
    assert len(subjects) == 2


def test_there_are_words_for_notices_alone():
    assert not UNGROUPED
    assert set(WORDS) == set(NOTIFIED) == set(GROUP_OF)


def test_facts_are_told_one_a_line_and_escaped_on_the_page():
    facts = {
        "order": "K1",
        "product": "雪莲果\n<script>",
        "account": "POINTS",
        "amount": "-300",
        "due_at": "2026-01-01T12:00:00+00:00",
        "secret": "never told",
    }
    made = letter(ViewerEventKind.REPORT_OWED, Language.ZH, facts, LINKS)
    assert "商品：雪莲果 <script>\n" in made.text
    assert "数额：300\n" in made.text
    assert "截止：2026-01-01 20:00\n" in made.text
    assert "雪莲果 &lt;script&gt;" in made.page
    assert "<script>" not in made.page
    assert "x?a=1&amp;b=2" in made.page
    assert "never told" not in made.text + made.page
    english = letter(
        ViewerEventKind.REPORT_OWED, Language.EN, facts | {"product_en": "Yacon"}, LINKS
    )
    assert "Product: Yacon\n" in english.text


def test_a_code_is_read_as_it_was_mailed_however_it_is_typed():
    made = code_letter("ABCD2345", Language.EN, Links(look="https://x", unsubscribe=None))
    assert "Code: ABCD 2345" in made.text
    assert code(" abcd-2345\n") == "ABCD2345"


@pytest.mark.parametrize(
    "text",
    ["", "x", "x@y", "@y.de", "a b@y.de", "a..b@y.de", "a@y.de\nBcc: b@y.de", "a@" + "y" * 250],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadInput):
        address(text)


def test_an_address_keeps_its_name_and_is_shown_in_part():
    assert address(" Ann.B@Shop.TEST ") == "Ann.B@shop.test"
    assert hidden("Ann.B@shop.test") == "A***@shop.test"


def test_attempts_grow_rarer_and_end():
    waits = [rest(n).total_seconds() for n in range(1, TRIES_MOST)]
    assert waits == sorted(waits)
    assert waits[0] == 30
    assert not is_hopeless(TRIES_MOST - 1)
    assert is_hopeless(TRIES_MOST)
