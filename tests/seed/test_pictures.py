import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.seed.goods import PRODUCTS
from app.seed.pictures import SUBJECTS, svg

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {SVG + name for name in ("svg", "g", "rect", "circle", "ellipse", "path")}


def test_every_product_has_its_picture_and_no_picture_lacks_a_product():
    assert {p.slug for p in PRODUCTS} == set(SUBJECTS)


@pytest.mark.parametrize("slug", sorted(SUBJECTS))
def test_a_picture_is_light_square_and_only_drawn(slug):
    text = svg(slug)
    assert len(text.encode()) < 8_000
    tree = ET.fromstring(text)  # noqa: S314  our own text
    assert tree.get("viewBox") == "0 0 800 800"
    for element in tree.iter():
        assert element.tag in DRAWN, element.tag
        assert not {"style", "href", "onload"} & set(element.attrib)


def test_no_two_pictures_show_the_same():
    subjects = {paint() for paint, _, _ in SUBJECTS.values()}
    assert len(subjects) == len(SUBJECTS)


def test_another_process_paints_the_same_bytes():
    code = (
        "import hashlib,app.seed.pictures as p;"
        "print(hashlib.sha256(''.join(map(p.svg,sorted(p.SUBJECTS))).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(  # noqa: S603  our own interpreter and words
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_an_unknown_slug_is_refused():
    with pytest.raises(KeyError):
        svg("gold-bar")
