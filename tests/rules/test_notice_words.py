"""Every kind of notice has its words on the pages, in both languages, and is read there or not."""

import re
from pathlib import Path

import pytest

from rules.events import OWN_DOINGS, ViewerEventKind

PAGES = Path(__file__).parents[2] / "web" / "client" / "src" / "shop" / "me"
CHINESE, ENGLISH = (PAGES / "noticeWords.ts").read_text().split("\n  en: {")


@pytest.mark.parametrize("kind", sorted(ViewerEventKind))
def test_every_kind_has_words_in_both_languages(kind):
    for words in (CHINESE, ENGLISH):
        assert re.search(rf"^    {kind}: ", words, re.MULTILINE), f"noticeWords.ts lacks {kind}"


def test_the_pages_leave_out_what_the_server_leaves_out():
    [own] = re.findall(r"const OWN: .*? = \[(.*?)\]", (PAGES / "notices.ts").read_text(), re.DOTALL)
    assert set(re.findall(r"'(\w+)'", own)) == {"SNAPSHOT", *OWN_DOINGS}
