"""What one answer says, whoever gave it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

Answer = Mapping[str, Any]
Facts = tuple[object, ...]
Shelf = Sequence[Facts]


def shelf_of(body: bytes) -> Shelf:
    """Return what an answer says of each campaign; ids are counted, for everybody has their own."""
    told = orjson.loads(body)
    assert "errors" not in told, told
    return [_campaign(node) for node in told["data"]["campaigns"]["nodes"]]


def _campaign(node: Answer) -> Facts:
    price, merchant = node["teamPrice"], node["merchant"]
    return (
        *(node[name] for name in ("slug", "title", "kind", "size")),
        _instant(node["endsAt"]),
        (int(price["fen"]), Decimal(price["amount"])),
        (merchant["name"], merchant["slug"]),
        [_sku(sku) for sku in node["skus"]],
        [_team(team) for team in node["openTeams"]["nodes"]],
        len({node["id"], merchant["id"], *(sku["id"] for sku in node["skus"])}),
    )


def _sku(sku: Answer) -> Facts:
    return sku["name"], int(sku["teamPrice"]["fen"]), sku["stockLeft"]


def _team(team: Answer) -> Facts:
    counts = (team[name] for name in ("code", "size", "seatsFilled", "seatsLeft"))
    return *counts, _instant(team["closesAt"])


def _instant(text: str) -> datetime:
    """Return an instant to the millisecond, which is all that Node knows of one."""
    read = datetime.fromisoformat(text)
    return read.replace(microsecond=read.microsecond // 1000 * 1000)
