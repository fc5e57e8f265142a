"""Every failpoint is reached where the list says, and nowhere else; without a variable, nowhere."""

import ast

import pytest

from app.settings import Settings
from models import failpoints
from models.failpoints import FAILPOINTS, arm, failpoint, read_failpoint
from tests.architecture.sources import ROOMS, modules


def functions(tree):
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def reached():
    """Each call, with the innermost function it stands in."""
    for path, tree in modules(*ROOMS):
        for outer in functions(tree):
            inner = {
                id(node)
                for each in functions(outer)
                if each is not outer
                for node in ast.walk(each)
            }
            for node in ast.walk(outer):
                if (
                    id(node) not in inner
                    and isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) == "failpoint"
                ):
                    [name] = node.args
                    assert isinstance(name, ast.Constant), f"{path}: {ast.unparse(node)}"
                    yield name.value, f"{path}: {outer.name}"


def test_every_name_is_reached_once_and_where_the_list_says():
    assert sorted(reached()) == sorted(FAILPOINTS.items())
    assert len(FAILPOINTS) >= 16


@pytest.fixture
def killed(monkeypatch):
    """How often the process would have been killed."""
    signals = []
    monkeypatch.setattr(failpoints.signal, "raise_signal", signals.append)
    yield signals
    arm(None)


def test_only_the_nth_time_kills_and_only_at_the_armed_one(killed):
    [name, other, *_] = FAILPOINTS
    for _ in range(5):
        failpoint(name)
    assert killed == []

    arm(f"{name}:3")
    died = []
    for _ in range(5):
        failpoint(name)
        failpoint(other)
        died.append(len(killed))
    assert died == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("text", ["", "join", "join.written", "join.written:0", "join.written:x"])
def test_what_is_none_is_told(text):
    with pytest.raises(ValueError, match=r"failpoint|at which time"):
        read_failpoint(text)


def test_the_variable_is_read_by_app_and_never_in_production(monkeypatch):
    assert Settings.read().failpoint is None
    monkeypatch.setenv("KAITUAN_FAILPOINT", "join.written:2")
    assert Settings.read().failpoint == "join.written:2"
    monkeypatch.setenv("KAITUAN_PRODUCTION", "1")
    with pytest.raises(ValueError, match="not for production"):
        Settings.read()
    monkeypatch.setenv("KAITUAN_PRODUCTION", "0")
    monkeypatch.setenv("KAITUAN_FAILPOINT", "nowhere:1")
    with pytest.raises(ValueError, match="KAITUAN_FAILPOINT: there is no failpoint 'nowhere'"):
        Settings.read()
