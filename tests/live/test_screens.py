"""What a screen is shown, over both transports: at once, as it changes, and not a moment longer."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from models.db import rows
from models.screens import Screen
from rules.people import Role
from tests.live.drawings import staged
from tests.live.screens import DOCS, FRAMES, on_wall
from tests.live.watching import greeted, streamed

MESSAGE = {"kind": "MESSAGE", "zh": "快来", "seconds": 30}


@pytest.fixture
async def desk(crowd):
    return await crowd.member("值班员", role=Role.OPERATOR)


async def asked(client, document, **variables):
    """The code of the error, or the kind of the answer."""
    answer = await client.raw(document, **variables)
    if answer.get("errors"):
        return answer["errors"][0]["extensions"]["code"]
    [value] = answer["data"].values()
    return value["__typename"] if isinstance(value, dict) else value


async def test_a_page_on_a_wall_waits_and_is_a_screen_once_its_code_is_approved(shop, desk):
    stranger = shop.client()
    begun = (await stranger.ask(DOCS["StartPairing"]))["startPairing"]
    secret, code = begun["secret"], begun["code"]
    assert code[3] == "-"
    async with greeted(shop.socket_url) as watch:
        await watch.ask(DOCS["WaitForApproval"], secret=secret)
        assert (await watch.news())["state"] == "PENDING"
        typed = code.replace("-", " ").lower()
        await desk.ask(DOCS["ApproveScreen"], code=typed, name="门口")
        approved = await watch.news()
        assert (await watch.hear())["type"] == "complete"
    assert approved["state"] == "APPROVED"

    # Whoever lost the answer asks again, until the screen came with its token once.
    async def again():
        return (await stranger.ask(DOCS["AskForApproval"], secret=secret))["pairing"]

    assert (await again())["token"] == approved["token"]
    async with greeted(shop.socket_url, approved["token"]) as watch:
        await watch.ask(FRAMES)
        assert (await watch.news())["screen"]["name"] == "门口"
    assert await again() | {"serverTime": None} == {
        "state": "EXPIRED",
        "token": None,
        "expiresAt": None,
        "serverTime": None,
    }
    kept = await rows("SELECT s::text || p::text AS kept FROM screen s, pairing p")
    for known in (secret, approved["token"]):
        assert known not in str(kept)


async def test_a_screen_that_no_subscription_reaches_came_all_the_same(shop, desk):
    screen = await on_wall(shop, desk)
    await shop.client(screen.token).ask("{ screenFrame { version } }")
    [seen] = (await desk.ask(DOCS["Screens"]))["screens"]["nodes"]
    assert seen["isOnline"] is True
    told = await shop.client().ask(DOCS["AskForApproval"], secret=screen.secret)
    assert (told["pairing"]["state"], told["pairing"]["token"]) == ("EXPIRED", None)


async def test_a_code_that_nobody_approves_is_over_and_the_screen_is_told(shop, desk):
    begun = (await shop.client().ask(DOCS["StartPairing"]))["startPairing"]
    shop.clock.turn(minutes=9, seconds=59)
    waiting = {"secret": begun["secret"]}
    async with streamed(shop.url, DOCS["WaitForApproval"], **waiting) as frames:
        states = [each[1]["data"]["pairing"]["state"] async for each in frames if each[1]]
    assert states == ["PENDING", "EXPIRED"]
    late = {"code": begun["code"], "name": "x"}
    assert await asked(desk, DOCS["ApproveScreen"], **late) == "PairingNotFound"


async def test_codes_are_neither_guessed_nor_begun_without_end(shop, desk):
    wrong = {"code": "222-222", "name": "x"}
    guesses = [await asked(desk, DOCS["ApproveScreen"], **wrong) for _ in range(19)]
    assert guesses == ["PairingNotFound"] * 19
    # A screen of one's own gives no guesses back.
    await on_wall(shop, desk)
    assert await asked(desk, DOCS["ApproveScreen"], **wrong) == "TooManyAttempts"
    stranger = shop.client()
    begun = [await asked(stranger, DOCS["StartPairing"]) for _ in range(30)]
    assert begun == ["PairingStarted"] * 29 + ["TooManyPairings"]
    shop.clock.turn(minutes=10)
    assert await asked(stranger, DOCS["StartPairing"]) == "PairingStarted"


async def test_a_wall_moves_as_teams_do_over_both_transports(shop, crowd, desk):
    screen = await on_wall(shop, desk)
    code = (await crowd.opened(await crowd.member("林果子")))["team"]["code"]
    async with (
        greeted(shop.socket_url, screen.token) as watch,
        streamed(shop.url, FRAMES, screen.token) as frames,
    ):

        async def streamed_news():
            return (await anext(frames))[1]["data"]["screen"]

        await watch.ask(FRAMES)
        ways = {way: await way() for way in (watch.news, streamed_news)}
        for frame in ways.values():
            assert (frame["scene"], frame["wall"]["teaming"]) == ("WALL", 1)
            [team] = frame["wall"]["teams"]
            assert (team["code"], team["leader"]["displayName"]) == (code, "林*子")
            assert frame["wall"]["joinUrl"] == f"{shop.url}/"
        await crowd.joined(await crowd.member(), code)
        for way, first in ways.items():
            versions, frame = [first["version"]], first
            while not frame["wall"]["lastFormed"]:
                frame = await way()
                versions.append(frame["version"])
            assert versions == sorted(set(versions))
            assert frame["wall"]["teams"][0]["status"] == "FORMED"
            assert (frame["wall"]["formed"], frame["wall"]["teaming"]) == (1, 0)


async def test_what_is_told_to_a_screen_is_seen_at_once_and_at_most_four_times_a_second(shop, desk):
    screen = await on_wall(shop, desk)
    async with greeted(shop.socket_url, screen.token) as watch:
        await watch.ask(FRAMES)
        await watch.news()
        told = [f"第 {n} 句" for n in range(12)]
        for text in told:
            scene = {"kind": "MESSAGE", "zh": text}
            assert await screen.told("PushScene", scene=scene, untilCleared=True) == "ScenePushed"
        heard = [await watch.news()]
        while heard[-1]["message"]["zh"] != told[-1]:
            heard.append(await watch.news())
        times = [datetime.fromisoformat(each["serverTime"]) for each in heard]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert all(gap > timedelta(milliseconds=240) for gap in gaps)
        assert len(heard) <= len(told)
        assert await screen.told("ClearScene") == "SceneCleared"
        assert (await watch.news())["scene"] == "WALL"
        assert await screen.told("ChangeScreen", theme="DAY", lowPower=True) == "ScreenChanged"
        face = (await watch.news())["screen"]
        assert (face["theme"], face["lowPower"]) == ("DAY", True)
        assert await screen.told("ReloadScreen") == "ScreenReloaded"
        reloaded = (await watch.news())["reloadedAt"]
        assert (await screen.says())["reloadedAt"] == reloaded


async def test_scenes_turn_by_the_servers_clock(shop, desk):
    screens = [await on_wall(shop, desk) for _ in range(2)]
    scenes = [MESSAGE | {"zh": text} for text in ("一", "二")]
    for screen in screens:
        assert await screen.told("AssignScenes", scenes=scenes) == "ScenesAssigned"
    # A third of a second before the next turn.
    left = 30 - shop.clock().timestamp() % 30
    shop.clock.turn(seconds=left - 0.35 if left > 0.35 else left + 29.65)
    async with (
        greeted(shop.socket_url, screens[0].token) as one,
        greeted(shop.socket_url, screens[1].token) as other,
    ):
        await asyncio.gather(one.ask(FRAMES), other.ask(FRAMES))
        first = [await one.news(), await one.news()]
        second = [await other.news(), await other.news()]
    said = [frame["message"]["zh"] for frame in first]
    assert said == [frame["message"]["zh"] for frame in second]
    assert set(said) == {"一", "二"}
    due = datetime.fromisoformat(first[0]["sceneEndsAt"])
    for frame in (first[1], second[1]):
        assert (
            timedelta() <= datetime.fromisoformat(frame["serverTime"]) - due < timedelta(seconds=1)
        )


async def test_a_revoked_screen_is_sent_away_at_once_on_both_transports(shop, desk):
    screen = await on_wall(shop, desk)
    async with (
        greeted(shop.socket_url, screen.token) as watch,
        streamed(shop.url, FRAMES, screen.token) as frames,
    ):
        await watch.ask(FRAMES)
        await watch.news()
        await anext(frames)
        assert await screen.told("RevokeScreen") == "ScreenRevoked"
        [code] = [
            each["errors"][0]["extensions"]["code"] async for name, each in frames if name == "next"
        ]
        assert code == "UNAUTHENTICATED"
        assert await watch.closed() == 4401
    client = shop.client(screen.token)
    assert await asked(client, "{ serverTime }") == "UNAUTHENTICATED"
    assert await screen.told("RevokeScreen") == "ScreenNotFound"


FOR_ALL = ("{ serverTime }", "{ viewer { id } }", "{ campaigns(first: 1) { __typename } }")
FOR_PEOPLE = (
    "{ orders(first: 1) { __typename } }",
    "{ screens(first: 1) { __typename } }",
    "mutation { signOut { __typename } }",
    'mutation { signIn(input: {handle: "x", password: "x"}) { __typename } }',
    "mutation { startPairing { __typename } }",
)
SIGN_UP = """mutation($i: SignUpInput!) { signUp(input: $i) { __typename } }"""
NEW = {"handle": "newcomer", "password": "long enough", "displayName": "x"}


async def test_a_screen_looks_at_what_everybody_may_and_does_nothing_but_report(shop, crowd, desk):
    screen = await on_wall(shop, desk)
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    client = shop.client(screen.token)
    for document in FOR_ALL:
        assert await asked(client, document) not in {"FORBIDDEN", "UNAUTHENTICATED"}
    for document in FOR_PEOPLE:
        assert await asked(client, document) == "FORBIDDEN", document
    assert await asked(client, SIGN_UP, i=NEW) == "FORBIDDEN"
    for name in ("RevokeScreen", "ClearScene"):
        assert await asked(client, DOCS[name], screenId=screen.id) == "FORBIDDEN"
    async with greeted(shop.socket_url, screen.token) as watch:
        await watch.ask("subscription($c: String!) { teamProgress(code: $c) { code } }", c=code)
        assert (await watch.news())["code"] == code
        await watch.ask("subscription { viewerEvents { kind } }", name="2")
        assert (await watch.refusal())["code"] == "FORBIDDEN"
    assert await screen.says(scene="RANKING") | {"serverTime": 0} == {
        "reloadedAt": None,
        "serverTime": 0,
    }
    [seen] = (await desk.ask(DOCS["Screens"]))["screens"]["nodes"]
    assert seen["isOnline"] is True
    assert (seen["report"]["scene"], seen["report"]["heapBytes"]) == ("RANKING", "12000000")
    shop.clock.turn(seconds=91)
    [gone] = (await desk.ask(DOCS["Screens"]))["screens"]["nodes"]
    assert gone["isOnline"] is False


async def test_a_screen_shows_a_draw_and_no_winner_before_its_time(shop, desk):
    drawn = """subscription { screen { scene serverTime draw { draw {
      uuid stage revealed winners { prize revealedAt } } } } }"""
    made = await staged(shop, size=4, winners=2)
    screen = await on_wall(shop, desk)
    async with greeted(shop.socket_url, screen.token) as watch:
        await watch.ask(drawn)
        assert (await watch.news())["scene"] != "DRAW"
        await made.lock()
        seen = [await watch.news()]
        while seen[-1]["scene"] != "DRAW":  # a wall may have moved on before
            seen = [await watch.news()]
        await made.decide()
        while seen[-1]["draw"]["draw"]["stage"] != "REVEALING":
            seen.append(await watch.news())
        await made.publish()
        while seen[-1]["draw"]["draw"]["stage"] != "PUBLISHED":
            seen.append(await watch.news())
    for frame in seen:
        draw = frame["draw"]["draw"]
        assert draw["uuid"] == made.uuid
        assert len(draw["winners"]) == draw["revealed"]
        assert all(each["revealedAt"] <= frame["serverTime"] for each in draw["winners"])
    assert seen[0]["draw"]["draw"]["stage"] == "LOCKED"
    assert len(seen[-1]["draw"]["draw"]["winners"]) == 2
    assert await Screen.filter(seen_at__isnull=False).count() == 1
