"""What a team tells of what happened in it, and what somebody finds of their own there."""

from datetime import timedelta

from actions.deadlines import close_due_team
from actions.settlement import settle_draw
from actions.teams import call_off_team, leave_team
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from models.draws import Draw
from models.people import Person
from models.teams import Team
from rules.particulars import DrawScope
from rules.people import Role
from tests.actions.world_draws import ended, filled, voided
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import give_up, make_world
from tests.journeys.crowd import gathered
from tests.live.drawings import staged
from tests.services.statements import counted

ACTIVITY = """query($code: String!, $first: Int!, $after: String) { team(code: $code) {
  activity(first: $first, after: $after) {
    nodes { id kind happenedAt seatNumber heldUntil member { displayName } }
    pageInfo { hasNextPage endCursor } } } }"""
MINE = """query($code: String!) { team(code: $code) { isLedByViewer
  mySeat { number state heldUntil } myOrder { id status payments { id } } } }"""

JOIN_AND_LEAVE = """mutation($i: JoinTeamInput!, $t: TeamInput!) {
  joinTeam(input: $i) { ... on TeamJoined { team { ...Seen } } ... on Refusal { message } }
  leaveTeam(input: $t) { ... on TeamLeft { team { ...Seen } } ... on Refusal { message } } }
  fragment Seen on Team { seats(first: 3) { state } mySeat { number } }"""


async def activity(client, code, *, first=100):
    """Everything that happened in a team, read so many by so many."""
    found, after = [], None
    while True:
        data = await client.ask(ACTIVITY, code=code, first=first, after=after)
        page = data["team"]["activity"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_what_one_step_loaded_is_not_shown_after_the_next(shop):
    """Steps of one operation: leaving comes after joining, and so does what it shows."""
    crowd = await gathered(shop, size=3)
    leader, member = await crowd.member(), await crowd.member("周周周")
    code = (await crowd.opened(leader))["team"]["code"]
    both = await member.ask(JOIN_AND_LEAVE, i=crowd.wanted(teamCode=code), t={"teamCode": code})
    joined, left = both["joinTeam"]["team"], both["leaveTeam"]["team"]
    assert [seat["state"] for seat in joined["seats"]] == ["FILLED", "HELD", "EMPTY"]
    assert [seat["state"] for seat in left["seats"]] == ["FILLED", "EMPTY", "EMPTY"]
    assert joined["mySeat"] == {"number": 2}
    assert left["mySeat"] is None


async def test_a_team_tells_what_happened_in_it_once_and_names_nobody_who_left(shop):
    crowd = await gathered(shop, size=3)
    leader, friend, gone = [await crowd.member(name) for name in ("王小明", "陈晨", "李雷雷")]
    code = (await crowd.opened(leader))["team"]["code"]
    leaver = await crowd.member("周周周")
    await crowd.joined(leaver, code)
    await crowd.joined(gone, code, pays=False)
    team = await Team.get(code=code)
    person = await Person.get(display_name="周周周")
    await leave_team(person_id=person.id, team_code=code, now=shop.clock())
    await crowd.joined(friend, code)

    told = await activity(crowd.shared, code)
    assert [(each["kind"], each["seatNumber"]) for each in told] == [
        ("SEAT_FILLED", 2),
        ("SEAT_HELD", 2),
        ("SEAT_RELEASED", 2),
        ("SEAT_HELD", 3),
        ("SEAT_FILLED", 2),
        ("SEAT_HELD", 2),
        ("SEAT_FILLED", 1),
        ("SEAT_HELD", 1),
        ("OPENED", None),
    ]
    named = [each["member"] and each["member"]["displayName"] for each in told]
    assert named == ["陈*", "陈*", None, "李*雷", None, None, "王*明", "王*明", "王*明"]
    assert [each["heldUntil"] is not None for each in told] == [n == 3 for n in range(9)]
    for size in (1, 4):
        assert await activity(crowd.shared, code, first=size) == told
    assert len({each["id"] for each in told}) == len(told)

    await crowd.paid(gone, {"payment": (await mine(gone, code))["myOrder"]["payments"][0]})
    after = await activity(crowd.shared, code)
    assert [each["kind"] for each in after[:2]] == ["FORMED", "SEAT_FILLED"]
    kept = [each | {"heldUntil": None} for each in told]
    assert after[2:] == kept, "what was told stays, under the ids it had"
    assert team.code == code


async def mine(client, code):
    return (await client.ask(MINE, code=code))["team"]


async def test_a_team_that_failed_keeps_its_log_and_no_names_but_its_leaders(shop):
    world = await make_world(shop.clock(), size=3)
    placed = await world.paid_team(members=1)
    left = await world.joined(await world.person(), placed[0].team.code)
    await give_up(left, at=shop.clock())
    shop.clock.turn(hours=25)
    await close_due_team(placed[0].team.id, now=shop.clock())
    told = await activity(shop.client(), placed[0].team.code)
    kinds = [each["kind"] for each in told]
    assert kinds[0] == "FAILED"
    assert kinds.count("SEAT_RELEASED") == 1, "seats that go with the team are told by its end"
    assert [each["kind"] for each in told if each["member"]] == ["OPENED"]


async def test_a_team_tells_of_its_draw_once_it_is_locked_and_once_it_is_over(shop):
    made = await staged(shop, size=2)
    code, client = made.drawn.teams[0].code, shop.client()

    async def kinds():
        return [each["kind"] for each in await activity(client, code) if not each["seatNumber"]]

    assert await kinds() == ["FORMED", "OPENED"]
    await made.lock()
    assert await kinds() == ["DRAW_LOCKED", "FORMED", "OPENED"]
    await made.decide()
    assert await kinds() == ["DRAW_LOCKED", "FORMED", "OPENED"], "and of no winner"
    await made.publish()
    told = await kinds()
    while await settle_draw(made.drawn.draw.id, now=shop.clock()):
        pass
    assert await kinds() == told == ["DRAW_PUBLISHED", "DRAW_LOCKED", "FORMED", "OPENED"]


async def test_a_team_tells_of_a_void_draw_and_of_none_that_went_on_without_it(shop):
    void = await voided(shop.clock(), size=2)
    while await settle_draw(void.draw.id, now=void.now):
        pass
    kinds = [each["kind"] for each in await activity(shop.client(), void.teams[0].code)]
    assert kinds[:3] == ["CANCELLED", "DRAW_VOID", "DRAW_LOCKED"]

    world = await published_lottery(void.now, size=2, scope=DrawScope.CAMPAIGN, most=4)
    teams = [(await filled(world, size=2))[0].team for _ in range(2)]
    operator, now = await world.person(role=Role.OPERATOR), void.now + timedelta(minutes=1)
    off = {"operator_id": operator.id, "reason": "缺货", "now": now}
    await call_off_team(team_code=teams[0].code, **off)
    draw = await Draw.get(campaign_id=world.campaign.id)
    now = await ended(world, now=now + timedelta(seconds=5))
    await Drawing(NoBeacons()).lock(draw.id, clock=lambda: now + timedelta(seconds=5))
    for team, told in zip(teams, ("CANCELLED", "DRAW_LOCKED"), strict=True):
        assert (await activity(shop.client(), team.code))[0]["kind"] == told


async def test_what_happened_in_many_teams_is_read_in_one_statement(shop):
    world = await make_world(shop.clock(), size=5)
    for _ in range(3):
        await world.paid_team(members=1)
    listed = """{ teams(first: 10) { nodes { mySeat { number } myOrder { id }
      activity(first: 3) { nodes { kind member { displayName } } } } } }"""
    viewer = await shop.newcomer()
    with counted() as tally:
        nodes = (await viewer.ask(listed))["teams"]["nodes"]
    assert [len(each["activity"]["nodes"]) for each in nodes] == [3, 3, 3]
    assert sum("team_activity" in each for each in tally.sent) == 1
    assert sum("DISTINCT ON (t.team_id" in each for each in tally.sent) == 1


async def test_a_viewer_finds_their_own_seat_and_order_in_a_team(shop):
    crowd = await gathered(shop, size=3)
    leader, friend = await crowd.member(), await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    joined = await crowd.joined(friend, code, pays=False)
    led, sat = await mine(leader, code), await mine(friend, code)
    assert (led["isLedByViewer"], led["mySeat"]["number"]) == (True, 1)
    assert (led["mySeat"]["state"], led["myOrder"]["status"]) == ("FILLED", "PAID")
    assert (sat["isLedByViewer"], sat["mySeat"]["state"]) == (False, "HELD")
    assert sat["mySeat"]["heldUntil"] is not None
    assert sat["myOrder"]["id"] == joined["order"]["id"]
    assert sat["myOrder"]["payments"] == [{"id": joined["payment"]["id"]}]
    for other in (crowd.shared, await crowd.member()):
        nobody = {"isLedByViewer": False, "mySeat": None, "myOrder": None}
        assert await mine(other, code) == nobody
