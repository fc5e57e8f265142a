"""Time is an argument, locks are taken in models, transactions opened in one place."""

import ast
import re

from tests.architecture.sources import BELOW_APP, ROOMS, ROOT, files, modules, nodes

CLOCKS = {"datetime", "date", "time"}
SQL_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp)\s*\(|\bCURRENT_(TIME|DATE)", re.IGNORECASE
)
FOR_UPDATE = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?UPDATE\b")
# When a migration ran is a fact about the machine, not about the business.
MIGRATIONS_OWN = "models/migrate.py:"


def texts(*rooms):
    """String constants that are not docstrings."""
    for path, tree in modules(*rooms):
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in told
            ):
                yield f"{path}:{node.lineno}", node.value


def called(node):
    """``("datetime", "now")`` for ``datetime.now(...)``; the first is empty for ``now(...)``."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        return "", node.func.id
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return getattr(owner, "id", getattr(owner, "attr", "")), node.func.attr
    return None


def test_below_app_nobody_looks_at_a_clock():
    asked = [
        place
        for place, node in nodes(*BELOW_APP)
        if (call := called(node))
        and (
            call[1] in {"utcnow", "today"}
            or (call[0] in CLOCKS and call[1] in {"now", "time"})
            or (call[1] == "now" and place.split("/")[0] in {"rules", "models", "actions"})
        )
    ]
    assert not asked, "\n".join(["", *asked])


def test_sql_is_told_the_time():
    asked = [
        place
        for place, text in texts(*BELOW_APP)
        if SQL_CLOCK.search(text) and not place.startswith(MIGRATIONS_OWN)
    ]
    asked += [
        str(path)
        for path in files()
        if path.match("models/migrations/*.sql")
        and SQL_CLOCK.search(re.sub(r"--.*", "", (ROOT / path).read_text()))
    ]
    assert not asked, "\n".join(["", *asked])


def test_rows_are_locked_in_models_only():
    others = [room for room in ROOMS if room != "models"]
    taken = [place for place, text in texts(*others) if FOR_UPDATE.search(text)]
    taken += [
        place
        for place, node in nodes(*others)
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update"
    ]
    assert not taken, "\n".join(["", *taken])


def test_transactions_are_opened_in_one_place():
    opened = [
        place
        for place, node in nodes(*ROOMS)
        if (call := called(node))
        and call[1] in {"in_transaction", "atomic", "transaction"}
        and not place.startswith(("models/transactions.py:", MIGRATIONS_OWN))
    ]
    assert not opened, "\n".join(["", *opened])


def test_resolvers_take_only_the_loader_from_strawberry():
    taken = [
        place
        for place, node in nodes("resolvers")
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == "strawberry"
            and node.module != "strawberry.dataloader"
        )
        or (
            isinstance(node, ast.Import)
            and any(name.name.split(".")[0] == "strawberry" for name in node.names)
        )
    ]
    assert not taken, "\n".join(["", *taken])
