import json
from datetime import timedelta
from io import BytesIO

from PIL import Image

from app.posters.sheet import BAMBOO
from models.campaigns import Campaign
from models.catalogue import Product
from models.people import Person
from rules.campaigns import CampaignStatus
from schema.node import global_id
from tests.actions.world_draws import entered
from tests.pages.conftest import Page

BOT = "Mozilla/5.0 (compatible; facebookexternalhit/1.1)"
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0"
ATTACK = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
NAME = "\"'></script><b>"


async def test_a_teams_link_says_what_is_there(site, team):
    page = await site.page(f"/t/{team.code}")
    assert page.language == "zh-CN"
    assert page.title == "还差 1 人成团 · 雪莲果 5 斤装 · 开团"
    assert page.metas["description"] == "8 人团 ¥19.90，还差 1 人"
    assert page.metas["og:title"] == "还差 1 人成团 · 雪莲果 5 斤装"
    assert page.metas["og:description"] == page.metas["description"]
    assert page.metas["og:url"] == f"{site.origin}/t/{team.code}"
    assert page.metas["og:site_name"] == "开团"
    assert page.metas["og:locale"] == "zh_CN"
    assert page.metas["og:type"] == "website"
    assert page.metas["twitter:card"] == "summary_large_image"
    assert ("canonical", f"{site.origin}/t/{team.code}") in page.links
    assert page.scripts == ["/assets/shop.js"]
    image = page.metas["og:image"]
    assert image.startswith(f"{site.origin}/img/card/t/{team.code}.png?")
    assert (await site.http.get(image)).headers["content-type"] == "image/png"


async def test_a_campaigns_link_and_its_rules_say_what_is_offered(site, campaign):
    slug = campaign.campaign.slug
    page = await site.page(f"/c/{slug}")
    assert page.metas["og:title"] == "¥19.90 · 雪莲果 5 斤装 · 8 人团"
    assert page.metas["description"] == "8 人团 ¥19.90，单买 ¥32.80。到时未满，原路退款。"
    assert page.metas["og:url"] == f"{site.origin}/c/{slug}"
    assert page.metas["og:image"] == f"{site.origin}/img/card/c/{slug}.png?lang=zh"
    rules = await site.page(f"/rules/{slug}")
    assert rules.metas["og:title"] == "规则 · 雪莲果 5 斤装"


async def test_a_program_that_reads_links_gets_the_bytes_a_browser_gets(site, team, campaign):
    for path in ("/", f"/t/{team.code}", f"/c/{campaign.campaign.slug}", "/d/nothing", "/p/1"):
        bot, browser = [await site.get(path, user_agent=who) for who in (BOT, BROWSER)]
        assert bot.content == browser.content
        assert "user-agent" not in bot.headers["vary"].lower()


NOWHERE = (
    *("/t/NOTATEAM", "/t/%00", "/t/" + "A" * 3000, "/t/NOTATEAM/poster"),
    *("/c/no-such-thing", "/c/..%2f..", "/rules/no-such-thing"),
    *("/d/nothing", "/d/01997a3e-0000-7000-8000-000000000000", "/points/nothing"),
    *("/p/1", "/u/juzi", "/c2b", "/c2b/new", "/feed", "/nowhere/at/all"),
)


async def test_what_is_not_there_is_a_missing_card(site):
    for path in NOWHERE:
        page = await site.page(path, status=404)
        assert page.title == "没有找到 · 开团", path
        assert page.metas["robots"] == "noindex"
        assert page.scripts == ["/assets/shop.js"]  # which draws the card
        assert page.first is None


async def test_a_draft_is_as_hidden_as_nothing(site, campaign):
    known = campaign.campaign
    hidden = await Campaign.create(
        **{
            **{
                name: getattr(campaign.campaign, name) for name in campaign.campaign._meta.db_fields
            },
            "id": campaign.product.id,
            "slug": "a-draft",
            "status": CampaignStatus.DRAFT,
            "rules": None,
            "rules_hash": None,
            "published_at": None,
        }
    )
    draft, none = await site.get(f"/c/{hidden.slug}"), await site.get("/c/no-draft")
    assert draft.status_code == none.status_code == 404
    assert draft.content == none.content
    assert (await site.get(f"/c/{known.slug}")).status_code == 200


async def test_what_people_wrote_is_text_and_nothing_else(site, team, campaign):
    await Product.filter(id=campaign.product.id).update(title=ATTACK)
    await Person.filter(id=team.leader_id).update(display_name=NAME)
    for path in (f"/t/{team.code}", f"/c/{campaign.campaign.slug}", f"/t/{team.code}/poster"):
        text = (await site.get(path)).text
        page = Page(text)
        assert "<script>alert" not in text
        assert "<img" not in text
        assert page.tags.count("script") <= 2  # the client's, and data that is no script
        assert "onerror=alert" in page.metas["og:title"], "it is there, as text"
    first = json.loads((await site.page(f"/t/{team.code}")).first)
    assert first["data"]["team"]["campaign"]["product"]["title"] == ATTACK
    assert first["data"]["team"]["leader"]["displayName"] == '"***>'
    assert (await site.get(f"/img/poster/t/{team.code}.png")).status_code == 200


async def test_the_language_is_the_addresss_then_the_choice_kept_then_the_wish(site, team):
    path = f"/t/{team.code}"
    assert (await site.page(path)).language == "zh-CN"
    wished = await site.page(path, accept_language="fr, en-GB;q=0.8, zh;q=0.5")
    assert wished.language == "en"
    assert wished.metas["og:title"] == "1 seat left · 雪莲果 5 斤装"
    assert wished.metas["og:locale"] == "en_US"
    assert wished.metas["description"] == "Team of 8 at ¥19.90, 1 seat left"
    kept = await site.page(path, cookie="kaituan_language=zh-CN", accept_language="en")
    assert kept.language == "zh-CN"
    asked = await site.page(f"{path}?lang=en", cookie="kaituan_language=zh-CN")
    assert asked.language == "en"
    assert asked.metas["og:url"] == f"{site.origin}{path}"
    vary = (await site.get(path)).headers["vary"]
    assert {"Accept-Language", "Cookie"} <= set(vary.split(", "))


async def test_the_pages_first_question_is_answered_in_the_page_as_nobody(site, team):
    page = await site.page(f"/t/{team.code}")
    told = json.loads(page.first)
    assert told["operation"] == "Team"
    assert told["variables"] == {"code": team.code}
    assert told["data"]["team"]["seatsLeft"] == 1
    assert told["data"]["team"]["leader"] == {"displayName": "王*明"}
    assert told["data"]["viewer"] is None


async def test_a_link_in_small_letters_leads_where_it_was_meant_to(site, team):
    page = await site.page(f"/t/{team.code.lower()}")
    assert page.metas["og:url"] == f"{site.origin}/t/{team.code}"
    assert json.loads(page.first)["data"]["team"]["code"] == team.code


async def test_a_question_that_cannot_be_answered_is_left_to_the_page(site, campaign):
    page = await site.page(f"/c/{campaign.campaign.slug}")  # asks for a field that is not there
    assert page.first is None
    assert page.title.startswith("¥19.90")


async def test_a_page_names_its_parts_behind_the_entrys_own(site, team):
    page = await site.page(f"/t/{team.code}")
    parts = [href for rel, href in page.links if rel == "modulepreload"]
    assert parts == ["/assets/TeamPage.js", "/assets/ring.js"]  # the kit comes with the entry
    styles = [href for rel, href in page.links if rel == "stylesheet"]
    assert styles == ["/assets/shop.css", "/assets/TeamPage.css", "/assets/ring.css"]
    for _, href in page.links:
        if href.startswith("/assets/"):
            assert (await site.get(href)).status_code == 200
    assert page.metas["kaituan-build"] == (await site.get("/build.json")).json()["build"]
    plain = await site.page("/orders")  # was not built: the entry finds it by itself
    assert [href for rel, href in plain.links if rel == "modulepreload"] == []


async def test_a_teams_verdict_is_in_its_title(site, team, campaign):
    site.shop.clock.turn(hours=25)
    late = await site.page(f"/t/{team.code}")
    assert late.metas["og:title"].startswith("确认中 ·")
    await site.shop.sweep()
    english = await site.page(f"/t/{team.code}?lang=en")
    assert english.metas["og:title"].startswith("Didn't fill, refunded ·")


async def test_own_pages_say_the_same_to_everybody_and_are_not_listed(site):
    for path, title in {
        "/orders": "我的订单 · 开团",
        "/orders/K20260101ABCDEFGHJK": "订单 · 开团",
        "/me/wallet": "我的钱包 · 开团",
        "/pay/K1/result": "付款结果 · 开团",
        "/login": "登录 · 开团",
        "/offline": "没有网络 · 开团",
    }.items():
        page = await site.page(path)
        assert page.title == title
        assert page.metas["robots"] == "noindex"
        assert "K20260101" not in page.metas["og:url"]
    assert "robots" not in (await site.page("/points")).metas


async def test_screens_have_a_shell_of_their_own(site):
    for path in ("/live", "/live/s", "/live/preview"):
        page = await site.page(path)
        assert page.scripts == ["/assets/live.js"]
        assert page.metas["kaituan-build"]


async def test_a_page_may_run_only_what_is_ours(site):
    for path in ("/", "/t/NOTATEAM", "/live", "/orders"):
        answer = await site.get(path)
        policy = answer.headers["content-security-policy"]
        told = dict(each.strip().split(" ", 1) for each in policy.split(";"))
        assert told["script-src"] == told["style-src"] == "'self'"
        assert told["img-src"] == "'self' data: blob:"
        assert told["connect-src"] == f"'self' {site.origin.replace('http', 'ws')}"
        assert told["object-src"] == told["base-uri"] == told["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_is_packed_for_who_unpacks(site, team):
    plain = await site.get(f"/t/{team.code}", accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    packed = await site.get(f"/t/{team.code}", accept_encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # the client unpacked it
    assert int(packed.headers["content-length"]) < len(plain.content) / 1.5
    refused = await site.get(f"/t/{team.code}", accept_encoding="gzip;q=0")
    assert "content-encoding" not in refused.headers


async def test_a_draws_link_says_where_it_stands_and_nothing_early(site):
    site.shop.clock.hold()
    made = await entered(site.shop.clock())
    link = f"/d/{global_id('Draw', made.draw.id)}"

    async def seen(address, card):
        site.shop.clock.held = made.now
        page = await site.page(address)
        assert page.metas["og:url"] == f"{site.origin}{link}"
        drawn = page.metas["og:image"].replace(str(made.draw.id), card)
        card = await site.http.get(drawn)
        assert card.headers["content-type"] == "image/png"
        return page.metas["og:title"].split(" · ")[0], card.content

    # Four addresses of one draw, and of its card: nothing that was said before is said again.
    plain, named = str(made.draw.id), global_id("Draw", made.draw.id)
    awaited, empty = await seen(link, plain)
    await made.lock()
    made.now = made.draw.first_reveal_at - timedelta(seconds=1)
    counting, unshown = await seen(f"/d/{made.draw.id}", named)
    await made.decide()
    revealing, _ = await seen(f"{link}?lang=en", plain)
    await made.publish()
    published, shown = await seen(f"/d/{made.draw.id}?lang=en", named)
    assert (awaited, counting) == ("待开奖", "即将开奖")
    assert (revealing, published) == ("Being drawn now", "Drawn: 1 won")
    green = bytes.fromhex(BAMBOO[1:])
    twelve = (884, 315 - 206 - 20)

    def is_green(card):
        colour = Image.open(BytesIO(card)).convert("RGB").getpixel(twelve)
        return max(abs(one - two) for one, two in zip(colour, green, strict=True)) < 24

    assert [is_green(card) for card in (empty, unshown, shown)] == [False, False, True]
