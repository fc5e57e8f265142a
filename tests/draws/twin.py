"""The browser's side of a draw, asked from here: built from web/draws, run by Node."""

import fcntl
import json
import subprocess
from functools import cache
from pathlib import Path

from tests.services.node import npm, program

FOLDER = Path(__file__).resolve().parents[2] / "web" / "draws"
TWIN = FOLDER / "dist" / "test" / "twin.js"
SECONDS = 100


def _is_fresh():
    sources = [*FOLDER.glob("src/*"), *FOLDER.glob("test/*"), *FOLDER.glob("*.json")]
    newest = max(path.stat().st_mtime for path in sources)
    return TWIN.exists() and TWIN.stat().st_mtime >= newest


@cache
def built():
    """The program that answers, built by whoever comes first; ``make test`` was, mostly."""
    with (FOLDER / ".npmrc").open() as held:  # any file that is there serves as the lock
        fcntl.flock(held, fcntl.LOCK_EX)
        if not _is_fresh():
            if not (FOLDER / "node_modules" / "typescript").exists():
                words = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
                subprocess.run(words, cwd=FOLDER, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603
            words = [program(), "build.mjs"]
            subprocess.run(words, cwd=FOLDER, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603
    return TWIN


def answers(questions):
    """What the browser's side says to each question, in one process."""
    asked = "".join(f"{json.dumps(question)}\n" for question in questions)
    told = subprocess.run(  # noqa: S603 - our own program
        [program(), str(built())],
        input=asked.encode(),
        check=True,
        timeout=SECONDS,
        stdout=subprocess.PIPE,
    )
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(found) == len(questions)
    return found


def in_a_shell(*words):
    """The exit code and the words of the browser's side as a command."""
    command = built().parents[1] / "node" / "cli.js"
    told = subprocess.run(  # noqa: S603 - our own program
        [program(), str(command), *map(str, words)],
        check=False,
        timeout=SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return told.returncode, told.stdout
