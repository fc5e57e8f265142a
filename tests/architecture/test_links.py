"""What the documents point at is there."""

import re

import pytest

from tests.architecture.sources import ROOT, files

PAGES = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(
    r"`((?:app|subscriptions|schema|resolvers|actions|models|rules|web|docs|tests)/[\w./-]+)`"
)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text()
    links = [link for link in LINK.findall(text) if "://" not in link]
    broken = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_files_that_are_named_exist(page):
    named = [name for name in NAMED.findall((ROOT / page).read_text()) if "NNNN" not in name]
    assert [name for name in named if not (ROOT / name.rstrip(".")).exists()] == []


def test_every_decision_is_in_the_list_of_them_under_its_title():
    folder = ROOT / "docs" / "adr"
    pages = [path for path in sorted(folder.glob("*.md")) if path.name != "README.md"]
    titles = [(path.name, path.read_text().partition("\n")[0]) for path in pages]
    listed = re.findall(
        r"^(\d+)\. \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(), re.MULTILINE
    )
    numbered = [(page, f"# {number}. {title}") for number, title, page in listed]
    assert numbered == titles
