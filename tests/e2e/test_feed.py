"""The feed: teams move while one looks, lists end, and a lost network shows the last."""

CHOICES = "query($code: String!) { team(code: $code) { campaign { skus { id } } } }"
JOIN = """mutation($i: JoinTeamInput!) { joinTeam(input: $i) {
  __typename ... on TeamJoined { payment { id } } } }"""
PAY = """mutation($id: ID!) { paySandbox(input: {paymentId: $id}) { __typename } }"""
STAMP = "() => (window.stamp ??= Math.random())"
SEATS = """([code, seats]) => document
  .querySelector(`[data-code=${code}] .label`)?.textContent === seats"""
GONE = "code => !document.querySelector(`.filling [data-code=${code}]`)"
AMONG = """([code, most]) => [...document.querySelectorAll('.filling [data-code]')]
  .findIndex(team => team.dataset.code === code) < most"""
MORE = ".campaign-list-end button"
GROWN = f"""shown => document.querySelectorAll('a.campaign-card').length > shown
  || !document.querySelector('{MORE}')"""
SLUGS = """() => [...document.querySelectorAll('.campaign-cards a.campaign-card')]
  .map(card => card.getAttribute('href'))"""


async def seated(shop, code: str, name: str):
    """Somebody who just took a seat and paid it."""
    member = await shop.newcomer(name)
    sku = (await member.ask(CHOICES, code=code))["team"]["campaign"]["skus"][0]["id"]
    wish = {"teamCode": code, "skuId": sku, "idempotencyKey": code}
    joined = (await member.ask(JOIN, i=wish))["joinTeam"]
    await member.ask(PAY, id=joined["payment"]["id"])
    return member


async def test_the_strip_fills_and_moves_while_one_looks(shop, phone):
    page = await phone(shop, "/", wait=".filling [data-code=TEAM2243]")
    stamp = await page.evaluate(STAMP)
    await page.wait_for_function(SEATS, arg=["TEAM2243", "2/4"])
    await seated(shop, "TEAM2243", "钱一")
    await page.wait_for_function(SEATS, arg=["TEAM2243", "3/4"])
    # One seat is missing now: within three seconds it stands among those.
    await page.wait_for_function(AMONG, arg=["TEAM2243", 7])
    await seated(shop, "TEAM2243", "孙二")
    await page.wait_for_function(GONE, arg="TEAM2243")
    assert await page.evaluate(STAMP) == stamp


async def test_the_list_grows_by_pages_and_shows_nothing_twice(still, phone):
    page = await phone(still, "/", wait="a.campaign-card")
    shown = 0
    while await page.locator(MORE).count():
        await page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        await page.wait_for_function(GROWN, arg=shown)
        shown = len(await page.evaluate(SLUGS))
    slugs = await page.evaluate(SLUGS)
    assert len(slugs) == len(set(slugs)) > 12


async def test_a_kind_without_open_offers_points_to_what_comes(still, phone):
    page = await phone(still, "/?kind=seckill", wait=".page-state")
    assert await page.locator(".upcoming a[href='/c/celadon-teapot']").count() == 1
    await page.click(".kind-filter a >> nth=0")
    await page.wait_for_selector("a.campaign-card")
    assert page.url == f"{still.url}/"


async def test_without_a_network_the_last_feed_is_there_with_its_time(still, gate, phone):
    way = await gate(still)
    page = await phone(still, "/", through=way, wait="a.campaign-card")
    await page.click(".feed-search")
    await page.wait_for_selector(".search-top")
    assert await page.locator(".as-of").count() == 0
    page.witness.allow("ERR_|WebSocket")
    way.cut()
    await page.go_back()
    await page.wait_for_selector(".as-of")
    assert await page.locator("a.campaign-card").count() >= 12
    way.mend()
    await page.evaluate("() => window.dispatchEvent(new Event('online'))")
    await page.wait_for_selector(".as-of", state="detached")
