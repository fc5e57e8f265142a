"""Every field of the graph, asked by six people: whoever is not named beside it is shown nothing.

The table (``sights.txt``) is the promise, the demo world the proof: generated documents go
through every field that anybody can reach. A field without a line fails, and so does one that
shows more, or less, than its line says.
"""

import asyncio
import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

import pytest

from actions.people import open_session
from app.door import digest
from models.orders import Order
from models.people import Person
from models.teams import Team
from schema.node import global_id
from tests.graph.people import staged
from tests.graph.walker import GRAPH, QUERY, Asking, Walker, is_plumbing, reached
from tests.services.shop import open_shop

SIGHTS = Path(__file__).with_name("sights.txt")
# Another customer has nothing here. A buyer and a merchant's staff are of the demo world; a member
# and an owner are who the other doors are tried by: the owner sells, and buys of their own shop.
PEOPLE = ("nobody", "customer", "buyer", "member", "staff", "rival", "owner", "operator")
HEAD = """# Who is shown anything by a field, in a world where there is something to show.
# unseen: nothing was there, so that nobody proved anything.
"""
EVERYBODY, SIGNED_IN = "everybody", "signed-in"
# Fields of Query that answer with what is the asker's own: asked by the buyer, who has some.
OWN = {"viewer", "orders", "payoutMethods", "realName", "withdrawalPreview"}
# Only a screen asks for these: tests/live/test_screens.py.
SCREENS = {"screenFrame", "pairing"}


@pytest.fixture
async def shop(demo_database, tmp_path):
    """The demo world, standing still."""
    async with open_shop(demo_database, tmp_path) as running:
        yield running


async def said() -> dict[str, dict[str, str]]:
    """What is given to fields that need something but an id."""
    buyer = await Person.get(handle="juzi")
    bought = await Order.filter(person_id=buyer.id, team_id__not_isnull=True).order_by("id").first()
    assert bought is not None
    sku = global_id("Sku", bought.sku_id)
    team = await Team.get(id=bought.team_id)
    return {
        "Query.product": {"slug": '"navel-orange"'},
        "Query.merchants": {"last": "2"},
        "Query.merchant": {"slug": '"south-slope"'},
        "Query.campaigns": {"filter": "{kind: ORDINARY}", "first": "10"},
        "Query.campaign": {"slug": '"green-grape-lottery"'},
        "Query.team": {"code": f'"{team.code}"'},
        "*": {
            "orderNumber": f'"{bought.number}"',
            "number": f'"{bought.number}"',
            "handle": '"juzi"',
        },
        "Query.dividendPreview": {
            "fromAt": '"2025-01-01T00:00:00Z"',
            "toAt": '"2025-02-01T00:00:00Z"',
            "shareBp": "1",
        },
        "Query.shareRights": {"merchantSlug": '"south-slope"'},
        "Query.shippingQuote": {"input": f'{{skuId: "{sku}", quantity: 1}}'},
        "Merchant.statement": {"month": '"2026-10"'},
        "Query.campaignEconomics": {"teams": "1"},
        "Query.merchantQuestions": {"waiting": "true"},
        "Query.withdrawalPreview": {"amountFen": '"100"'},
        "Query.pairing": {"secret": '"nobody shows this"'},
        "Viewer.account": {"kind": "CASH"},
        "Viewer.conversationWith": {"merchantSlug": '"south-slope"'},
    }


async def cast(shop, stage) -> dict[str, str | None]:
    """Everybody's token: people of the demo world, and those of the other doors' stage."""
    known = {"buyer": "juzi", "staff": "orchard", "operator": "ops"}
    told: dict[str, str | None] = {}
    for part, handle in known.items():
        told[part] = await token_of(shop, handle)
    told |= {part: stage.people[part].token for part in ("rival", "owner")}
    told["member"] = stage.people["customer"].token
    told["customer"] = (await shop.newcomer("过路人")).token
    return {"nobody": None, **told}


async def token_of(shop, handle: str) -> str:
    person, now = await Person.get(handle=handle), shop.clock()
    token = f"walk-{handle}"
    until = now.replace(year=now.year + 1)
    await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
    return token


# First of those who have something, whose ids everybody then tries.
ROUNDS = (("buyer", "member", "staff", "owner", "operator"), PEOPLE)


async def walked(shop) -> dict[str, Walker]:
    """Everybody's walk."""
    stage = await staged(shop)
    tokens, told, walks = await cast(shop, stage), await said(), dict[str, Walker]()
    ids = planted(stage.ids.values())
    for parts in ROUNDS:
        walks |= {
            part: Walker(shop.client(tokens[part]), Asking(told, dict(ids))) for part in parts
        }
        await asyncio.gather(*[walks[part].walk(roots_of(part)) for part in parts])
        for part in parts:
            for kind, found in walks[part].ids.items():
                kept = ids.setdefault(kind, [])
                kept += [each for each in found if each not in kept]
    return walks


def planted(values: Iterable[object]) -> dict[str, list[str]]:
    """The ids among what is staged, by what they are of."""
    found: dict[str, list[str]] = {}
    for each in values:
        try:
            kind, _, number = base64.b64decode(str(each), validate=True).decode().partition(":")
            UUID(number)
        except ValueError:
            continue
        found.setdefault(kind, []).append(str(each))
    return found


def roots_of(part: str) -> set[str]:
    assert QUERY is not None
    return set(QUERY.fields) - SCREENS - (set() if part in {"buyer", "member", "owner"} else OWN)


def fields() -> set[str]:
    """Every field that can be reached from Query, but for the machinery of lists.

    A refusal is told to whoever asked, and to nobody else.
    """
    assert QUERY is not None
    return {
        f"{kind.name}.{name}"
        for kind in reached(QUERY).values()
        if not is_plumbing(kind.name) and "Refusal" not in {each.name for each in kind.interfaces}
        for name in kind.fields
    }


def audience(walks: Mapping[str, Walker], name: str) -> str:
    """Who was shown something by a field, in the words of the table."""
    seen = [part for part in PEOPLE if name in walks[part].shown]
    if seen == [*PEOPLE]:
        return EVERYBODY
    if seen == [*PEOPLE[1:]]:
        return SIGNED_IN
    return " ".join(seen) or "unseen"


def promised() -> dict[str, str]:
    """The table: each field, and who is shown anything by it."""
    lines = [line for line in SIGHTS.read_text().splitlines() if line and line[0] != "#"]
    return {name: who for name, _, who in (line.partition(" ") for line in lines)}


def differences(found: Mapping[str, str], table: Mapping[str, str]) -> Iterable[str]:
    for name in sorted({*found, *table}):
        if found.get(name) != table.get(name):
            yield f"{name} {found.get(name, 'is gone')} (the table: {table.get(name, 'nothing')})"


def test_every_field_has_its_line():
    assert set(promised()) == fields()
    assert GRAPH.query_type is QUERY


@pytest.mark.timeout(600)
async def test_whoever_is_not_named_beside_a_field_is_shown_nothing(shop, tmp_path):
    walks = await walked(shop)
    found = {name: audience(walks, name) for name in fields()}
    wrong = list(differences(found, promised()))
    written = tmp_path / SIGHTS.name
    written.write_text(HEAD + "".join(f"{name} {found[name]}\n" for name in sorted(found)))
    told = f"read each line before you copy {written} over {SIGHTS.name}"
    assert not wrong, "\n".join([*wrong, told])
