"""What somebody changes about their account, and what they read of what happened to them."""

from actions.relay import place_events
from models.catalogue import Favourite, Product
from models.people import Address, Person, Session
from models.teams import Team
from rules.people import CLOSED_NAME
from tests.graph.people import HOME, gid
from tests.journeys.crowd import gathered
from tests.journeys.documents import ADDRESS
from tests.live.watching import streamed

RENAME = """mutation($i: ChangeDisplayNameInput!) { changeDisplayName(input: $i) {
  viewer { displayName } } }"""
PASSWORD = """mutation($i: ChangePasswordInput!) { changePassword(input: $i) { __typename
  ... on Refusal { message } } }"""
CLOSE = """mutation($i: CloseAccountInput!) { closeAccount(input: $i) { __typename
  ... on AccountInUse { reasons } } }"""
SIGN_IN = """mutation($i: SignInInput!) { signIn(input: $i) { __typename
  ... on SignedIn { token } } }"""
SIGN_UP = "mutation($i: SignUpInput!) { signUp(input: $i) { __typename } }"
LIKE = "mutation($i: SetFavouriteInput!) { setFavourite(input: $i) { __typename } }"
WHO = "{ viewer { displayName } }"
LEADER = "query($code: String!) { team(code: $code) { leader { displayName } } }"
NEWS = """query($first: Int!, $after: String) { viewer { unread notifications(
  first: $first, after: $after) { nodes { position kind unread order { id } }
  pageInfo { hasNextPage endCursor } } } }"""
READ = """mutation($i: ReadNotificationsInput!) { readNotifications(input: $i) {
  viewer { unread } } }"""
OLD, NEW = "long enough", "even longer than that"


async def signed_in(shop, handle, password):
    """A client with one more session, or the refusal's name."""
    client = shop.client()
    wanted = {"handle": handle, "password": password}
    answer = (await client.ask(SIGN_IN, i=wanted))["signIn"]
    client.token = answer.get("token")
    client.http.cookies.clear()
    return client if client.token else answer["__typename"]


async def asked(client, document, **given):
    [answer] = (await client.ask(document, i=given)).values()
    return answer


async def test_another_name_is_said_everywhere_masked_to_others(shop):
    crowd = await gathered(shop)
    leader = await crowd.member("王小明")
    code = (await crowd.opened(leader))["team"]["code"]
    changed = await asked(leader, RENAME, displayName="  陈晨晨 ")
    assert changed == {"viewer": {"displayName": "陈晨晨"}}
    told = await crowd.shared.ask(LEADER, code=code)
    assert told["team"]["leader"]["displayName"] == "陈*晨"
    [error] = (await leader.raw(RENAME, i={"displayName": "x" * 41}))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_another_password_ends_every_session_but_the_one_it_was_changed_in(shop):
    here = await shop.newcomer()
    there = await signed_in(shop, "guest1", OLD)
    async with streamed(shop.url, "subscription { viewerEvents { kind } }", there.token) as told:
        await anext(told)
        wrong = await asked(here, PASSWORD, password="guessed", newPassword=NEW)
        assert wrong["__typename"] == "WrongPassword"
        assert (await there.ask(WHO))["viewer"] is not None
        changed = await asked(here, PASSWORD, password=OLD, newPassword=NEW)
        assert changed == {"__typename": "PasswordChanged"}
        _, last = await anext(told)
        assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await here.ask(WHO))["viewer"] is not None
    [error] = (await there.raw(WHO))["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert await signed_in(shop, "guest1", OLD) == "WrongCredentials"
    assert (await (await signed_in(shop, "guest1", NEW)).ask(WHO))["viewer"] is not None


async def test_a_password_cannot_be_guessed_from_inside_either(shop):
    client = await shop.newcomer()
    shop.clock.hold()
    for _ in range(20):
        answer = await asked(client, CLOSE, password="guessed")
        assert answer["__typename"] == "WrongPassword"
    assert (await asked(client, CLOSE, password=OLD))["__typename"] == "TooManyAttempts"
    assert await Person.exists(handle="guest1")


async def test_a_closed_account_leaves_no_name_and_every_booking(shop):
    client = await shop.newcomer("王小明")
    crowd = await gathered(shop, size=2)
    placed = await crowd.opened(client)
    in_use = await asked(client, CLOSE, password=OLD)
    assert in_use == {"__typename": "AccountInUse", "reasons": ["ORDERS_UNDER_WAY"]}
    await client.ask(ADDRESS, i=HOME)
    product = gid("Product", (await Product.get()).id)
    await asked(client, LIKE, productId=product, favourite=True)
    shop.clock.turn(hours=25)
    for _ in range(2):
        await shop.sweep()
    other = await signed_in(shop, "guest1", OLD)

    closed = await asked(client, CLOSE, password=OLD)
    assert closed["__typename"] == "AccountClosed"
    client.http.cookies.clear()
    for session in (client, other):
        [error] = (await session.raw(WHO))["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert await signed_in(shop, "guest1", OLD) == "WrongCredentials"
    team = await Team.get(code=placed["team"]["code"])
    told = await shop.client().ask(LEADER, code=team.code)
    assert told["team"]["leader"]["displayName"] == CLOSED_NAME
    gone = await Person.get(id=team.leader_id)
    assert (await signed_in(shop, gone.handle, "!")) == "WrongCredentials"
    assert not await Address.exists(person_id=gone.id)
    assert not await Favourite.exists(person_id=gone.id)
    assert not await Session.exists(person_id=gone.id, revoked_at=None)
    again = {"handle": "guest1", "password": OLD, "displayName": "别人"}
    assert (await asked(shop.client(), SIGN_UP, **again))["__typename"] == "SignedUp"


async def news(client, first=50, after=None):
    return (await client.ask(NEWS, first=first, after=after))["viewer"]


async def test_notifications_are_what_others_did_the_latest_first(shop):
    crowd = await gathered(shop, size=2)
    buyer, friend = await crowd.member(), await crowd.member()
    assert await news(buyer) | {"notifications": None} == {"unread": 0, "notifications": None}
    placed = await crowd.opened(buyer)
    await crowd.joined(friend, placed["team"]["code"])
    await place_events()
    seen = await news(buyer)
    nodes = seen["notifications"]["nodes"]
    assert [each["kind"] for each in nodes] == ["TEAM_FORMED", "SEAT_FILLED"]
    assert [each["unread"] for each in nodes] == [2, 2]
    assert nodes[0]["order"]["id"] == placed["order"]["id"]

    first = await news(buyer, first=1)
    page = first["notifications"]["pageInfo"]
    second = await news(buyer, first=1, after=page["endCursor"])
    assert [first["notifications"]["nodes"], second["notifications"]["nodes"]] == [
        nodes[:1],
        nodes[1:],
    ]
    assert not second["notifications"]["pageInfo"]["hasNextPage"]

    await asked(buyer, READ, upTo=nodes[1]["position"])
    assert (await news(buyer))["unread"] == 1
    await asked(buyer, READ, upTo=nodes[0]["position"])
    back = await asked(buyer, READ, upTo=nodes[1]["position"])
    assert back == {"viewer": {"unread": 0}}, "what was read stays read"
    assert (await news(friend))["unread"] == 2
