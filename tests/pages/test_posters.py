import asyncio
import io

import pytest
import zxingcpp
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions.merchants import Seller
from actions.share_rights import set_product_share
from app.pages.language import Language
from app.posters import press
from app.posters.faces import drawable, face, is_drawn, lines
from app.posters.icons import icon
from app.posters.layouts import card, poster
from app.posters.ring import Ring, draw_ring
from app.posters.sheet import BAMBOO, DAN, Sheet
from app.posters.subject import Goods, Subject
from app.seed.goods import PRODUCTS
from models.ids import new_id
from models.people import Person
from models.share_links import ShareLink
from rules.referrals import ShareTarget
from rules.share_rights import Words
from rules.teams import SeatState
from tests.actions.world_relations import link_of
from tests.actions.worlds import pay

POSTER_MOST = 300_000


def image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def read(content: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image(content).convert("L"))]


async def test_a_poster_leads_to_its_team(site, team):
    answer = await site.get(f"/img/poster/t/{team.code}.png")
    assert answer.headers["content-type"] == "image/png"
    assert image(answer.content).size == (750, 1334)
    assert len(answer.content) <= POSTER_MOST
    assert read(answer.content) == [f"{site.origin}/t/{team.code}"]
    invited = await site.get(f"/img/poster/t/{team.code}.png?by=JUZI-2026&lang=en&v=7")
    assert read(invited.content) == [f"{site.origin}/t/{team.code}?by=JUZI-2026"]
    assert invited.content != answer.content


async def test_a_posters_code_is_its_sharers_link(site, team):
    answer = await site.get(f"/img/poster/t/{team.code}.png?i=23456789AB&by=JUZI-2026")
    assert read(answer.content) == [f"{site.origin}/t/{team.code}?i=23456789AB&ch=poster"]
    for code in ("23456789A", "23456789ABC", "2345678%20B", "23456789ab"):
        answer = await site.get(f"/img/poster/t/{team.code}.png?i={code}")
        assert read(answer.content) == [f"{site.origin}/t/{team.code}"]


async def test_what_its_merchant_says_is_on_every_shared_page(site, campaign, team):
    words, now = Words(title="高山脆甜雪莲果", text="现摘现发"), site.shop.clock()
    seller = Seller(person_id=new_id(now), is_operator=True)
    poster_path, paths = (
        f"/img/poster/t/{team.code}.png",
        (f"/t/{team.code}", f"/c/{slug_of(campaign)}"),
    )
    plain = [await site.page(path) for path in paths]
    drawn = (await site.get(poster_path)).headers["etag"]
    await set_product_share(seller, product_id=campaign.product.id, words=words, now=now)
    async with asyncio.timeout(20):
        for path, before in zip(paths, plain, strict=True):
            while "高山脆甜雪莲果" not in (page := await site.page(path)).metas["og:title"]:
                pass
            assert page.metas["og:description"].startswith("现摘现发 · "), path
            assert page.metas["og:image"] != before.metas["og:image"], "an old card is not kept"
        while (await site.get(poster_path)).headers["etag"] == drawn:
            pass


def slug_of(world):
    return world.campaign.slug


async def test_what_is_no_invitation_is_not_drawn(site, team):
    path = f"/img/poster/t/{team.code}.png"
    for by in ("https://evil.example/", "a" * 41, "%00", "<b>"):
        assert read((await site.get(f"{path}?by={by}")).content) == [f"{site.origin}/t/{team.code}"]


async def test_a_campaigns_poster_leads_to_it_and_cards_are_as_chats_want_them(
    site, campaign, team
):
    slug = campaign.campaign.slug
    assert read((await site.get(f"/img/poster/c/{slug}.png")).content) == [
        f"{site.origin}/c/{slug}"
    ]
    for path in (f"/img/card/t/{team.code}.png", f"/img/card/c/{slug}.png", "/img/card/home.png"):
        answer = await site.get(path)
        assert image(answer.content).size == (1200, 630)
        assert len(answer.content) <= POSTER_MOST


async def test_no_picture_is_drawn_of_what_is_not_there(site):
    nothing = ("t/NOTATEAM", "t/%00", f"t/{'A' * 3000}", "c/nothing", "d/nothing", "x/1")
    draw = "d/01997a3e-0000-7000-8000-000000000000"
    for path in [f"/img/{kind}/{of}.png" for kind in ("poster", "card") for of in (*nothing, draw)]:
        answer = await site.get(path)
        assert answer.status_code == 404, path
        assert "max-age" not in answer.headers.get("cache-control", "")


async def test_a_picture_is_kept_by_who_names_its_version_and_drawn_anew_at_the_next(site, team):
    card_path = (await site.page(f"/t/{team.code}")).metas["og:image"]
    first = await site.get(card_path)
    assert first.headers["cache-control"] == "public, max-age=86400"
    tag = first.headers["etag"]
    plain = await site.get(f"/img/card/t/{team.code}.png")
    assert (plain.headers["etag"], plain.headers["cache-control"]) == (tag, "no-cache")
    assert (await site.get(card_path, if_none_match=tag)).status_code == 304
    await Person.filter(id=team.leader_id).update(display_name="欧阳锋")
    # The same in small letters: what was said under an address is said for a second.
    assert (await site.get(card_path)).headers["etag"] == tag
    changed = await site.get(card_path.replace(team.code, team.code.lower()))
    assert changed.headers["etag"] != tag
    assert changed.content != first.content


async def test_what_takes_too_long_is_to_be_asked_for_again(monkeypatch):
    async def for_ever(*_args):
        await asyncio.Event().wait()

    monkeypatch.setattr(press, "team_subject", for_ever)
    monkeypatch.setattr(press, "SECONDS_MOST", 0.01)
    made = press.Press(origin="https://kaituan.example", nobody=lambda: None)
    with TestClient(Starlette(routes=made.routes())) as client:
        for kind in ("poster", "card"):
            answer = client.get(f"/img/{kind}/t/ABCDEFGH.png")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
            assert answer.headers["cache-control"] == "no-store"


async def test_a_full_team_is_drawn_closed_in_bamboo(site, placed, team, campaign):
    path = f"/img/card/t/{team.code}.png"
    bamboo, dan = bytes.fromhex(BAMBOO[1:]), bytes.fromhex(DAN[1:])
    at = (884, 315 - 206 + 30)  # within the seat at twelve, below its sign
    open_ring = image((await site.get(path)).content).getpixel(at)
    last = await campaign.joined(await campaign.person("欧阳"), team.code)
    for each in (placed[-1], last):
        await pay(each, at=campaign.now)
    later = path.replace(team.code, team.code.lower())
    full_ring = image((await site.get(later)).content).getpixel(at)
    assert close(open_ring, dan)
    assert close(full_ring, bamboo)


def close(colour, other) -> bool:
    return max(abs(one - two) for one, two in zip(colour, other, strict=True)) < 24


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
def test_every_sign_of_the_goods_is_drawn(product):
    for text in (product.title.zh, product.title.en):
        assert [sign for sign in text if not is_drawn(sign)] == []
        assert drawable(text) == text


def test_a_sign_without_a_glyph_is_left_out_instead_of_a_box():
    assert is_drawn("雪")
    assert is_drawn("¥")
    assert not is_drawn("\U0001f34a")
    assert not is_drawn("\ue000")
    assert drawable("蜜橘\U0001f34a\ue000 5 斤") == "蜜橘 5 斤"


def test_a_known_sign_is_painted_as_itself():
    """The middle stroke of 中 runs from its top to its foot, and of 田 nothing stands out."""
    probe = face(64, 700)
    masks = {sign: probe.getmask(sign, mode="L") for sign in "中田"}
    boxes = {sign: probe.getbbox(sign, anchor="ls") for sign in "中田"}
    assert boxes["中"][1] < boxes["田"][1], "the stroke stands out above"
    assert masks["中"].size != masks["田"].size
    assert face(64, 900).getlength("中中") == face(64, 100).getlength("中中")
    assert face(64, 900).getmask("中").getbbox() != face(64, 100).getmask("中").getbbox()


def test_titles_break_at_a_space_or_between_signs_and_never_before_a_stop():
    made = face(50, 800)
    assert lines("云南雪莲果 5 斤装 坏果包赔", made, width=500, most=2) == [
        "云南雪莲果 5 斤装",
        "坏果包赔",
    ]
    broken = lines("坐满一桌，就成一团，" * 3, made, width=250, most=9)
    assert "".join(broken) == "坐满一桌，就成一团，" * 3
    assert all(line[0] not in "，。" for line in broken)
    assert all(made.getlength(line) <= 250 for line in broken)
    short = lines("很长的名字" * 40, made, width=500, most=2)
    assert len(short) == 2
    assert short[1].endswith("…")
    assert made.getlength(short[1]) <= 500
    assert lines("Paper-shell walnuts", made, width=320, most=2) == ["Paper-shell", "walnuts"]


def subject(size: int, **changes) -> Subject:
    goods = Goods(
        title="甲" * 80, wall="#FFE9C7", table="#FFE9C7", kind="团", price="¥1.00", solo="¥2.00"
    )
    told = {
        "path": "/t/ABCDEFGH",
        "goods": goods,
        "stands": "还差 1 人成团",
        "told": "王*的团",
        "call": "扫码入座",
        "count": f"{size - 1}/{size}",
        "below": "3 人团",
        "ring": Ring(
            size=size, filled=size - 1, seats={1: (SeatState.HELD, ""), 2: (SeatState.FILLED, "王")}
        ),
    }
    return Subject(**{**told, **changes})


@pytest.mark.parametrize("size", [2, 3, 24, 25, 100, 101, 10_000])
def test_any_ring_leaves_its_code_readable(size):
    address = "https://kaituan.example/t/ABCDEFGH?by=ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    content = poster(subject(size), address, Language.ZH)
    assert read(content) == [address]
    assert len(content) <= POSTER_MOST


def test_a_card_of_the_longest_words_is_drawn():
    assert image(card(subject(100, count="100/100"), Language.EN)).size == (1200, 630)


def test_a_ring_shows_who_sits_who_pays_and_what_is_free():
    seats = {1: (SeatState.FILLED, "王"), 2: (SeatState.HELD, "")}
    sheet = Sheet(200, 200, "#FFFFFF")
    draw_ring(sheet, Ring(size=4, filled=1, seats=seats), (100, 100), 80)
    drawn = image(sheet.png())
    assert close(drawn.getpixel((100, 33)), bytes.fromhex(DAN[1:]))  # at twelve
    assert close(drawn.getpixel((180, 90)), bytes.fromhex("FFF1DC"))  # at three
    assert close(drawn.getpixel((100, 190)), bytes.fromhex("FBF8F3"))  # at six


@pytest.mark.parametrize("size", [180, 192, 512])
def test_icons_are_squares_without_clear_corners(size):
    drawn = image(icon(size))
    assert drawn.size == (size, size)
    assert close(drawn.getpixel((0, 0)), bytes.fromhex(DAN[1:]))


async def test_a_persons_poster_leads_here_by_their_link(site, team):
    now = team.opened_at
    link = await link_of(await Person.get(id=team.leader_id), now=now)
    path = f"/img/poster/i/{link.code}.png"
    drawn = await site.get(path)
    assert image(drawn.content).size == (750, 1334)
    assert len(drawn.content) <= POSTER_MOST
    assert read(drawn.content) == [f"{site.origin}/?i={link.code}&ch=poster"]
    assert (await site.get(f"{path}?lang=en")).content != drawn.content
    assert read((await site.get(f"{path}?by=ANOTHER")).content) == read(drawn.content)


async def test_no_poster_invites_by_a_link_that_does_not(site, team, campaign):
    leader, now = await Person.get(id=team.leader_id), team.opened_at
    theirs = await link_of(
        leader,
        now=now,
        target=ShareTarget.TEAM,
        target_id=team.id,
        merchant_id=campaign.merchant.id,
    )
    blocked = await link_of(await campaign.person(), now=now)
    await ShareLink.filter(id=blocked.id).update(blocked_at=now, block_reason="骚扰")
    for code in (theirs.code, blocked.code, "NOSUCHCODE"):
        assert (await site.get(f"/img/poster/i/{code}.png")).status_code == 404
