"""A merchant promises through the API what is funded, disclosed and lawful, and nothing else."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from graphql import parse, print_ast

from tests.graph.documents import (
    CREATE_CAMPAIGN,
    CREATE_PRODUCT,
    PUBLISH,
    UPDATE_CAMPAIGN,
    mutation,
)
from tests.graph.people import gid
from tests.graph.test_selling import done, draft_of, market  # noqa: F401 - a fixture

DOCS = Path(__file__).parents[2] / "docs" / "operations" / "fund-a-lottery.graphql"
# The docs' operations by their names: this is where they are followed.
SAID = {
    definition.name.value: print_ast(definition)
    for definition in parse(DOCS.read_text()).definitions
}
REQUEST = mutation("requestTopUp", "TopUpRequested", "topUp { id status amount { fen } }")
APPROVE = mutation("approveTopUp", "TopUpApproved", "topUp { status requestedBy decidedBy }")
OVERRIDE = mutation("overridePolicy", "PolicyOverridden", "policyOverride { rule ofPlatform }")
PUBLISHED = PUBLISH.replace(
    "... on Refusal { message }",
    """... on Refusal { message } ... on BudgetTooLow { missingFen }
       ... on CampaignIncomplete { problem }""",
)
SHOWN = """query($s: String!) { campaign(slug: $s) { rules ladder { size price { fen } }
  drawTerms { winners } overrides { rule reason ofPlatform } budget { most } } }"""
DRAW = {
    "winners": 1,
    "most": 10,
    "marketPriceFen": "4800",
    "subsidyFen": "100",
    "grantsFund": True,
    "points": 500,
}
RESERVE = 10 * (1990 + 500 + 2 * 100)


@pytest.fixture
async def stand(shop, market):  # noqa: F811 - the fixture
    """Who sells, their product, and their merchant's id."""
    owner, rival, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    return owner, rival, product, wanted["merchantId"]


def lottery_of(product, now, **changes):
    choice = {"skuId": product["skus"][0]["id"], "teamPriceFen": "1990", "stock": 10}
    facts = {"kind": "LOTTERY", "size": 3, "choices": [choice], "draw": DRAW}
    return draft_of(product, now, **(facts | changes))


async def topped_up(owner, operator, merchant_id, fen):
    wanted = {"merchantId": merchant_id, "amountFen": str(fen), "evidence": uuid4().hex}
    asked = await done(owner, REQUEST, **wanted, idempotencyKey=uuid4().hex)
    return await done(operator, APPROVE, topUpId=asked["topUp"]["id"], idempotencyKey=uuid4().hex)


async def said(client, name, **variables):
    """What an operation of the docs is answered."""
    return next(iter((await client.ask(SAID[name], **variables)).values()))


async def put_down(owner, operator, merchant_id, fen):
    """A bank transfer that the merchant names and an operator finds, as the docs say."""
    transfer = {"merchantId": merchant_id, "fen": str(fen), "evidence": f"回单 {uuid4().hex}"}
    asked = await said(owner, "RequestTopUp", **transfer, key=uuid4().hex)
    assert asked["topUp"]["status"] == "REQUESTED"
    [waiting] = (await said(operator, "TopUps"))["nodes"]
    assert waiting["id"] == asked["topUp"]["id"]
    approved = await said(operator, "ApproveTopUp", topUpId=waiting["id"], key=uuid4().hex)
    assert approved["topUp"]["status"] == "APPROVED"
    return approved["topUp"]["merchant"]["deposit"]["fen"]


async def comes_to(client, campaign_id):
    """What it comes to, by names, and what of its funding is missing."""
    found = await said(client, "Economics", campaignId=campaign_id, teams=10)
    facts = found["worst"].items()
    worst = {name: fact["fen"] if isinstance(fact, dict) else int(fact) for name, fact in facts}
    assert (found["reserve"]["fen"], found["commissionBasisPoints"]) == (str(RESERVE), 700)
    assert found["expected"] == {"teams": 5, "margin": {"fen": "-9385"}}
    return worst, found["missing"]["fen"]


WORST = {
    "teams": 10,
    "buyers": 30,
    "pieces": 10,
    "revenue": "19900",
    "subsidies": "2000",
    "funds": "19900",
    "points": "5000",
    # Of each team's 19.90: 5 % and 2 %, each rounded down, and 2 % to the platform.
    "commissions": str(10 * (99 + 39)),
    "platformFee": str(10 * 39),
    "goods": "10000",
    "margin": "-18770",
}


async def test_the_docs_can_be_followed_from_a_draft_to_its_promises(shop, stand, operator):
    owner, _, product, merchant_id = stand
    sku, ends = product["skus"][0]["id"], shop.clock() + timedelta(days=3)
    wanted = {"productId": product["id"], "skuId": sku, "endsAt": ends.isoformat()}
    drafted = (await said(owner, "DraftLottery", **wanted))["campaign"]
    assert drafted["drawTerms"] == {
        "scope": "TEAM",
        "mode": "OPERATOR_COMMIT",
        "winners": 1,
        "most": 10,
    }
    campaign = {"campaignId": drafted["id"]}
    worst, missing = await comes_to(owner, drafted["id"])
    assert worst == WORST
    assert missing == str(RESERVE)
    stranger = await shop.newcomer("路人")
    assert await said(stranger, "Economics", **campaign, teams=10) is None

    refused = await said(owner, "PublishLottery", **campaign)
    assert (refused["__typename"], refused["missingFen"]) == ("BudgetTooLow", str(RESERVE))
    assert await put_down(owner, operator, merchant_id, RESERVE - 1) == str(RESERVE - 1)
    for client in (owner, operator):
        assert (await said(client, "PublishLottery", **campaign))["missingFen"] == "1"
    await put_down(owner, operator, merchant_id, 1)
    loosened = await said(operator, "OverridePolicy", **campaign, reason="会签 12")
    assert loosened["policyOverride"]["rule"] == "CASH_SUBSIDY"
    published = await said(owner, "PublishLottery", **campaign)
    assert published["campaign"]["status"] == "PUBLISHED"
    await is_promised(shop)


async def is_promised(shop):
    """Anybody sees what stands behind it, and nobody else what the merchant has left."""
    shown = await said(shop.client(), "Promises")
    assert shown["budget"] == {
        "source": "DEPOSIT",
        "reserved": {"fen": str(RESERVE)},
        "most": 10,
        "taken": 0,
        "closedAt": None,
    }
    assert shown["overrides"] == [
        {"rule": "CASH_SUBSIDY", "reason": "会签 12", "ofPlatform": False}
    ]
    assert shown["rules"]["organiser"] == "南坡果园"
    assert shown["rules"]["draw"]["odds"] == {"winners": 1, "among": 3, "exact": True}
    assert shown["rules"]["draw"]["subsidyInto"] == "CASH"
    seen = "query($s: String!) { merchant(slug: $s) { deposit { fen } } }"
    assert (await shop.client().ask(seen, s="orchard"))["merchant"]["deposit"] is None


@pytest.fixture
async def funded(stand, operator):
    """The same with more on the deposit than anything here could cost."""
    owner, _, product, merchant_id = stand
    await topped_up(owner, operator, merchant_id, 10**12)
    return owner, product


# What a draw says beside the lawful, and how it is refused.
UNLAWFUL = (
    (None, "DRAW_OF_ITS_KIND"),
    (DRAW | {"marketPriceFen": "4799"}, "MARKET_PRICE_BELOW_SOLO"),
    (DRAW | {"subsidyFen": "1001"}, "SUBSIDY_ABOVE_DAY"),
    (DRAW | {"fundedBy": "MARKETING"}, "MARKETING_IS_THE_PLATFORMS"),
    (DRAW | {"mode": "PUBLIC_BEACON"}, "BEACON_NOT_CONFIGURED"),
    (DRAW | {"shares": 2}, "DIVIDENDS_NOT_OVERRIDDEN"),
)


async def test_by_no_path_is_more_promised_than_the_law_allows(shop, funded, operator):
    owner, product = funded
    now = shop.clock()
    over = {"marketPriceFen": "5000000"}
    whole = lottery_of(product, now, draw=DRAW | over)
    draft = (await done(owner, CREATE_CAMPAIGN, **whole))["campaign"]
    wanted = {"campaignId": draft["id"]}

    async def problem(client=owner):
        answer = await done(client, PUBLISHED, **wanted)
        assert answer["__typename"] == "CampaignIncomplete"
        return answer["problem"]

    assert await problem() == "PRIZE_ABOVE_LIMIT"
    assert await problem(operator) == "PRIZE_ABOVE_LIMIT"
    for draw, broken in UNLAWFUL:
        changed = await done(owner, UPDATE_CAMPAIGN, **wanted, draw=draw)
        assert changed["__typename"] == "CampaignUpdated"
        assert await problem() == broken

    loosened = {"rule": "DIVIDENDS", "reason": "合伙人试点", **wanted}
    answer = await done(operator, OVERRIDE, **loosened)
    assert answer["policyOverride"] == {"rule": "DIVIDENDS", "ofPlatform": False}
    assert (await done(operator, OVERRIDE, **loosened))["__typename"] == "OverrideMade"
    # The platform's, beside the draft's own, is none of its rules; nor is what comes later.
    everywhere = {"rule": "DIVIDENDS", "reason": "平台试点"}
    assert (await done(operator, OVERRIDE, **everywhere))["policyOverride"]["ofPlatform"]
    assert (await done(owner, PUBLISHED, **wanted))["__typename"] == "CampaignPublished"
    await done(operator, OVERRIDE, rule="CASH_SUBSIDY", reason="以后的")
    shown = (await shop.client().ask(SHOWN, s="plum-team"))["campaign"]
    assert shown["overrides"] == [
        {"rule": "DIVIDENDS", "reason": "合伙人试点", "ofPlatform": False}
    ]
    assert shown["rules"]["overrides"] == [{"rule": "DIVIDENDS", "reason": "合伙人试点"}]
    again = await done(owner, UPDATE_CAMPAIGN, **wanted, draw=DRAW)
    assert again["__typename"] == "CampaignNotDraft"


async def a_large_team(shop, owner, product):
    """A SUPER, whose largest and smallest rung are the sizes of its teams."""
    ladder = [{"size": 10, "priceFen": "2900"}, {"size": 3, "priceFen": "3900"}]
    choice = {"skuId": product["skus"][0]["id"], "teamPriceFen": "3900", "stock": 20}
    facts = {"kind": "SUPER", "ladder": ladder, "choices": [choice], "slug": "large"}
    draft = await done(owner, CREATE_CAMPAIGN, **draft_of(product, shop.clock(), **facts))
    assert (draft["campaign"]["size"], draft["campaign"]["completesAtSize"]) == (10, 3)
    wanted = {"campaignId": draft["campaign"]["id"]}
    assert (await done(owner, PUBLISHED, **wanted))["__typename"] == "CampaignPublished"
    shown = (await shop.client().ask(SHOWN, s="large"))["campaign"]
    assert shown["ladder"] == [
        {"size": 3, "price": {"fen": "3900"}},
        {"size": 10, "price": {"fen": "2900"}},
    ]
    assert (shown["drawTerms"], shown["budget"]) == (None, None)


async def test_a_ladder_says_the_sizes_and_what_cannot_be_meant_is_named(shop, funded, operator):
    owner, product = funded
    now = shop.clock()
    await a_large_team(shop, owner, product)

    async def fault(document, client=owner, **facts):
        answer = await client.raw(document, i=facts)
        extensions = answer["errors"][0]["extensions"]
        assert extensions["code"] == "BAD_INPUT"
        return extensions["field"]

    for changes, field in (
        ({"winners": 0}, "input.draw.winners"),
        ({"most": 1_000_001}, "input.draw.most"),
        ({"subsidyFen": "-1"}, "input.draw.subsidyFen"),
        ({"reportDays": 91}, "input.draw.reportDays"),
    ):
        wrong = lottery_of(product, now, draw=DRAW | changes)
        assert await fault(CREATE_CAMPAIGN, **wrong) == field
    steep = lottery_of(product, now, kind="SUPER", draw=None)
    rungs = [{"size": n, "priceFen": "1"} for n in range(2, 14)]
    assert await fault(CREATE_CAMPAIGN, **steep, ladder=rungs) == "input.ladder"
    rungs[1]["size"] = 1001
    assert await fault(CREATE_CAMPAIGN, **steep, ladder=rungs[:2]) == "input.ladder.1.size"
    named = {"amountFen": "1", "evidence": "回单", "idempotencyKey": "k"}
    assert await fault(REQUEST, **named) == "input.merchantId"
    ours = named | {"target": "REVENUE", "merchantId": gid("Merchant", uuid4())}
    assert await fault(REQUEST, operator, **ours) == "input.merchantId"
    answer = await owner.raw(REQUEST, i=named | {"target": "REVENUE"})
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
