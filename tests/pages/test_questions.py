"""What the first page asks fits the schema that is served, and its limits."""

import json
import subprocess
from pathlib import Path

import pytest

from app.asgi import SCHEMA
from tests.services.node import program

FOLDER = Path(__file__).parents[2] / "web" / "first"
NAMES = ("TEAMS", "PROGRESS", "PULSE", "SMALL_LIST", "SMALL_WATCH")
VARIABLES = {"first": 16, "codes": [], "slug": ""}


@pytest.fixture(scope="module")
def questions():
    """The page's documents, as its own module exports them."""
    script = "import(process.argv[1]).then(all => console.log(JSON.stringify(all)))"
    said = subprocess.run(  # noqa: S603 - our own file, our own Node
        [program(), "-e", script, str(FOLDER / "questions.js")],
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return json.loads(said.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_asks_only_what_is_answered(questions, name):
    known = SCHEMA.documents.parse(questions[name])
    assert SCHEMA.documents.validate(SCHEMA.core, known) == []
    cost = SCHEMA.documents.cost(SCHEMA.core, known, VARIABLES, None)
    assert cost <= SCHEMA.limits.cost
    assert questions["MOST_TEAMS"] == VARIABLES["first"]
