"""What a published draw leaves people with, to the last fen: settled, returned, released."""

from tests.journeys.draw_cast import Story, key
from tests.journeys.draw_story import POINTS, PRICE_FEN, SHARES, SPARE_FEN, SUBSIDY_FEN

# A fifth of what the second winner paid goes back, and so a fifth of all that was won.
RETURNED_FEN = PRICE_FEN // 5
LEFT = {"fund": PRICE_FEN - RETURNED_FEN, "points": POINTS * 4 // 5, "shares": SHARES * 4 // 5}
# What each fund has released after so many periods: total · k // 10.
RELEASED = {
    "winner": [199, 399, 598, 798, 997, 1197, 1396, 1596, 1795, 1995],
    "second": [159, 319, 478, 638, 798, 957, 1117, 1276, 1436, 1596],
}
OF_WINS_FEN = 2 * (PRICE_FEN + POINTS) + 2 * SUBSIDY_FEN


async def settled(story: Story) -> None:
    """Who lost has all of it back and the subsidy; who won has goods, fund, points and shares."""
    assert await story.shop.step("draws settled") >= 1
    budget = story.terms.reserve_fen - OF_WINS_FEN
    await story.is_true(
        escrow={"loser": 0, "other": 0},
        in_flight={"loser": PRICE_FEN, "other": PRICE_FEN},
        credit={"loser": SUBSIDY_FEN, "other": SUBSIDY_FEN},
        fund={"winner": PRICE_FEN, "second": PRICE_FEN},
        points={"winner": POINTS, "second": POINTS},
        points_reserve={"winner": POINTS, "second": POINTS},
        shares={"winner": SHARES, "second": SHARES},
        issuance={"PTS": -2 * POINTS, "SHARE": -2 * SHARES},
        budget={"campaign": budget},
    )
    assert await story.shop.step("refunds sent") == 2
    await story.is_true(in_flight={"loser": 0, "other": 0}, clearing=-2 * PRICE_FEN)
    # At the same moment again, everything that is due: nothing is.
    await story.swept()
    await story.is_true()
    assert (await story.desk.send("Team", code=story.code))["status"] == "SETTLED"
    record = await story.desk.client.ask(
        '{ merchant(slug: "orchard") { drawRecord { published } } }'
    )
    assert record["merchant"]["drawRecord"] == {"published": 1}
    outcomes = {name: await _outcome(story, name) for name in story.members}
    assert outcomes == {
        "winner": ("CONFIRMED", "0.00", 1),
        "second": ("CONFIRMED", "0.00", 2),
        "loser": ("CLOSED", "19.95", None),
        "other": ("CLOSED", "19.95", None),
    }


async def _outcome(story: Story, name: str):
    [order] = (await story.members[name].send("AfterTheDraw"))["nodes"]
    prize = order["award"] and order["award"]["prize"]
    return order["status"], order["refunded"]["amount"], prize


async def returned(story: Story) -> None:
    """A fifth of the second winner's goods goes back, with a fifth of what came with them."""
    await story.swept(days=2)
    part = {"orderId": story.orders["second"], "amountFen": str(RETURNED_FEN), "reason": "碰伤"}
    await story.desk.send("RefundOrder", **part, key=key())
    taken = RETURNED_FEN + POINTS // 5
    await story.is_true(
        escrow={"second": PRICE_FEN - RETURNED_FEN},
        in_flight={"second": RETURNED_FEN},
        fund={"second": LEFT["fund"]},
        points={"second": LEFT["points"]},
        points_reserve={"second": LEFT["points"]},
        shares={"second": LEFT["shares"]},
        issuance={"PTS": -POINTS - LEFT["points"], "SHARE": -SHARES - LEFT["shares"]},
        budget={"campaign": story.terms.reserve_fen - OF_WINS_FEN + taken},
    )
    await story.swept()
    await story.is_true(in_flight={"second": 0}, clearing=RETURNED_FEN - 2 * PRICE_FEN)


async def released(story: Story) -> None:
    """The window ends, the budget goes home; then ten periods, each at its second, to the fen."""
    await story.swept(days=20)
    rest = story.terms.reserve_fen - OF_WINS_FEN + RETURNED_FEN + POINTS // 5
    await story.is_true(budget={"campaign": 0}, deposit={"merchant": SPARE_FEN + rest})
    for k in range(10):
        story.shop.clock.turn(days=30, seconds=-1)
        assert await story.shop.step("funds released") == 0
        await story.swept(seconds=1)
        out = {name: so_far[k] for name, so_far in RELEASED.items()}
        locked = {"winner": PRICE_FEN - out["winner"], "second": LEFT["fund"] - out["second"]}
        await story.is_true(credit=out, fund=locked)
    for name, member in story.members.items():
        awards = (await member.send("MyAwards"))["awards"]["nodes"]
        assert len(awards) == (name in RELEASED)
        for award in awards:
            amounts = [
                int(part["amount"]["amount"].replace(".", "")) for part in award["fundParts"]
            ]
            so_far = RELEASED[name]
            assert amounts == [
                one - before for before, one in zip([0, *so_far], so_far, strict=False)
            ]
            assert all(part["releasedAt"] for part in award["fundParts"])
