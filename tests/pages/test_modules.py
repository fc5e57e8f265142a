import os
import subprocess
from pathlib import Path

from tests.pages.test_live import FOLDER
from tests.services.node import program


def test_the_pure_modules_keep_their_promises():
    run = subprocess.run(  # noqa: S603  our own interpreter and file
        [program(), "--test", "--test-reporter=tap", Path(__file__).parent / "modules.mjs"],
        env={**os.environ, "FIRST_FOLDER": FOLDER.as_uri()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# pass 15" in run.stdout
    assert "# fail 0" in run.stdout
