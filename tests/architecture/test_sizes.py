"""Small enough to read without scrolling."""

import ast

import pytest

from tests.architecture.sources import ROOMS, ROOT, files, modules, nodes

LONGEST_FUNCTION = 40
LONGEST_FILE = 300
WRITTEN = {".css", ".js", ".mjs", ".py", ".ts", ".tsx", ".vue"}


def test_functions_fit_on_a_screen():
    long = [
        f"{place} {node.name} has {length} lines"
        for place, node in nodes(*ROOMS, "tests", "benchmarks")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(["", *long])


def test_files_are_rooms_not_halls():
    long = [
        f"{path} has {length} lines"
        for path in files()
        if path.suffix in WRITTEN
        and (length := len((ROOT / path).read_text().splitlines())) > LONGEST_FILE
    ]
    assert not long, "\n".join(["", *long])


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_what_it_answers(room):
    silent = [
        str(path)
        for path, tree in modules(room)
        if tree.body and not (ast.get_docstring(tree) or "").partition("\n")[0].endswith((".", "?"))
    ]
    assert not silent, "\n".join(["", *silent])
