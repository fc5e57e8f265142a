"""What a draw's watchers see, from its announcement to its publication, and who asks about it."""

import json
from datetime import datetime, timedelta

from graphql import print_ast

from app.beacon.local import LocalBeacons
from models.draws import SigningKey
from rules import signatures
from rules.draws.trees import root_by_proof
from rules.draws.verification import verify
from rules.particulars import DrawMode, DrawScope
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import give_up
from tests.journeys.test_operations import operations
from tests.live.drawings import DRAW, STAGES, signed_in, staged
from tests.live.watching import greeted, streamed


async def test_a_draw_is_watched_through_all_its_stages(shop):
    made = await staged(shop, size=4, winners=2)
    async with greeted(shop.socket_url) as watch:
        await watch.ask(STAGES, id=made.uuid)
        seen = [await watch.news()]
        await made.lock()
        seen.append(await watch.news())
        await made.turned(made.drawn.draw.first_reveal_at - timedelta(seconds=9))
        seen.append(await watch.news())
        await made.decide()
        seen.append(await watch.news())
        await made.turned(made.drawn.draw.first_reveal_at + timedelta(seconds=1.8))
        seen.append(await watch.news())
        await made.publish()
        seen.append(await watch.news())
    assert [(told["stage"], told["version"], told["revealed"]) for told in seen] == [
        ("SCHEDULED", 1, 0),
        ("LOCKED", 2, 0),
        ("COUNTDOWN", 3, 0),
        ("REVEALING", 5, 1),
        ("REVEALING", 6, 2),
        ("PUBLISHED", 7, 2),
    ]
    assert [[winner["prize"] for winner in told["winners"]] for told in seen] == [
        [],
        [],
        [],
        [1],
        [2],
        [],
    ]
    for told in seen:
        for winner in told["winners"]:
            shown = datetime.fromisoformat(winner["revealedAt"])
            assert shown <= datetime.fromisoformat(told["serverTime"])
    assert seen[0]["lockReceipt"] is None
    assert seen[-1]["draw"]["file"] == f"/draws/{made.uuid}.json"


async def test_a_beacons_draw_counts_down_from_its_round_to_its_first_winner(shop):
    beacons = LocalBeacons(seed=bytes(32), now=shop.clock)
    terms = {"mode": DrawMode.PUBLIC_BEACON, "chain": beacons.chain}
    made = await staged(shop, winners=2, beacons=beacons, **terms)
    locked = await made.lock()
    async with greeted(shop.socket_url) as watch:
        await watch.ask(STAGES, id=made.uuid)
        seen = [await watch.news()]
        await made.turned(locked.round_at)
        seen.append(await watch.news())
        await made.drawn.decide()
        seen.append(await watch.news())
        for seconds in (10, 11.8):
            await made.turned(locked.round_at + timedelta(seconds=seconds))
            seen.append(await watch.news())
    assert [(told["stage"], told["version"], len(told["winners"])) for told in seen] == [
        ("LOCKED", 2, 0),
        ("COUNTDOWN", 3, 0),
        ("COUNTDOWN", 4, 0),
        ("REVEALING", 5, 1),
        ("REVEALING", 6, 1),
    ]
    assert datetime.fromisoformat(seen[2]["nextAt"]) == locked.first_reveal_at
    draw = (await shop.client().ask(DRAW, id=made.uuid))["draw"]
    assert "as good as whoever holds its key" in draw["proves"]
    assert "proves nothing" in draw["doesNotProve"]


async def test_the_lock_receipt_that_is_pushed_is_what_was_signed(shop):
    made = await staged(shop)
    async with streamed(shop.url, STAGES, id=made.uuid) as frames:
        name, told = await anext(frames)
        assert (name, told["data"]["drawStage"]["stage"]) == ("next", "SCHEDULED")
        locked = await made.lock()
        _, told = await anext(frames)
    receipt = told["data"]["drawStage"]["lockReceipt"]
    key = await SigningKey.get(id=receipt["keyId"])
    signature = bytes.fromhex(receipt["signature"])
    assert signatures.verify(key.public_key, receipt["body"].encode(), signature)
    assert json.loads(receipt["body"])["root"] == locked.root.hex()
    assert json.loads(receipt["line"])["receipt"] == json.loads(receipt["body"])


async def test_whoever_comes_late_is_told_whom_they_missed(shop):
    made = await staged(shop, size=5, winners=3)
    await made.lock()
    await made.decide()
    await made.turned(made.drawn.draw.first_reveal_at + timedelta(seconds=3.6))
    async with greeted(shop.socket_url) as watch:
        for after, prizes in ((0, [1, 2, 3]), (5, [2, 3]), (6, [3]), (7, []), (99, [])):
            await watch.ask(STAGES, name=str(after), id=made.uuid, after=after)
            told = await watch.news()
            assert (told["version"], [each["prize"] for each in told["winners"]]) == (7, prizes)


async def test_what_cannot_be_watched_is_refused_by_name(shop):
    async with greeted(shop.socket_url) as watch:
        for variables, refused in (
            ({"id": "019b796d-d600-735c-8e6b-b104d542c306"}, {"code": "NOT_FOUND", "field": "id"}),
            ({"id": "no id"}, {"code": "BAD_INPUT", "field": "id"}),
            ({"id": "x", "after": -1}, {"code": "BAD_INPUT", "field": "afterVersion"}),
        ):
            await watch.ask(STAGES, **variables)
            assert await watch.refusal() == refused
    assert shop.kaituan.hub.topics == []


async def test_a_payer_alone_can_show_that_an_entry_is_theirs(shop):
    made = await staged(shop)
    member, other, stranger = await made.member(0), await made.member(1), shop.client()
    [mine] = (await member.ask(DRAW, id=made.uuid))["draw"]["myEntries"]
    assert (mine["serial"], mine["number"], mine["proof"], mine["prize"]) == (1, None, None, None)
    key = await SigningKey.get(id=mine["receipt"]["keyId"])
    signature = bytes.fromhex(mine["receipt"]["signature"])
    assert signatures.verify(key.public_key, mine["receipt"]["body"].encode(), signature)
    assert json.loads(mine["receipt"]["body"])["leaf"] == mine["leaf"]
    assert (await stranger.ask(DRAW, id=made.uuid))["draw"]["myEntries"] == []
    [theirs] = (await other.ask(DRAW, id=made.uuid))["draw"]["myEntries"]
    assert mine["salt"] not in json.dumps(theirs)

    locked = await made.lock()
    [mine] = (await member.ask(DRAW, id=made.uuid))["draw"]["myEntries"]
    path = [bytes.fromhex(beside) for beside in mine["proof"]]
    leaf = bytes.fromhex(mine["leaf"])
    assert root_by_proof(leaf, no=mine["number"], n=3, proof=path) == locked.root
    await made.decide()
    await made.publish()
    told = [
        (await (await made.member(n)).ask(DRAW, id=made.uuid))["draw"]["myEntries"]
        for n in range(3)
    ]
    assert sorted(entry["prize"] or 0 for [entry] in told) == [0, 0, 1]
    [winner] = (await stranger.ask(DRAW, id=made.uuid))["draw"]["winners"]
    assert winner["ticket"] in {entry["ticket"] for [entry] in told if entry["prize"]}
    assert "*" in winner["member"]["displayName"]


async def test_a_draw_is_found_from_its_team_its_campaign_and_its_id(shop):
    made = await staged(shop)
    asker = shop.client()
    draw = (await asker.ask(DRAW, id=made.uuid))["draw"]
    assert draw["team"]["draw"]["uuid"] == made.uuid
    assert draw["campaign"]["draw"] is None, "each of its teams has its own"
    assert draw["campaign"]["draws"]["nodes"] == [{"uuid": made.uuid}]
    assert "provably fair" in draw["doesNotProve"]
    assert (await asker.ask(DRAW, id=draw["id"]))["draw"] == draw
    node = """query($id: ID!) { node(id: $id) { id ... on Draw { uuid } } }"""
    assert (await asker.ask(node, id=draw["id"]))["node"]["uuid"] == made.uuid


async def test_commitments_keys_and_records_are_there_for_everybody(shop):
    made = await staged(shop, most=4)
    world = made.drawn.world
    await give_up(await world.opened(await world.person()), at=shop.clock())
    await world.opened(await world.person())
    told = await shop.client().ask(
        """query($slug: String!) {
          drawCommitments { sequence commitment stage team { code } }
          later: drawCommitments(first: 1, afterSequence: 1) { sequence }
          signingKeys { id publicKey createdAt }
          merchant(slug: $slug) { drawRecord { published void notHeld } } }""",
        slug=world.merchant.slug,
    )
    stages = [(each["sequence"], each["stage"]) for each in told["drawCommitments"]]
    assert stages == [(1, "SCHEDULED"), (2, "NOT_HELD"), (3, "SCHEDULED")]
    assert told["later"] == [{"sequence": 2}]
    assert [key["id"] for key in told["signingKeys"]] == [made.drawn.draw.key_id]
    assert told["merchant"]["drawRecord"] == {"published": 0, "void": 0, "notHeld": 1}


async def test_the_docs_show_how_a_draw_is_watched(shop):
    made = await staged(shop)
    await made.lock()
    asked = {name: print_ast(each) for name, each in operations("watch-a-draw").items()}
    member, code = await made.member(0), made.drawn.teams[0].code
    found = (await member.ask(asked["DrawOfTeam"], code=code))["team"]["draw"]
    assert (found["uuid"], found["stage"]) == (made.uuid, "LOCKED")
    assert (await member.ask(asked["Draw"], id=found["id"]))["draw"]["paid"] == 3
    [mine] = (await member.ask(asked["MyEntries"], id=found["id"]))["draw"]["myEntries"]
    assert mine["proof"]
    assert len((await member.ask(asked["SigningKeys"]))["signingKeys"]) == 1
    told = await member.ask(asked["DrawRecord"], slug=made.drawn.world.merchant.slug)
    assert [each["stage"] for each in told["drawCommitments"]] == ["LOCKED"]
    async with greeted(shop.socket_url) as watch:
        await watch.ask(asked["DrawStage"], id=found["uuid"])
        assert (await watch.news())["stage"] == "LOCKED"


async def test_what_came_to_nothing_is_told_as_such(shop):
    made = await staged(shop)
    await made.lock()
    async with greeted(shop.socket_url) as watch:
        await watch.ask(STAGES, id=made.uuid)
        assert (await watch.news())["stage"] == "LOCKED"
        await made.drawn.void()
        told = await watch.news()
    assert (told["stage"], told["draw"]["voidReason"]) == ("VOID", "REVEAL_OVERDUE")


async def test_members_hear_that_nobody_enters_any_more(shop):
    made = await staged(shop)
    client = await made.member(1)
    async with greeted(shop.socket_url, client.token) as watch:
        await watch.ask(
            "subscription { viewerEvents { kind draw { uuid stage } team { status } } }"
        )
        assert (await watch.news())["kind"] == "SNAPSHOT"
        await made.lock()
        told = await watch.news()
    assert (told["kind"], told["draw"]["uuid"]) == ("DRAW_DUE", made.uuid)
    assert told["team"]["status"] == "DRAWING"


async def test_files_are_served_once_a_draw_is_over_and_never_before(shop):
    made = await staged(shop, size=4, winners=2)
    http = shop.client().http
    files = [f"/draws/{made.uuid}.json", f"/draws/{made.uuid}.entries.ndjson"]

    async def statuses():
        return [(await http.get(file)).status_code for file in files]

    assert await statuses() == [404, 404]
    await made.lock()
    assert await statuses() == [404, 404]
    await made.decide()
    assert await statuses() == [404, 404]
    refused = await http.get(files[0])
    assert refused.headers["cache-control"] == "no-store"
    await made.publish()
    head, entries = [await http.get(file) for file in files]
    lines = entries.content.splitlines(keepends=True)
    assert verify(head.content, entries=lines).findings == ()
    assert len(lines) == 4
    assert head.headers["content-type"] == "application/json"
    for file, answer in zip(files, (head, entries), strict=True):
        again = await http.get(file, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        only = await http.head(file)
        assert (only.status_code, only.headers["etag"]) == (200, answer.headers["etag"])
    other = "019b796d-d600-735c-8e6b-b104d542c306"
    assert (await http.get(f"/draws/{other}.json")).status_code == 404
    assert (await http.get("/draws/x.json")).status_code == 404


async def test_a_stranger_to_a_campaigns_draw_finds_it_on_each_team(shop):
    world = await published_lottery(shop.clock(), size=2, scope=DrawScope.CAMPAIGN, most=10)
    placed = await world.opened(await world.person())
    told = await (await signed_in(shop, placed.order.person_id)).ask(
        """query($code: String!) { team(code: $code) {
          draw { scope stage sequence team { code } } campaign { draw { uuid scope } } } }""",
        code=placed.team.code,
    )
    assert told["team"]["draw"] == {
        "scope": "CAMPAIGN",
        "stage": "SCHEDULED",
        "sequence": 1,
        "team": None,
    }
    assert told["team"]["campaign"]["draw"]["scope"] == "CAMPAIGN"
