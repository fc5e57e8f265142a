"""How fast PostgreSQL's own tool gets through a script of statements."""

import asyncio
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.local.programs import environment, programs_folder

TPS = re.compile(r"tps = ([\d.]+) \(without initial connection time\)")
FAILED = re.compile(r"number of failed transactions: (\d+)")
MOST_SECONDS = 600.0
MICROSECONDS = 2  # the column of pgbench's log that holds how long a transaction took


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Transactions a second, and how long each took in seconds."""

    per_second: float
    taken: list[float]


async def run(
    url: str, script: Path, *, clients: int, transactions: int, variables: dict[str, int]
) -> Measured:
    """Run a script so many times, spread over clients with prepared statements.

    Raises:
        RuntimeError: a transaction failed.
    """
    prefix = script.with_suffix(".log")
    known = {"clients": clients, "done": 0, **variables}
    words = [str(programs_folder() / "pgbench"), "-n", "-M", "prepared", "-j", "1"]
    words += ["-c", str(clients), "-t", str(transactions // clients), "-f", str(script)]
    words += ["-l", f"--log-prefix={prefix}"]
    words += [word for name, value in known.items() for word in ("-D", f"{name}={value}")]
    done = await asyncio.to_thread(
        subprocess.run,
        [*words, url],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "PGOPTIONS": "-c jit=off"},
        timeout=MOST_SECONDS,
    )
    rate, failed = TPS.search(done.stdout), FAILED.search(done.stdout)
    if done.returncode or rate is None or failed is None or int(failed[1]):
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return Measured(per_second=float(rate[1]), taken=_taken(prefix))


def _taken(prefix: Path) -> list[float]:
    taken: list[float] = []
    for log in prefix.parent.glob(prefix.name + ".*"):
        lines = log.read_text().splitlines()
        taken += [int(line.split()[MICROSECONDS]) / 1e6 for line in lines]
        log.unlink()
    return taken
