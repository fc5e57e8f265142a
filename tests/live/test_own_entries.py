"""What somebody is told of their own entries of a draw, a page at a time."""

from datetime import timedelta

from models.draws import Draw
from rules.draws.trees import root_by_proof
from rules.particulars import DrawScope
from tests.actions.world_draws import Drawn, ended
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import pay
from tests.live.drawings import Staged, signed_in, staged
from tests.services.statements import counted

MINE = """query($id: ID!, $first: Int! = 5, $after: Int! = 0) {
  draw(id: $id) { myEntries(first: $first, afterSerial: $after) { serial number proof prize } } }"""


async def test_many_entries_of_ones_own_are_paged_and_proved_together(shop):
    world = await published_lottery(
        shop.clock(), size=2, scope=DrawScope.CAMPAIGN, winners=3, most=12, limit_per_person=9
    )
    person, now = await world.person(), shop.clock()
    for n in range(6):
        placed = [await world.opened(person, now=now)]
        placed.append(await world.joined(await world.person(), placed[0].team.code, now=now))
        for m, each in enumerate(placed):
            await pay(each, at=now + timedelta(seconds=2 * n + m))
    draw = await Draw.get(campaign_id=world.campaign.id)
    ends = await ended(world, now=now)
    made = Staged(shop, Drawn(world, draw, [], [], ends + timedelta(seconds=13)))
    await made.lock()
    await made.decide()
    await made.publish()
    member = await signed_in(shop, person.id)

    async def asked(**page):
        with counted() as tally:
            answer = await member.ask(MINE, id=made.uuid, **page)
        return answer["draw"]["myEntries"], len(tally.sent)

    [one], of_one = await asked(first=1)
    some, of_five = await asked()
    rest, _ = await asked(after=some[-1]["serial"])
    assert [each["serial"] for each in some + rest] == [1, 3, 5, 7, 9, 11]
    assert one == some[0]
    assert of_five == of_one, "all proofs and prizes in the statements of one"
    won = {row.no: row.prize for row in await made.drawn.winners()}
    assert [each["prize"] for each in some + rest] == [
        won.get(each["number"]) for each in some + rest
    ]
    leaves = {entry.no: entry.leaf for entry in await made.drawn.entries()}
    for each in some + rest:
        path = [bytes.fromhex(beside) for beside in each["proof"]]
        top = root_by_proof(leaves[each["number"]], no=each["number"], n=12, proof=path)
        assert top == made.drawn.draw.root


async def test_a_page_of_ones_own_entries_costs_what_it_may_hold(shop):
    made = await staged(shop)
    costs = [
        (await shop.client().raw(MINE, id=made.uuid, first=first))["extensions"]["cost"]
        for first in (1, 5, 20)
    ]
    assert [cost["requested"] for cost in costs] == [2, 6, 21]
    for first in (0, 21):
        told = await shop.client().raw(MINE, id=made.uuid, first=first)
        assert told["errors"][0]["extensions"]["code"] == "BAD_INPUT"
