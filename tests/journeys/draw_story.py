"""A lottery from its promise to its publication: funded, filled, frozen, shown, checked."""

from datetime import datetime, timedelta
from pathlib import Path

import orjson
from click.testing import CliRunner

from app.beacon.local import LocalBeacons
from app.cli import main
from tests.graph.documents import CREATE_CAMPAIGN, END, mutation
from tests.journeys.draw_cast import SOLO_FEN, Story, done, key

PRICE_FEN, SUBSIDY_FEN, POINTS, SHARES = 1995, 100, 500, 10
SPARE_FEN = 1000
OVERRIDE = mutation("overridePolicy", "PolicyOverridden", "policyOverride { ofPlatform }")
BY_SEAT = ("a", "b", "c", "d")


async def promised(story: Story) -> None:
    """Nothing is promised that is not there; then it is set aside, whole."""
    loosened = await done(story.desk, OVERRIDE, rule="DIVIDENDS", reason="合伙人会议 3")
    assert loosened["policyOverride"]["ofPlatform"]
    campaign = (await done(story.seller, CREATE_CAMPAIGN, **_drafted(story)))["campaign"]
    story.campaign_id = story.called("campaign", campaign["id"], "campaign")

    reserve = story.terms.reserve_fen
    refused = await story.seller.send("PublishLottery", campaignId=story.campaign_id)
    assert (refused["__typename"], refused["missingFen"]) == ("BudgetTooLow", str(reserve))
    await story.is_true()

    put_down = reserve + SPARE_FEN
    transfer = {"fen": str(put_down), "evidence": "回单 0417", "key": key()}
    asked = await story.seller.send("RequestTopUp", merchantId=story.merchant_id, **transfer)
    await story.desk.send("ApproveTopUp", topUpId=asked["topUp"]["id"], key=key())
    await story.is_true(bank=-put_down, deposit={"merchant": put_down})

    published = await story.seller.send("PublishLottery", campaignId=story.campaign_id)
    assert published["campaign"]["status"] == "PUBLISHED"
    await story.is_true(deposit={"merchant": SPARE_FEN}, budget={"campaign": reserve})


def _drafted(story: Story):
    terms, now = story.terms, story.shop.clock()
    draw = {
        "scope": terms.scope,
        "mode": terms.mode,
        "winners": 2,
        "most": terms.most,
        "marketPriceFen": str(SOLO_FEN),
        "subsidyFen": str(SUBSIDY_FEN),
        "grantsFund": True,
        "points": POINTS,
        "shares": SHARES,
    }
    choice = {"skuId": story.sku_id, "teamPriceFen": str(PRICE_FEN), "stock": terms.stock}
    offer = {"productId": story.product["id"], "slug": "plum-lottery", "title": "青梅四人抽奖团"}
    ends = {"kind": "LOTTERY", "size": 4, "endsAt": (now + timedelta(days=3)).isoformat()}
    return {**offer, **ends, "choices": [choice], "draw": draw}


async def filled(story: Story) -> None:
    """Four pay; each keeps what they were signed."""
    for n, (name, member) in enumerate(story.members.items(), 1):
        story.shop.clock.turn(seconds=1)
        sku = {"skuId": story.sku_id, "key": key()}
        if n == 1:
            placed = await member.send("OpenTeam", campaignId=story.campaign_id, **sku)
            story.code = placed["team"]["code"]
            team = await member.send("DrawOfTeam", code=story.code)
            story.draw = team["draw"]["uuid"]
            assert (team["draw"]["stage"], team["draw"]["mode"]) == ("SCHEDULED", story.terms.mode)
        else:
            placed = await member.send("JoinTeam", teamCode=story.code, **sku)
        story.called("order", placed["order"]["id"], name)
        await member.send("PaySandbox", paymentId=placed["payment"]["id"])
        escrows = dict.fromkeys(BY_SEAT[:n], PRICE_FEN)
        await story.is_true(clearing=-n * PRICE_FEN, escrow=escrows)
        [entry] = (await member.send("MyEntries", id=story.draw))["myEntries"]
        assert (entry["serial"], entry["prize"]) == (n, None)
        story.receipts.append(entry["receipt"]["line"])
    assert (await story.desk.send("Team", code=story.code))["status"] == "FORMED"


async def frozen(story: Story) -> None:
    """Nobody enters any more: a campaign's draw waits for the campaign's end, a team's does not."""
    await story.swept(seconds=1)
    if story.terms.scope == "CAMPAIGN":
        assert (await _stage(story))["stage"] == "SCHEDULED"
        ended = await done(story.seller, END, campaignId=story.campaign_id)
        assert ended["campaign"]["status"] == "ENDED"
        await story.swept()
    locked = await _stage(story)
    assert (locked["stage"], locked["prizes"], locked["revealed"]) == ("LOCKED", 2, 0)
    story.receipts.append(locked["lockReceipt"]["line"])
    assert (await story.desk.send("Team", code=story.code))["status"] == "DRAWING"
    await story.is_true()


async def _stage(story: Story):
    """What somebody who begins to watch now is shown."""
    return await story.members[min(story.members)].send("DrawStage", id=story.draw)


async def shown(story: Story) -> None:
    """Winners one by one, each at their moment; nobody has anything of it yet."""
    draw = await story.seller.send("Draw", id=story.draw)
    first_at = datetime.fromisoformat(draw["firstRevealAt"])
    assert first_at > story.shop.clock()
    story.shop.clock.turn(seconds=(first_at - story.shop.clock()).total_seconds() - 1)
    seen = [await _stage(story)]
    # Its round was there before: whoever fetched it could know. It is not shown.
    await story.shop.sweep()
    assert (await _stage(story))["revealed"] == 0
    for _ in range(2):
        await story.swept(seconds=1 if len(seen) == 1 else 1.8)
        seen.append(await _stage(story))
    assert [(told["stage"], told["revealed"]) for told in seen] == [
        ("COUNTDOWN", 0),
        ("REVEALING", 1),
        ("REVEALING", 2),
    ]
    assert [len(told["winners"]) for told in seen] == [0, 1, 2]
    assert (await story.desk.client.http.get(f"/draws/{story.draw}.json")).status_code == 404

    story.shop.clock.turn(seconds=1.8)
    assert await story.shop.step("draws published") == 1
    assert (await _stage(story))["stage"] == "PUBLISHED"
    await story.is_true()
    record = await story.seller.send("DrawRecord", slug="orchard")
    # A beacon's draw needs no secret that could be committed to.
    assert len(record) == (story.terms.mode == "OPERATOR_COMMIT")
    await _prizes(story)


async def _prizes(story: Story) -> None:
    """From now on everybody is called by what came of it."""
    won = dict[str, int]()
    for name, member in story.members.items():
        [entry] = (await member.send("MyEntries", id=story.draw))["myEntries"]
        won[name] = entry["prize"] or 3
    by_prize = sorted(won, key=lambda name: (won[name], name))
    assert [won[name] for name in by_prize] == [1, 2, 3, 3]
    called = ("winner", "second", "loser", "other")
    story.renamed(dict(zip(by_prize, called, strict=True)))


async def checked(story: Story, folder: Path) -> None:
    """What is served and what was kept hold offline; with one entry less they do not."""
    http = story.desk.client.http
    draw = await story.seller.send("Draw", id=story.draw)
    given = {"receipts": "\n".join(story.receipts).encode()}
    for name, path in (("header", draw["file"]), ("entries", draw["entriesFile"])):
        given[name] = (await http.get(path)).content
    [signed_by] = await story.seller.send("SigningKeys")
    for name, content in given.items():
        (folder / name).write_bytes(content)
    trusted = _trusted(story, folder)
    asked = [f"--{name}={folder / name}" for name in ("entries", "receipts")]
    asked += [f"--key={signed_by['publicKey']}", *trusted]
    holds = CliRunner().invoke(main, ["verify-draw", str(folder / "header"), *asked])
    assert holds.exit_code == 0, holds.output
    assert "4 payers' receipts agree" in holds.output
    assert "the lock receipt that was kept is the published one" in holds.output
    assert ("not provably fair" in holds.output) == (story.terms.mode == "OPERATOR_COMMIT")

    lines = given["entries"].splitlines(keepends=True)
    (folder / "entries").write_bytes(b"".join(lines[:-1]))
    broken = CliRunner().invoke(main, ["verify-draw", str(folder / "header"), *asked])
    assert broken.exit_code == 1
    assert "ENTRIES_" in broken.output


def _trusted(story: Story, folder: Path) -> list[str]:
    """The chain of the simulator, as its relay tells it at /info."""
    beacons = story.shop.kaituan.beacons()
    if not isinstance(beacons, LocalBeacons):
        return []
    (folder / "chain").write_bytes(orjson.dumps(beacons.key.info()))
    return [f"--chain={folder / 'chain'}"]
