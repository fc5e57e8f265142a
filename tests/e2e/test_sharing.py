"""A link leads a stranger here, who signs up and is led from then on; what is wrong is reported."""

from urllib.parse import parse_qs, urlsplit

import pytest

from models.campaigns import Campaign
from models.catalogue import Product
from models.merchants import MerchantStaff
from models.people import Person
from models.referrals import Referral
from models.share_links import ShareOpening, Touch
from models.share_rights import ShareReport
from schema.node import global_id
from tests.e2e.conftest import token_of
from tests.e2e.looks import axe, chinese, overflows

MAKE = """mutation($t: ShareTarget!, $a: String) { makeShareLink(input: {target: $t, about: $a}) {
  ... on ShareLinkMade { link { code path } } } }"""
OPEN = """mutation($c: String!) { openShareLink(input: {code: $c}) {
  ... on ShareLinkOpened { decision } } }"""
SAY = """mutation($i: SetCampaignShareInput!) { setCampaignShare(input: $i) { __typename } }"""
SHARED = ".shared-by"
SHEET = ".share-sheet"
SHARES = ".campaign-top button >> nth=0"
PASTED = "navigator.clipboard.readText()"
NEWCOMER = "friend-of-juzi"


async def link_of(shop, handle, target="CAMPAIGN", about="navel-orange"):
    client = shop.client(await token_of(shop, handle))
    return (await client.ask(MAKE, t=target, a=about))["makeShareLink"]["link"]


async def test_a_stranger_is_led_by_the_link_they_signed_up_from(shop, phone, pictures):
    link = await link_of(shop, "juzi")
    page = await phone(shop, f"{link['path']}&ch=moments", wait=SHARED)
    [opening] = await ShareOpening.filter(link_id__not_isnull=True).order_by("-day").limit(1)
    assert (opening.opened, opening.channel) == (1, "MOMENTS")
    assert not await Person.exists(handle=NEWCOMER)
    # The page is loaded anew, at an address without the code: what was kept is enough.
    await page.goto(f"{shop.url}/login?new=1&to=/me/distribution/team")
    await page.fill("input[name=handle]", NEWCOMER)
    await page.fill("input[name=displayName]", "新朋友")
    await page.fill("input[name=password]", "long enough")
    await page.click("form button:has-text('注册')")
    await page.wait_for_url("**/me/distribution/team")
    await page.wait_for_selector(f"{SHARED} b")
    await page.reload()
    await page.wait_for_selector(".upline-card")
    assert "关系有效至" in await page.inner_text(".upline-card")
    await page.screenshot(path=pictures / "relations-new.png")
    friend = await Person.get(handle=NEWCOMER)
    [edge] = await Referral.filter(member_id=friend.id)
    assert edge.upline_id == (await Person.get(handle="juzi")).id
    assert edge.channel == "MOMENTS"
    assert (await Touch.get(person_id=friend.id)).decision == "BOUND"


async def test_whoever_leads_others_sees_them_and_for_how_long(shop, phone, pictures):
    invite = await link_of(shop, "juzi", "SHOP", None)
    client = shop.client(await token_of(shop, "luwei"))
    opened = await client.ask(OPEN, c=invite["code"])
    assert opened["openShareLink"]["decision"] == "BOUND"
    for lang in ("zh-CN", "en"):
        page = await phone(shop, "/me/distribution/team", who="juzi", lang=lang, wait=".relation")
        assert await page.locator(".relation .life-ring").first.get_attribute("aria-label")
        await page.screenshot(path=pictures / f"relations-{lang}.png", full_page=True)
    await page.click(".order-tabs a >> nth=3")
    await page.wait_for_selector(".order-tabs a[aria-current] >> text=Within 7 days")


async def test_who_shares_passes_on_their_code_in_the_link_and_on_the_poster(shop, phone):
    page = await phone(shop, "/t/DRAW2226/poster", who="juzi", wait=".poster img")
    address = await page.get_attribute(".poster img", "src")
    code = parse_qs(urlsplit(address).query)["i"][0]
    mine = await link_of(shop, "juzi", "TEAM", "DRAW2226")
    assert code == mine["code"]
    stranger = await phone(shop, "/t/DRAW2226/poster", wait=".poster img")
    assert "i=" not in await stranger.get_attribute(".poster img", "src")


async def test_a_bad_share_is_reported_from_the_page_it_led_to(shop, phone, pictures):
    link = await link_of(shop, "juzi")
    page = await phone(shop, link["path"], who="cashier", wait=SHARED)
    await page.screenshot(path=pictures / "shared-by.png")
    await page.click(f"{SHARED} button >> nth=0")
    await page.wait_for_selector(".report-share")
    await page.check(".report-share input[value=FRAUD]")
    await page.fill(".report-share textarea", "先转账才发货")
    await page.screenshot(path=pictures / "report-share.png")
    await page.click(".report-share button")
    await page.wait_for_selector(".sheet [role=status]")
    [report] = await ShareReport.all()
    assert (report.ground, report.words) == ("FRAUD", "先转账才发货")


async def said_by_its_merchant(shop, slug: str, **words: str) -> None:
    """What its merchant has every shared page of a campaign say."""
    campaign = await Campaign.get(slug=slug)
    staff = await MerchantStaff.filter(merchant_id=campaign.merchant_id).first()
    person = await Person.get(id=staff.person_id)
    seller = shop.client(await token_of(shop, person.handle))
    wish = {"campaignId": global_id("Campaign", campaign.id), **words}
    said = await seller.ask(SAY, i=wish)
    assert said["setCampaignShare"]["__typename"] == "CampaignShareSet"


async def copies(page) -> None:
    """Has the page copy what it would have the phone send."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("delete Navigator.prototype.share")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_a_campaign_is_passed_on_in_its_merchants_words(shop, phone, pictures, lang):
    mine = await link_of(shop, "juzi")
    page = await phone(shop, "/c/navel-orange", who="juzi", lang=lang, wait=".campaign-top")
    chunks = "performance.getEntriesByType('resource').map(each => each.name).join()"
    assert "ShareSheet" not in await page.evaluate(chunks)
    await copies(page)
    await page.click(SHARES)
    await page.wait_for_selector(f"{SHEET} .share-ways button")
    assert "ShareSheet" in await page.evaluate(chunks)
    # Nothing was said yet: the page's own words, and the link alone is copied.
    assert {"zh-CN": "一起拼：", "en": "Join in: "}[lang] in await page.inner_text(SHEET)
    await page.click(f"{SHEET} .share-ways button")
    await page.wait_for_selector(f"{SHEET} .share-copied")
    assert await page.evaluate(PASTED) == f"{shop.url}{mine['path']}"
    await page.click(".sheet-close")
    other = (await Product.get(slug="thin-shell-walnut")).pictures[0]
    words = {"title": "高山脆甜", "text": "现摘现发，坏果包赔", "picture": other}
    await said_by_its_merchant(shop, "navel-orange", **words)
    await page.reload()
    await copies(page)
    await page.click(SHARES)
    shown = await page.wait_for_selector(f"{SHEET} figcaption")
    assert await shown.inner_text() == "高山脆甜\n现摘现发，坏果包赔"
    assert await page.get_attribute(f"{SHEET} img", "src") == other
    await page.click(f"{SHEET} .share-ways button")
    await page.wait_for_selector(f"{SHEET} .share-copied")
    pasted = await page.evaluate(PASTED)
    assert pasted == f"高山脆甜\n现摘现发，坏果包赔\n{shop.url}{mine['path']}"
    await page.screenshot(path=pictures / f"share-sheet-{lang}.png")
    assert await overflows(page) == []
    assert await axe(page) == []
    if lang == "en":
        assert await chinese(page) == []


async def test_a_stranger_passes_on_the_plain_link(shop, phone):
    page = await phone(shop, "/c/navel-orange", width=320, wait=".campaign-top")
    await copies(page)
    await page.click(SHARES)
    await page.click(f"{SHEET} .share-ways button")
    await page.wait_for_selector(f"{SHEET} .share-copied")
    assert await page.evaluate(PASTED) == f"{shop.url}/c/navel-orange"
    assert await overflows(page) == []
    await page.click(f"{SHEET} a[href^='/login']")
    await page.wait_for_url("**/login?to=/c/navel-orange")


async def test_a_team_is_passed_on_in_its_merchants_words(shop, phone):
    mine = await link_of(shop, "juzi", "TEAM", "DRAW2226")
    slug = "green-grape-lottery"
    await said_by_its_merchant(shop, slug, title="晴王葡萄", text="中不中都不亏")
    sent = "navigator.share = async sent => { window.sent = sent }"
    page = await phone(shop, "/t/DRAW2226", who="juzi", script=sent, wait=".team-bar")
    await page.click(".team-bar button:has-text('邀请好友')")
    await page.wait_for_function("() => window.sent")
    told = await page.evaluate("window.sent")
    url = f"{shop.url}{mine['path']}"
    assert told == {"title": "晴王葡萄", "text": "晴王葡萄\n中不中都不亏", "url": url}
    await page.goto("/t/DRAW2226/poster")
    await page.wait_for_selector(".poster img")
    await copies(page)
    await page.click(".poster-bar button")
    await page.wait_for_selector(".share-copied")
    assert await page.evaluate(PASTED) == f"晴王葡萄\n中不中都不亏\n{url}"
