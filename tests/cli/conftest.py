import pytest
from click.testing import CliRunner

from app.cli import main
from app.local.postgres import stop


@pytest.fixture
def folder(tmp_path):
    """A folder for what is the shop's own; a Postgres left in it is stopped."""
    place = tmp_path / "own"
    yield place
    stop(place / "postgres")


@pytest.fixture
def run(database, folder):
    """Runs a command in this process on a fresh database; returns click's result."""

    def command(*words, text=None, **variables):
        known = {"DATABASE_URL": database, "KAITUAN_LOCAL": str(folder), "REDIS_URL": None}
        return CliRunner().invoke(main, words, input=text, env={**known, **variables})

    return command
