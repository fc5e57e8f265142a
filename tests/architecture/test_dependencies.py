"""What is installed is new enough, and what is locked is complete and agrees."""

import json
import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.sources import ROOT, files

# Older ones have holes that were found and closed.
FLOORS = {
    "graphql-core": "3.3.2",
    "h11": "0.16",
    "starlette": "1.3.1",
    "strawberry-graphql": "0.341.2",
}
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)", re.MULTILINE)


def locked(name):
    return dict(PINNED.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


@pytest.mark.parametrize("name", FLOORS)
def test_nothing_is_older_than_its_floor(name):
    floor = Version(FLOORS[name])
    assert Version(version(name)) >= floor
    assert Version(locked("run")[name]) >= floor


def test_both_locks_agree():
    run, dev = locked("run"), locked("dev")
    assert {name: dev.get(name) for name in run} == run


def test_what_is_wanted_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name, wanted in (
        ("run", project["project"]["dependencies"]),
        ("dev", project["dependency-groups"]["dev"]),
    ):
        pins = locked(name)
        missing = [
            line
            for line in wanted
            if not Requirement(line).specifier.contains(pins.get(Requirement(line).name, "0"))
        ]
        assert not missing, "\n".join(["", *missing])


PYTHON_LOCKS = [
    *(f"requirements/{name}.txt" for name in ("run", "dev", "node", "uv")),
    "benchmarks/peers/requirements.txt",
]


@pytest.mark.parametrize("path", PYTHON_LOCKS)
def test_every_pin_has_a_hash_and_no_address(path):
    text = (ROOT / path).read_text()
    assert "://" not in text
    assert "--index" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_what_node_runs_is_pinned_with_its_digest():
    locks = [path for path in files() if path.name == "package-lock.json"]
    assert len(locks) > 4
    for path in locks:
        told = json.loads((ROOT / path).read_text())["packages"]
        wanted = [one for name, one in told.items() if name and not one.get("link")]
        assert all("integrity" in one and "resolved" not in one for one in wanted), path
