"""What a machine can see of the pages without building them."""

import re
from pathlib import Path

import pytest

from app.settings import ROOT

SOURCE = ROOT / "web" / "client" / "src"
FILES = sorted(
    path
    for path in SOURCE.rglob("*")
    if path.suffix in {".vue", ".ts", ".css"} and not path.name.endswith((".gql.ts", "schema.d.ts"))
)
COMPONENTS = [path for path in FILES if path.suffix == ".vue"]
COMPONENT_LINES = 150
FILE_LINES = 300

# Where each of these may be said; everywhere else it goes through that place.
AT_HOME = {
    r"#[0-9a-fA-F]{3,8}\b(?=[;,\s)'\"])": {"kit/tokens.css"},
    r"\bDate\.now\(": {"kit/time/clock.ts"},
    r"\bv-html\b|\.innerHTML\b": set(),
    r"https?://(?!www\.w3\.org)": set(),
}


def home(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def misplaced(text: str, where: str) -> list[str]:
    """What a file says that another is there for."""
    return [
        found.group()
        for pattern, homes in AT_HOME.items()
        if where not in homes
        for found in re.finditer(pattern, text)
    ]


def test_there_are_pages_to_look_at():
    assert len(COMPONENTS) > 30


@pytest.mark.parametrize("path", FILES, ids=home)
def test_a_file_of_the_client_is_short_and_says_what_is_its_own(path):
    text = path.read_text()
    most = COMPONENT_LINES if path in COMPONENTS else FILE_LINES
    assert text.count("\n") <= most, f"{text.count(chr(10))} lines of {most}"
    assert misplaced(text, home(path)) == []


def test_the_check_sees_what_is_misplaced():
    bad = "color: #fff; Date.now() <p v-html='x'> fetch('https://elsewhere/')"
    assert len(misplaced(bad, "shop/x.vue")) == 4
    assert misplaced("color: var(--ink); href='#top'", "shop/x.vue") == []
