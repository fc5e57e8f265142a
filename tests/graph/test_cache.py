"""What is kept for nobody is told to nobody else, and is what the shop would answer anew."""

import random
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, print_ast

from app.graphql import answers
from models.teams import Team
from tests.graph.test_every_field import token_of
from tests.journeys.crowd import gathered
from tests.services.shop import open_shop
from tests.services.statements import counted

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
LIST = """query List($n: Int = 5) { campaigns(first: $n) {
  nodes { slug title stockLeft merchant { name } openTeams(first: 2) { nodes { code seatsLeft } } }
} }"""
PRODUCTS = "{ products(first: 20) { nodes { slug isFavourite } } viewer { handle } }"
TEAM = "query T($code: String!) { team(code: $code) { seatsLeft seats { number } } }"


@pytest.fixture
async def shop(demo_database, tmp_path):
    """The demo world, standing still."""
    async with open_shop(demo_database, tmp_path, kept_megabytes=64) as running:
        running.clock.hold()
        yield running


async def test_a_hit_sends_no_statement_and_encodes_nothing(shop, monkeypatch):
    encoded = []
    monkeypatch.setattr(answers, "encoded", keeping(answers.encoded, encoded))
    nobody = shop.client()
    first = await nobody.raw(LIST)
    assert len(first["data"]["campaigns"]["nodes"]) == 5
    made = len(encoded)
    with counted() as tally:
        for _ in range(3):
            assert await nobody.raw(LIST) == first
    assert (tally.sent, len(encoded)) == ([], made)
    # The control: who is signed in is answered for themselves.
    signed_in = shop.client(await token_of(shop, "juzi"))
    with counted() as tally:
        await signed_in.raw(LIST)
    assert tally.sent


def keeping(function, calls):
    def called(*arguments, **named):
        calls.append(arguments)
        return function(*arguments, **named)

    return called


async def test_the_address_of_a_list_is_answered_with_304_while_it_holds(shop):
    http = shop.client().http
    asked = {"params": {"query": "{ campaigns(first: 2) { nodes { title } } }"}}
    first = await http.get("/graphql", **asked)
    known = {"if-none-match": first.headers["etag"]}
    again = await http.get("/graphql", **asked, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    # Told outside of whatever is kept, with every answer.
    shop.clock.turn(milliseconds=5)
    later = await http.get("/graphql", **asked, headers=known)
    assert int(later.headers["x-server-time"]) == int(again.headers["x-server-time"]) + 5
    assert later.status_code == 304


async def test_nobody_is_answered_what_was_somebodys_nor_somebody_anothers(shop):
    juzi, ops = [shop.client(await token_of(shop, name)) for name in ("juzi", "ops")]
    nobody, stranger = shop.client(), shop.client("no such token")
    cookie = {"Cookie": f"kaituan_session={juzi.token}"}
    body = {"query": PRODUCTS}
    for _ in range(2):
        told = {name: await each.raw(PRODUCTS) for name, each in (("juzi", juzi), ("ops", ops))}
        told["nobody"] = await nobody.raw(PRODUCTS)
        by_cookie = await nobody.http.post("/graphql", json=body, headers=cookie)
        stale = {"Cookie": "kaituan_session=stale"}
        by_stale = await nobody.http.post("/graphql", json=body, headers=stale)
        refused = await stranger.raw(PRODUCTS)
        by_get = await nobody.http.get("/graphql", params=body, headers=cookie)
        assert [told[name]["data"]["viewer"] for name in told] == [
            {"handle": "juzi"},
            {"handle": "ops"},
            None,
        ]
        assert by_cookie.json() == by_get.json() == told["juzi"]
        assert by_stale.json() == told["nobody"]
        assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert "etag" not in by_get.headers
    liked = [each["isFavourite"] for each in told["juzi"]["data"]["products"]["nodes"]]
    assert any(liked)
    assert not any(each["isFavourite"] for each in told["nobody"]["data"]["products"]["nodes"])


async def test_whoever_accepts_events_is_answered_for_themselves(shop):
    accept = {"Accept": "text/event-stream, application/json"}
    juzi = shop.client(await token_of(shop, "juzi"))
    signed_in = {**accept, "Authorization": f"Bearer {juzi.token}"}
    http, body = shop.client().http, {"query": "{ viewer { handle } }"}
    for _ in range(2):
        nobodys = await http.post("/graphql", json=body, headers=accept)
        hers = await http.post("/graphql", json=body, headers=signed_in)
        assert nobodys.json()["data"]["viewer"] is None
        assert hers.json()["data"]["viewer"] == {"handle": "juzi"}


def questions() -> list[str]:
    """Every query of the documents that ask for nothing but what is said in them."""
    found = []
    for path in sorted(OPERATIONS.glob("*.graphql")):
        document = parse(path.read_text())
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode) and not each.variable_definitions:
                found += [print_ast(each)] if each.operation is OperationType.QUERY else []
    return found


@pytest.mark.timeout(300)
async def test_with_memory_and_without_all_are_answered_the_same(shop):
    chance = random.Random(7)  # noqa: S311 - nothing is to be kept secret
    asked = [*questions(), PRODUCTS, LIST, "{ teams(first: 9) { nodes { code seatsLeft } } }"]
    people = [await token_of(shop, name) for name in ("juzi", "orchard", "ops")]
    http, kept, most = shop.client().http, shop.kaituan.answers, 0
    for _ in range(200):
        body = {"query": chance.choice(asked)}
        # Whoever shows what is no session any more is nobody too, and passes by what is kept.
        cookies = {"Cookie": "kaituan_session=over"}, {}, {}
        token = {"Authorization": f"Bearer {chance.choice(people)}"}
        said = [*cookies, token]
        chance.shuffle(said)
        told = [(each, await http.post("/graphql", json=body, headers=each)) for each in said]
        nobodys = [anonymised(answer.json()) for each, answer in told if each is not token]
        assert nobodys[0] == nobodys[1] == nobodys[2], body
        most = max(most, len(kept))
    assert most > 3


def anonymised(answer):
    """An answer without the number of its error."""
    for error in answer.get("errors", ()):
        error["extensions"].pop("errorId", None)
    return answer


async def test_what_is_done_here_is_seen_here_by_the_next_who_asks(shop):
    shop.kaituan.answers._age_seconds = 1_000  # only what is told takes anything away
    crowd = await gathered(shop, size=5)
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    nobody = shop.client()
    for _ in range(2):
        before = await nobody.ask(TEAM, code=code)
    lists = await nobody.ask("{ teams(first: 1) { nodes { code seatsLeft } } }")
    await crowd.joined(await crowd.member(), code)
    after = await nobody.ask(TEAM, code=code)
    assert after["team"]["seatsLeft"] == before["team"]["seatsLeft"] - 1
    assert await nobody.ask("{ teams(first: 1) { nodes { code seatsLeft } } }") != lists


async def test_what_nobody_tells_of_is_seen_within_a_second(shop):
    nobody = shop.client()
    team = await Team.all().order_by("-opened_at").first()
    asked = "query T($code: String!) { team(code: $code) { size } }"
    assert await nobody.ask(asked, code=team.code) == {"team": {"size": team.size}}
    await Team.filter(id=team.id).update(size=team.size + 1)
    shop.clock.turn(seconds=1)
    assert await nobody.ask(asked, code=team.code) == {"team": {"size": team.size + 1}}
