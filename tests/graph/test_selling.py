"""An operator lets somebody sell; a merchant stocks, drafts, publishes and ends."""

from datetime import timedelta

import pytest

from models.audit import AuditEntry
from models.catalogue import Product
from models.people import Person
from tests.graph.documents import (
    ADD_SKU,
    CHANGE_SKU,
    CREATE_CAMPAIGN,
    CREATE_CATEGORY,
    CREATE_MERCHANT,
    CREATE_PRODUCT,
    END,
    PAUSE,
    PUBLISH,
    RESTOCK,
    RESTORE,
    RESUME,
    UPDATE_CAMPAIGN,
    UPDATE_PRODUCT,
    WITHDRAW,
)

CHANGE_AND_PUBLISH = """mutation($u: UpdateCampaignInput!, $p: CampaignInput!) {
  updateCampaign(input: $u) { ... on CampaignUpdated { campaign { size rules } } }
  publishCampaign(input: $p) { ... on CampaignPublished { campaign { size rules } } } }"""


async def done(client, document, **wanted):
    """The one answer of a mutation."""
    [answer] = (await client.ask(document, i=wanted)).values()
    return answer


async def code_of(client, document, **wanted):
    """The code of the fault a mutation answers with, and the field it names."""
    answer = await client.raw(document, i=wanted)
    extensions = answer["errors"][0]["extensions"]
    return extensions["code"], extensions.get("field")


async def merchant_named(shop, operator, slug):
    """A new merchant and the client of its owner."""
    owner = await shop.newcomer("南坡阿橙")
    answer = await done(
        operator, CREATE_MERCHANT, slug=slug, name="南坡果园", ownerHandle=f"guest{shop.people}"
    )
    return owner, answer["merchant"]["id"]


@pytest.fixture
async def market(shop, operator):
    """An owner, another owner, and what the first needs to offer a product."""
    owner, merchant_id = await merchant_named(shop, operator, "orchard")
    rival, _ = await merchant_named(shop, operator, "rival")
    shelf = await done(operator, CREATE_CATEGORY, slug="fruit", name="鲜果")
    product = {
        "merchantId": merchant_id,
        "categoryId": shelf["category"]["id"],
        "slug": "plum",
        "title": "青梅 5 斤",
        "skus": [{"code": "5", "name": "5 斤", "soloPriceFen": "4800", "stock": 40}],
    }
    return owner, rival, product


def draft_of(product, now, **changes):
    facts = {
        "productId": product["id"],
        "slug": "plum-team",
        "title": "青梅两人团",
        "endsAt": (now + timedelta(days=3)).isoformat(),
        "choices": [{"skuId": product["skus"][0]["id"], "teamPriceFen": "3900", "stock": 30}],
    }
    return {**facts, **changes}


async def test_a_merchant_goes_from_nothing_to_an_ended_campaign(shop, market):
    owner, _, wanted = market
    viewer = (await owner.ask("{ viewer { role merchants { slug } } }"))["viewer"]
    assert viewer == {"role": "MERCHANT", "merchants": [{"slug": "orchard"}]}

    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    draft = (await done(owner, CREATE_CAMPAIGN, **draft_of(product, shop.clock())))["campaign"]
    assert draft == {
        "id": draft["id"],
        "slug": "plum-team",
        "status": "DRAFT",
        "size": 2,
        "hoursToFill": 24,
        "limitPerPerson": 1,
        "maxQuantity": 5,
        "completesAtSize": None,
        "rulesHash": None,
        "teamPrice": {"fen": "3900"},
        "skus": [{"stockLeft": 30}],
    }
    for document, status in (
        (PUBLISH, "PUBLISHED"),
        (PAUSE, "PAUSED"),
        (RESUME, "PUBLISHED"),
        (END, "ENDED"),
    ):
        answer = await done(owner, document, campaignId=draft["id"])
        assert answer["campaign"]["status"] == status
    assert len(answer["campaign"]["rulesHash"]) == 64
    assert await AuditEntry.filter(subject="plum-team").count() == 4
    again = await done(owner, PUBLISH, campaignId=draft["id"])
    assert again["__typename"] == "CampaignNotDraft"


async def test_a_draft_is_seen_and_changed_by_its_own_people(shop, market):
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    draft = (await done(owner, CREATE_CAMPAIGN, **draft_of(product, shop.clock())))["campaign"]
    seen = "query($s: String!) { campaign(slug: $s) { slug } }"
    assert (await shop.client().ask(seen, s="plum-team"))["campaign"] is None
    assert (await owner.ask(seen, s="plum-team"))["campaign"] is not None

    changed = await done(owner, UPDATE_CAMPAIGN, campaignId=draft["id"], size=3, completesAtSize=2)
    assert (changed["campaign"]["size"], changed["campaign"]["completesAtSize"]) == (3, 2)
    changed = await done(owner, UPDATE_CAMPAIGN, campaignId=draft["id"], completesAtSize=None)
    assert (changed["campaign"]["size"], changed["campaign"]["completesAtSize"]) == (3, None)


async def test_a_merchant_keeps_its_products(shop, market):
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    sku = product["skus"][0]["id"]

    answer = await done(owner, UPDATE_PRODUCT, productId=product["id"], titleEn="Green plums")
    assert answer["product"]["titleEn"] == "Green plums"
    assert answer["product"]["title"] == "青梅 5 斤"
    answer = await done(owner, CHANGE_SKU, skuId=sku, soloPriceFen="5000")
    assert answer["sku"]["soloPrice"] == {"fen": "5000", "amount": "50.00"}
    answer = await done(owner, RESTOCK, skuId=sku, pieces=-10, idempotencyKey="once")
    assert answer["sku"]["stockLeft"] == 30
    answer = await done(owner, RESTOCK, skuId=sku, pieces=-31, idempotencyKey="more")
    assert (answer["__typename"], answer["wanted"], answer["left"]) == ("StockTooLow", 31, 30)
    more = {"code": "10", "name": "10 斤", "soloPriceFen": "9000", "stock": 5}
    answer = await done(owner, ADD_SKU, productId=product["id"], **more)
    assert answer["sku"]["code"] == "10"
    answer = await done(owner, ADD_SKU, productId=product["id"], **more)
    assert answer["__typename"] == "SkuCodeTaken"
    for document, on_sale in ((WITHDRAW, False), (RESTORE, True)):
        answer = await done(owner, document, productId=product["id"])
        assert answer["product"]["isOnSale"] is on_sale


async def test_another_merchants_things_look_unknown(shop, market, operator):
    owner, rival, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    draft = (await done(owner, CREATE_CAMPAIGN, **draft_of(product, shop.clock())))["campaign"]
    sku = {"skuId": product["skus"][0]["id"]}
    campaign, goods = {"campaignId": draft["id"]}, {"productId": product["id"]}
    for document, facts, refusal in (
        (CREATE_PRODUCT, {**wanted, "slug": "other"}, "MerchantNotFound"),
        (UPDATE_PRODUCT, {**goods, "title": "x"}, "ProductNotFound"),
        (WITHDRAW, goods, "ProductNotFound"),
        (RESTORE, goods, "ProductNotFound"),
        (CHANGE_SKU, {**sku, "soloPriceFen": "1"}, "SkuNotFound"),
        (RESTOCK, {**sku, "pieces": 1, "idempotencyKey": "k"}, "SkuNotFound"),
        (CREATE_CAMPAIGN, draft_of(product, shop.clock(), slug="b"), "ProductNotFound"),
        (UPDATE_CAMPAIGN, {**campaign, "size": 9}, "CampaignNotFound"),
        (PUBLISH, campaign, "CampaignNotFound"),
        (PAUSE, campaign, "CampaignNotFound"),
        (RESUME, campaign, "CampaignNotFound"),
        (END, campaign, "CampaignNotFound"),
    ):
        assert (await done(rival, document, **facts))["__typename"] == refusal
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await rival.ask(node, id=draft["id"]))["node"] is None
    assert (await done(operator, PUBLISH, **campaign))["__typename"] == "CampaignPublished"


async def test_customers_and_strangers_sell_nothing(shop, market):
    owner, _, wanted = market
    customer, nobody = await shop.newcomer(), shop.client()
    before = await Product.all().count()
    for document, facts in (
        (CREATE_MERCHANT, {"slug": "x", "name": "x", "ownerHandle": "guest1"}),
        (CREATE_CATEGORY, {"slug": "x", "name": "x"}),
        (CREATE_PRODUCT, wanted),
    ):
        assert await code_of(customer, document, **facts) == ("FORBIDDEN", None)
        assert await code_of(nobody, document, **facts) == ("UNAUTHENTICATED", None)
    shop_of_ones_own = {"slug": "x", "name": "x", "ownerHandle": "guest1"}
    assert await code_of(owner, CREATE_MERCHANT, **shop_of_ones_own) == ("FORBIDDEN", None)
    assert await Product.all().count() == before


async def test_what_cannot_be_meant_is_named(shop, market, operator):
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    now = shop.clock()

    async def fault(document, client=owner, **facts):
        code, field = await code_of(client, document, **facts)
        assert code == "BAD_INPUT"
        return field

    assert await fault(CREATE_PRODUCT, **{**wanted, "slug": "Plum!"}) == "input.slug"
    assert await fault(CREATE_PRODUCT, **{**wanted, "merchantId": "x"}) == "input.merchantId"
    for changes, field in (
        ({"size": 1}, "input.size"),
        ({"size": 101}, "input.size"),
        ({"hoursToFill": 169}, "input.hoursToFill"),
        ({"completesAtSize": 3}, "input.completesAtSize"),
        ({"endsAt": now.isoformat(), "startsAt": now.isoformat()}, "input.endsAt"),
        ({"endsAt": "2026-01-01T12:00:00"}, "input.endsAt"),
        ({"leaderDiscountFen": "-1"}, "input.leaderDiscountFen"),
        ({"maxQuantity": 0}, "input.maxQuantity"),
    ):
        assert await fault(CREATE_CAMPAIGN, **draft_of(product, now, **changes)) == field
    choice = {"skuId": product["skus"][0]["id"], "teamPriceFen": "0", "stock": 1}
    wrong = draft_of(product, now, choices=[choice])
    assert await fault(CREATE_CAMPAIGN, **wrong) == "input.choices.0.teamPriceFen"
    nobody = {"slug": "x", "name": "x", "ownerHandle": "?"}
    assert await fault(CREATE_MERCHANT, operator, **nobody) == "input.ownerHandle"


async def test_other_kinds_are_not_offered_yet(shop, market):
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    draft = draft_of(product, shop.clock(), kind="CUSTOM")
    answer = await done(owner, CREATE_CAMPAIGN, **draft)
    assert (answer["__typename"], answer["kind"]) == ("KindNotOffered", "CUSTOM")


async def test_an_owner_must_be_somebody(shop, operator):
    answer = await done(
        operator, CREATE_MERCHANT, slug="ghost", name="幽灵", ownerHandle="nobody-here"
    )
    assert answer["__typename"] == "PersonNotFound"
    assert await Person.filter(role="MERCHANT").count() == 0


async def test_what_a_draft_showed_is_not_shown_of_what_was_published_after_it(shop, market):
    """Steps of one operation: rules that were looked for before they were frozen."""
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    draft = (await done(owner, CREATE_CAMPAIGN, **draft_of(product, shop.clock())))["campaign"]
    named = {"campaignId": draft["id"]}
    both = await owner.ask(CHANGE_AND_PUBLISH, u={**named, "size": 3}, p=named)
    assert both["updateCampaign"]["campaign"] == {"size": 3, "rules": None}
    assert both["publishCampaign"]["campaign"]["rules"]["size"] == 3
