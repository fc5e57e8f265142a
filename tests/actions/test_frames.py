"""What a screen shows of the shop at a moment, at a cost that does not grow with the shop."""

from datetime import timedelta

import asyncpg
import pytest

from actions.screens import assign_scenes, push_scene, revoke_screen
from actions.teams import cancel_team
from models.teams import Team
from resolvers import scopes
from resolvers.frames import Projector, Ranking, Wall
from resolvers.scopes import TEAMS_MOST, Scope, draws_near, ranked, scope_of, tables
from rules.draws.stages import DrawStage, moment
from rules.faults import NotSignedIn
from rules.screens import DRAW_LEAD, DRAW_LINGERS, Scene, SceneKind
from tests.actions.world_draws import entered, filled
from tests.actions.world_screens import operator_of, paired, shown
from tests.actions.worlds import make_world, pay
from tests.services.statements import counted

SECOND = timedelta(seconds=1)
WALL = Scene(kind=SceneKind.WALL)
RANKING = Scene(kind=SceneKind.RANKING)


def codes(frame):
    assert isinstance(frame.part, Wall)
    return [team.code for team in frame.part.teams]


async def opened(world, members):
    """The code of a team with so many members beside its leader."""
    return (await world.paid_team(members=members))[0].team.code


async def test_a_wall_shows_the_fullest_first_and_who_just_formed_before_them(db, noon):
    world = await make_world(noon, size=4)
    few, many = await opened(world, 0), await opened(world, 2)
    held = await opened(world, 1)
    await world.joined(await world.person(), held)
    unpaid = (await world.opened(await world.person())).team.code
    screen = await paired(noon)
    frame = await shown(screen, noon)
    # One seat each is left of two of them, which close at one instant.
    first, second, last = codes(frame)
    assert {first, second} == {many, held}
    assert last == few
    assert unpaid not in codes(frame)
    assert (frame.part.teaming, frame.part.formed, frame.part.last_formed) == (6, 0, None)

    formed = await filled(world, size=4, now=noon)
    at = (await Team.get(id=formed[0].team.id)).formed_at
    just = await shown(screen, at)
    assert codes(just) == [formed[0].team.code, first, second, few]
    assert (just.part.teaming, just.part.formed) == (6, 1)
    assert just.part.last_formed.code == formed[0].team.code
    assert just.next_at == at + 5 * SECOND
    after = await shown(screen, at + 5 * SECOND)
    assert codes(after) == [first, second, few]
    assert after.part.last_formed.code == formed[0].team.code
    assert after.mark != just.mark
    tomorrow = await shown(screen, at + timedelta(days=1))
    assert (codes(tomorrow), tomorrow.part.formed) == ([], 0)


async def test_a_merchants_wall_shows_theirs_and_a_campaigns_its_own(db, noon):
    world, other = await make_world(noon), await make_world(noon)
    mine, theirs = await opened(world, 0), await opened(other, 0)
    everything = await shown(await paired(noon), noon)
    assert set(codes(everything)) == {mine, theirs}
    own = await shown(await paired(noon, merchant_id=world.merchant.id), noon)
    assert (codes(own), own.part.teaming) == ([mine], 1)
    wanted = Scene(kind=SceneKind.WALL, campaign_id=other.campaign.id)
    one = await shown(await paired(noon, wanted), noon)
    assert (codes(one), one.part.campaign.id) == ([theirs], other.campaign.id)
    # Once a campaign is over there is nothing to join of it: all is shown instead.
    over = other.campaign.ends_at
    later = await shown(await paired(noon, wanted), over)
    assert later.part is None or later.part.campaign is None


async def test_of_several_campaigns_none_is_left_out_for_another(db, noon, monkeypatch):
    monkeypatch.setattr(scopes, "OPEN_MOST", 4)
    monkeypatch.setattr(scopes, "OPEN_OF_EACH", 1)
    crowded, quiet = await make_world(noon, size=4), await make_world(noon, size=4)
    scope = Scope(campaign_ids=(crowded.campaign.id, quiet.campaign.id), running=())
    for _ in range(5):
        await opened(crowded, 0)
    full = await opened(quiet, 2)
    later = noon + SECOND
    await Team.filter(code=full).update(closes_at=(await Team.get(code=full)).closes_at + SECOND)
    found = await tables(scope, now=later)
    first, *rest = [(await Team.get(id=each)).code for each in found.filling]
    assert first == full
    assert len(rest) == 2
    # Alone it has all of the bound, and of everything those that close next come.
    assert len((await tables(scope.of(crowded.campaign.id), now=later)).filling) == 4
    every = await tables(await scope_of(None, now=noon), now=later)
    assert full not in [(await Team.get(id=each)).code for each in every.filling]


async def test_with_nothing_to_show_a_screen_holds(db, noon):
    posters = [RANKING, Scene(kind=SceneKind.POSTER), WALL]
    screen = await paired(noon, *posters)
    frame = await shown(screen, noon)
    assert (frame.turn.scene.kind, frame.part, frame.next_at) == (SceneKind.HOLDING, None, None)
    world = await make_world(noon)
    kinds = {(await shown(screen, noon + n * SECOND)).turn.scene.kind for n in range(0, 60, 9)}
    assert kinds == {SceneKind.POSTER, SceneKind.WALL}
    assert (await shown(screen, world.campaign.ends_at)).turn.scene.kind is SceneKind.HOLDING


async def test_a_team_is_in_focus_until_it_ended_and_a_little_longer(db, noon):
    world = await make_world(noon, size=2)
    placed = (await world.paid_team(members=0))[0]
    focus = Scene(kind=SceneKind.FOCUS, team_id=placed.team.id)
    screen = await paired(noon, focus)
    frame = await shown(screen, noon)
    assert (frame.turn.scene, frame.part.code) == (focus, placed.team.code)
    assert f"team:{placed.team.id}" in frame.topics
    leader = placed.order.person_id
    await cancel_team(person_id=leader, team_code=placed.team.code, now=noon)
    ended = await shown(screen, noon + 19 * SECOND)
    assert (ended.part.status, ended.next_at) == ("CANCELLED", noon + 20 * SECOND)
    assert (await shown(screen, ended.next_at)).turn.scene.kind is SceneKind.WALL


async def test_a_ranking_waits_for_three_and_names_who_opened_most_and_what_was_fastest(db, noon):
    world = await make_world(noon, size=2, limit_per_person=9)
    screen = await paired(noon, RANKING, WALL)
    lead = await world.person("林果子")
    for n in range(2):
        await filled(world, size=2, now=noon + n * SECOND)
    assert (await shown(screen, noon)).turn.scene == WALL
    for n in (2, 3):
        placed = await world.opened(lead, now=noon + n * SECOND)
        friend = await world.joined(await world.person(), placed.team.code, now=noon + n * SECOND)
        for each in (placed, friend):
            await pay(each, at=noon + 9 * SECOND)
    ranking = await ranking_of(screen, noon)
    assert isinstance(ranking, Ranking)
    assert ranking.leaders[0] == (lead.id, 2)
    assert [teams for _, teams in ranking.leaders] == [2, 1, 1]
    assert [seconds for _, seconds in ranking.fastest] == [1, 1, 6, 7]


async def ranking_of(screen, now):
    """The ranking of a screen that shows one in turn."""
    for n in range(0, 60, 15):
        frame = await shown(screen, now + timedelta(minutes=1) + n * SECOND)
        if frame.turn.scene == RANKING:
            return frame.part
    return None


async def test_a_draw_is_all_that_is_shown_from_two_minutes_before_until_a_minute_after(db, noon):
    made = await entered(noon, winners=2)
    other = await make_world(noon)
    screen = await paired(noon, merchant_id=made.world.merchant.id)
    foreign = await paired(noon, merchant_id=other.merchant.id)
    desk = await operator_of(other)
    message = Scene(kind=SceneKind.MESSAGE, zh="快来")
    asked = {"screen_id": screen.id, "scene": message, "until_at": None}
    await push_scene(**asked, seller=desk, now=noon)
    assert (await shown(screen, made.now)).part == message
    draw = await made.lock()
    frame = await shown(screen, made.now)
    assert draw.first_reveal_at - made.now < DRAW_LEAD
    assert (frame.turn.scene.kind, frame.part.id) == (SceneKind.DRAW, draw.id)
    assert f"draw:{draw.id}" in frame.topics
    assert frame.next_at == draw.first_reveal_at - 10 * SECOND
    assert (await shown(foreign, made.now)).turn.scene.kind is SceneKind.WALL
    await made.decide()
    draw = await made.publish()
    last = await shown(screen, draw.published_at + DRAW_LINGERS - SECOND)
    assert moment(last.part.facts(), now=made.now).stage is DrawStage.PUBLISHED
    assert last.turn.ends_at == draw.published_at + DRAW_LINGERS
    assert (await shown(screen, last.turn.ends_at)).part == message


async def test_the_next_draw_stands_on_the_wall(db, noon):
    made = await entered(noon)
    screen = await paired(noon)
    await make_world(noon)
    assert (await shown(screen, made.now)).part.next_draw is None
    draw = await made.lock()
    early = draw.first_reveal_at - DRAW_LEAD - SECOND
    frame = await shown(screen, early)
    assert frame.part.next_draw.id == draw.id
    assert frame.next_at <= draw.first_reveal_at - DRAW_LEAD


async def test_a_revoked_screen_is_shown_nothing(db, noon):
    world, screen = await make_world(noon), await paired(noon)
    projector = Projector(lambda: noon, screen.id)
    await projector.frame()
    await revoke_screen(screen_id=screen.id, seller=await operator_of(world), now=noon)
    with pytest.raises(NotSignedIn):
        await projector.frame()


async def test_a_frame_costs_as_much_with_one_team_as_with_many(db, noon):
    world = await make_world(noon, size=2, stock=100)
    await make_world(noon)
    screen = await paired(noon, merchant_id=world.merchant.id)
    desk = await operator_of(world)
    scenes = [RANKING, Scene(kind=SceneKind.POSTER), WALL]
    await assign_scenes(screen_id=screen.id, scenes=scenes, seller=desk, now=noon)
    await opened(world, 0)
    await filled(world, size=2)

    async def statements():
        with counted() as tally:
            for seconds in (0, 20, 40):
                await shown(screen, noon + seconds * SECOND)
        return len(tally.sent)

    few = await statements()
    for _ in range(TEAMS_MOST + 1):
        await opened(world, 0)
    await filled(world, size=2)
    assert await statements() == few
    assert len(codes(await shown(await paired(noon), noon))) == TEAMS_MOST


async def test_a_frame_reads_what_twenty_scenes_name_at_once(db, noon):
    world = await make_world(noon, size=2, stock=100)
    screen = await paired(noon)
    desk = await operator_of(world)
    codes = [await opened(world, 0) for _ in range(20)]
    teams = await Team.filter(code__in=codes)

    async def statements(most):
        scenes = [Scene(kind=SceneKind.FOCUS, team_id=team.id) for team in teams[:most]]
        await assign_scenes(screen_id=screen.id, scenes=scenes, seller=desk, now=noon)
        with counted() as tally:
            await shown(screen, noon)
        return len(tally.sent)

    assert await statements(20) == await statements(1) <= 10


ALL = {"team_due", "team_formed_latest", "draw_under_way", "draw_over"}
ONE = {
    "team_joinable",
    "team_formed_latest_of_campaign",
    "draw_near_of_campaign",
    "draw_over_of_campaign",
}
FREELY = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off"


@pytest.mark.parametrize("alone", [False, True])
async def test_what_a_frame_reads_is_found_by_an_index(db, database, noon, monkeypatch, alone):
    world = await make_world(noon)
    scope = await scope_of(world.merchant.id if alone else None, now=noon)
    sent = []

    async def noted(sql, *arguments):
        sent.append((sql, arguments))
        return await plain(sql, *arguments)

    plain = scopes.rows
    monkeypatch.setattr(scopes, "rows", noted)
    await tables(scope, now=noon)
    await ranked(scope)
    await draws_near(scope, now=noon)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(FREELY)
        plans = [
            "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *arguments))
            for sql, arguments in sent
        ]
    finally:
        await connection.close()
    assert len(plans) == 3
    told = "\n".join(plans)
    assert {name for name in ALL | ONE if f" {name} " in told} == (ONE if alone else ALL), told
    assert "Seq Scan" not in told
