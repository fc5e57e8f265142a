"""How screens are paired, told what to show, and taken away: whoever comes first, and twice."""
# ruff: noqa: S608 - what is put together here is written here

import asyncio
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from tortoise.exceptions import IntegrityError

from actions.pairing import NewScreen, approve_screen
from actions.screens import (
    assign_scenes,
    change_screen,
    clear_scene,
    note_report,
    note_seen,
    push_scene,
    reload_screen,
    revoke_screen,
)
from app.door import session_over
from models.audit import AuditEntry
from models.campaigns import Campaign
from models.db import rows
from models.ids import ALPHABET
from models.outbox import OutboxEvent
from models.screens import Pairing, PairingGate, Scene, Screen
from rules import screens as rules
from rules.policy import POLICY
from rules.refusals import (
    CampaignNotFound,
    DrawNotFound,
    MerchantNotFound,
    PairingNotFound,
    ScreenNotFound,
    TeamNotFound,
    TooManyPairings,
)
from rules.screens import AT_FIRST, SceneKind, ScreenTheme
from subscriptions.hub import Hub
from tests.actions.world_draws import entered
from tests.actions.world_screens import operator_of, paired, seller_of, waiting
from tests.actions.worlds import make_world
from tests.graph.people import drafted

MESSAGE = rules.Scene(kind=SceneKind.MESSAGE, zh="快来", seconds=30)
WALL = rules.Scene(kind=SceneKind.WALL)


async def listed(screen: Screen) -> list[rules.Scene]:
    kept = await Scene.filter(screen_id=screen.id, place__gt=0).order_by("place")
    return [row.facts() for row in kept]


async def test_a_code_is_approved_once_and_becomes_a_screen(db, noon):
    world = await make_world(noon)
    desk = await operator_of(world)
    pairing = await waiting(noon)
    assert len(pairing.code) == 6
    assert set(pairing.code) <= set(ALPHABET)
    assert pairing.expires_at == noon + timedelta(minutes=10)
    new = NewScreen(merchant_id=None, name="门口", theme=ScreenTheme.DAY)
    answers = await asyncio.gather(
        *(approve_screen(new, code=pairing.code, seller=desk, now=noon) for _ in range(5)),
        return_exceptions=True,
    )
    assert Counter(type(answer) for answer in answers) == {Screen: 1, PairingNotFound: 4}

    screen = await Screen.get()
    assert (screen.name, screen.theme, screen.version) == ("门口", ScreenTheme.DAY, 1)
    assert screen.token_hash == pairing.token_hash
    assert await listed(screen) == list(AT_FIRST)
    noted = await AuditEntry.get(verb="approveScreen")
    assert (noted.person_id, noted.subject) == (desk.person_id, str(screen.id))
    [told] = await OutboxEvent.filter(topic=f"pairing:{pairing.id}")
    assert told.kind == "PAIRING_APPROVED"


async def test_no_code_is_good_for_longer_than_ten_minutes(db, noon, refused):
    early, late = await waiting(noon), await waiting(noon)
    assert early.code != late.code
    last = noon + POLICY.pairing
    new = NewScreen(merchant_id=None, name="x")
    await approve_screen(new, code=early.code, seller=None, now=last - timedelta(microseconds=1))
    async with refused(PairingNotFound):
        await approve_screen(new, code=late.code, seller=None, now=last)
    async with refused(PairingNotFound):
        await approve_screen(new, code="222222", seller=None, now=noon)
    # The next that begins forgets those before it; who was approved late has time to come.
    await waiting(last)
    assert await Pairing.filter(expires_at__lte=last).count() == 0
    assert await Pairing.filter(screen_id__isnull=False).count() == 1
    assert (await PairingGate.get()).waiting == 1


CROWDED = """
INSERT INTO pairing (id, code, secret_hash, token_hash, created_at, expires_at)
SELECT gen_random_uuid(), translate(lpad(n::text, 6, '0'), '01', 'AB'),
       sha256(n::text::bytea), sha256(('t' || n)::bytea),
       $1::timestamptz, $1 + interval '10 minutes'
  FROM generate_series($2::integer, $3::integer) n"""


async def test_a_thousand_may_wait_and_the_database_counts_them(db, noon, refused):
    await rows(CROWDED, noon, 2, 1000)
    answers = await asyncio.gather(*(waiting(noon) for _ in range(4)), return_exceptions=True)
    assert Counter(type(each) for each in answers) == {Pairing: 1, TooManyPairings: 3}
    async with refused(TooManyPairings) as told:
        await waiting(noon + timedelta(minutes=9))
    assert told.value.retry_after_seconds == 61
    with pytest.raises(IntegrityError, match="pairings_waiting_most"):
        await rows(CROWDED, noon, 2001, 2001)
    await waiting(noon + POLICY.pairing)
    assert (await PairingGate.get()).waiting == 1


async def test_a_merchant_has_screens_of_their_own_alone(db, noon, refused):
    world, other = await make_world(noon), await make_world(noon)
    rival, owner = await seller_of(other), await seller_of(world)
    code = (await waiting(noon)).code
    new = NewScreen(merchant_id=world.merchant.id, name="橱窗")
    async with refused(MerchantNotFound):
        await approve_screen(new, code=code, seller=rival, now=noon)
    screen = await approve_screen(new, code=code, seller=owner, now=noon)
    whole = await paired(noon)
    for asker, each in ((rival, screen), (owner, whole)):
        asked = {"screen_id": each.id, "seller": asker, "now": noon}
        for act, more in (
            (assign_scenes, {"scenes": [MESSAGE]}),
            (push_scene, {"scene": MESSAGE, "until_at": None}),
            (clear_scene, {}),
            (change_screen, {"changes": {"name": "x"}}),
            (reload_screen, {}),
            (revoke_screen, {}),
        ):
            async with refused(ScreenNotFound):
                await act(**asked, **more)


async def test_a_merchants_screen_shows_what_is_theirs_and_nobody_shows_a_draft(db, noon, refused):
    world, made = await make_world(noon), await entered(noon)
    desk, screen = await operator_of(world), await paired(noon, merchant_id=world.merchant.id)
    draft = await Campaign.create(**drafted(world, noon))
    wrong = {
        CampaignNotFound: {"kind": SceneKind.WALL, "campaign_id": made.world.campaign.id},
        TeamNotFound: {"kind": SceneKind.FOCUS, "team_id": made.teams[0].id},
        DrawNotFound: {"kind": SceneKind.DRAW, "draw_id": made.draw.id},
    }
    asked = {"screen_id": screen.id, "seller": desk, "now": noon}
    for refusal, scene in wrong.items():
        async with refused(refusal):
            await assign_scenes(**asked, scenes=[WALL, rules.Scene(**scene)])
        async with refused(refusal):
            await push_scene(**asked, scene=rules.Scene(**scene), until_at=None)
    unseen = rules.Scene(kind=SceneKind.POSTER, campaign_id=draft.id)
    async with refused(CampaignNotFound):
        await assign_scenes(**asked, scenes=[unseen])
    whole = await paired(noon)
    everything = [rules.Scene(**scene) for scene in wrong.values()]
    await assign_scenes(screen_id=whole.id, seller=desk, now=noon, scenes=everything)
    assert await listed(whole) == everything


async def test_two_lists_at_once_leave_one_of_them_whole(db, noon):
    world = await make_world(noon)
    desk, screen = await operator_of(world), await paired(noon)
    lists = [[MESSAGE] * 20, [WALL] * 3]
    asked = {"screen_id": screen.id, "seller": desk, "now": noon}
    await asyncio.gather(*(assign_scenes(**asked, scenes=each) for each in lists * 3))
    assert await listed(screen) in lists
    told = await OutboxEvent.filter(topic=f"screen:{screen.id}").order_by("version")
    assert [each.version for each in told] == [2, 3, 4, 5, 6, 7]


async def test_what_is_pushed_replaces_what_was_and_is_taken_back(db, noon):
    world = await make_world(noon)
    asked = {"screen_id": (await paired(noon)).id, "seller": await operator_of(world)}
    until = noon + timedelta(seconds=9)
    await push_scene(**asked, scene=WALL, until_at=None, now=noon)
    await push_scene(**asked, scene=MESSAGE, until_at=until, now=noon)
    [pushed] = await Scene.filter(place=0)
    assert (pushed.facts(), pushed.until_at) == (MESSAGE, until)
    screen = await clear_scene(**asked, now=noon)
    assert await Scene.filter(place=0).count() == 0
    assert await listed(screen) == list(AT_FIRST)


async def test_a_screen_is_sent_away_that_was_revoked_before_anybody_listened(db, noon):
    world = await make_world(noon)
    screen = await paired(noon)
    desk = await operator_of(world)
    # It showed its token, and only then was that taken.
    asker = SimpleNamespace(screen=screen.id)
    await revoke_screen(screen_id=screen.id, seller=desk, now=noon)
    async with asyncio.timeout(10):
        await session_over(asker, Hub())


async def test_a_revoked_screen_is_none_any_more(db, noon, refused):
    world = await make_world(noon)
    screen, desk = await paired(noon), await operator_of(world)
    await note_seen(screen_id=screen.id, now=noon)
    asked = {"screen_id": screen.id, "seller": desk, "now": noon}
    answers = await asyncio.gather(
        *(revoke_screen(**asked) for _ in range(3)), return_exceptions=True
    )
    assert Counter(type(each) for each in answers) == {Screen: 1, ScreenNotFound: 2}
    assert await OutboxEvent.filter(topic=f"session:{screen.id}").count() == 1
    async with refused(ScreenNotFound):
        await change_screen(**asked, changes={"name": "x"})
    later = noon + timedelta(hours=1)
    await note_report(screen_id=screen.id, report={}, now=later)
    await note_seen(screen_id=screen.id, now=later)
    assert (await Screen.get(id=screen.id)).seen_at == noon


async def test_a_report_is_kept_once_in_five_seconds(db, noon):
    screen = await paired(noon)
    for seconds, heap in ((0, 1), (4, 2), (5, 3), (30, 4)):
        at = noon + timedelta(seconds=seconds)
        await note_report(screen_id=screen.id, report={"heap_bytes": heap}, now=at)
        kept = await Screen.get(id=screen.id)
        assert kept.report == {"heap_bytes": 1 if heap == 2 else heap}
        assert kept.version == 1


NEW = "INSERT INTO scene (id, screen_id, place, seconds, kind"
REFUSED = {
    "a kind nobody knows": f"{NEW}) SELECT gen_random_uuid(), id, 2, 9, 'HOLDING' FROM screen",
    "a focus on no team": f"{NEW}) SELECT gen_random_uuid(), id, 2, 9, 'FOCUS' FROM screen",
    "a message of no words": f"{NEW}) SELECT gen_random_uuid(), id, 2, 9, 'MESSAGE' FROM screen",
    "a wall with words": f"{NEW}, zh) SELECT gen_random_uuid(), id, 2, 9, 'WALL', 'x' FROM screen",
    "a blink": f"{NEW}) SELECT gen_random_uuid(), id, 2, 4, 'WALL' FROM screen",
    "a 21st scene": f"{NEW}) SELECT gen_random_uuid(), id, 21, 9, 'WALL' FROM screen",
    "two in one place": f"{NEW}) SELECT gen_random_uuid(), id, 1, 9, 'WALL' FROM screen",
    "another's campaign": f"{NEW}, campaign_id) SELECT gen_random_uuid(), s.id, 2, 9, 'WALL', c.id"
    " FROM screen s, campaign c WHERE c.merchant_id <> s.merchant_id",
    "a screen handed on": "UPDATE screen SET merchant_id = NULL",
    "a token exchanged": "UPDATE screen SET token_hash = sha256('x')",
    "a second code alike": "INSERT INTO pairing (id, code, secret_hash, token_hash, created_at,"
    " expires_at) SELECT gen_random_uuid(), code, sha256('a'), sha256('b'), created_at, expires_at"
    " FROM pairing WHERE screen_id IS NULL",
    "a code to be misread": "UPDATE pairing SET code = 'O0I1LU' WHERE screen_id IS NULL",
    "one screen of two codes": "UPDATE pairing SET screen_id = (SELECT id FROM screen)",
    "a screen that comes back": "UPDATE screen SET revoked_at = created_at;"
    "UPDATE screen SET revoked_at = NULL",
}


async def test_the_database_refuses_what_no_screen_may_be(db, noon):
    world = await make_world(noon)
    await make_world(noon)
    await paired(noon, merchant_id=world.merchant.id)
    await waiting(noon)
    passed = []
    for name, statements in REFUSED.items():
        *before, last = statements.split(";")
        for statement in before:
            await rows(statement)
        try:
            await rows(last)
        except IntegrityError:
            continue
        passed.append(name)
    assert passed == []
