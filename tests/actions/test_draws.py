"""Draws through their life: announced, entered, locked, decided, published, or come to nothing."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from actions import draws as draw_actions
from actions import reveals as reveal_actions
from actions.draws import freeze_draw, number_stretch
from actions.entries import receipt_of_entry
from actions.reveals import DrawUndecided, decide_draw, publish_draw
from app.beacon.local import LocalBeacons
from app.errands.draws import Drawing
from models import locking, reveals
from models.draws import Draw, DrawEntry, DrawWinner, SigningKey
from models.draws_due import (
    draws_overdue,
    draws_to_decide,
    draws_to_lock,
    draws_to_publish,
    large_draws_to_lock,
)
from models.orders import Order
from models.teams import Team
from resolvers.books import check_books
from resolvers.draw_files import entries, header
from rules import disclosure, signatures
from rules.draws.encoding import canonical, commitment_of
from rules.draws.receipts import signed, signed_bytes
from rules.draws.stages import DrawStage, DrawStatus, moment
from rules.draws.timetable import plain_times
from rules.draws.trees import root_by_proof, root_of
from rules.draws.verification import verify
from rules.orders import OrderStatus
from rules.particulars import DrawScope
from rules.policy import POLICY
from rules.teams import TeamStatus
from tests.actions.world_draws import drawn, ended, entered, filled
from tests.actions.world_kinds import published_lottery, published_trial
from tests.actions.worlds import pay

SEED = bytes(range(32))


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 4 entries, two at a time: what a million entries go through, with twenty."""
    for module in (draw_actions, locking, reveals):
        monkeypatch.setattr(module, "BLOCK", 4)
    monkeypatch.setattr(draw_actions, "BLOCKS_AT_ONCE", 2)
    monkeypatch.setattr(reveals, "BLOCK", 4)
    monkeypatch.setattr(draw_actions, "MEMBERS_AT_ONCE", 4)


async def file_of(draw):
    whole = b"".join([part async for part in header(draw)])
    lines = b"".join([part async for part in entries(draw)])
    return whole, lines.splitlines(keepends=True)


async def assert_verifies(made):
    """The published file proves itself, and agrees with every receipt that was handed out."""
    whole, lines = await file_of(made.draw)
    kept = [await line_of(made.draw, entry) for entry in await made.entries() if entry.no]
    findings = list(verify(whole, entries=lines, receipts=kept).findings)
    assert findings == []


async def line_of(draw, entry):
    plain = receipt_of_entry(draw, entry).plain()
    return canonical(signed(plain, signature=entry.receipt_signature, key_id=draw.key_id)) + b"\n"


async def test_a_teams_draw_goes_its_whole_way(db, noon):
    made = await entered(noon, size=4, winners=2)
    [draw] = await Draw.all()
    assert (draw.status, draw.sequence, draw.serials) == (DrawStatus.SCHEDULED, 1, 4)
    assert draw.closed_at is not None, "the last payment closed it"

    locked = await made.lock()
    [team] = made.teams
    assert (locked.status, locked.entries, team.status) == (
        DrawStatus.LOCKED,
        4,
        TeamStatus.DRAWING,
    )
    assert locked.first_reveal_at == made.now + timedelta(seconds=30)
    assert await DrawWinner.all().count() == 0

    assert await decide_draw(draw.id, now=locked.first_reveal_at - timedelta(seconds=6)) is None
    decided = await made.decide()
    assert decided.status is DrawStatus.REVEALING
    assert moment(decided.facts(), now=made.now).revealed == 1
    first, second = await made.winners()
    assert (first.reveal_at, second.reveal_at) == (
        locked.first_reveal_at,
        locked.first_reveal_at + timedelta(milliseconds=1800),
    )

    assert await publish_draw(draw.id, now=second.reveal_at) is None, "not in the same breath"
    published = await made.publish()
    assert published.published_at == second.reveal_at + timedelta(milliseconds=1800)
    await assert_verifies(made)
    paid = await Order.filter(team_id=team.id, status=OrderStatus.PAID).count()
    assert paid == 4, "who is settled is settled by somebody else"
    assert await check_books() == []


async def test_a_countdown_is_as_long_as_the_frozen_rules_tell(db, noon, monkeypatch):
    patient = replace(POLICY, draw_countdown=timedelta(seconds=77))
    monkeypatch.setattr(disclosure, "POLICY", patient)
    made = await entered(noon)
    monkeypatch.undo()  # from here on another countdown is told, of what is published from here on
    times = made.world.campaign.rules["draw"]["times"]
    assert times == plain_times(made.draw.mode, countdown=timedelta(seconds=77))
    assert POLICY.draw_countdown == timedelta(seconds=30)
    locked = await made.lock()
    assert locked.first_reveal_at == made.now + timedelta(seconds=77)


async def test_every_receipt_is_signed_and_binds_its_payer(db, noon):
    made = await entered(noon)
    key = await SigningKey.get(id=made.draw.key_id)
    assert made.world.campaign.rules["draw"]["keyId"] == key.id
    for entry in await made.entries():
        assert entry.commitment == commitment_of(salt=entry.salt, person=str(entry.person_id))
        line = await line_of(made.draw, entry)
        assert signatures.key_id(key.public_key).encode() in line
    locked = await made.lock()
    assert signatures.verify(
        key.public_key, signed_bytes(locked.lock_receipt()), locked.receipt_signature
    )
    assert locked.receipt == locked.lock_receipt().plain()
    assert (await SigningKey.get(id=key.id)).last_receipt_hash == locked.receipt_hash


async def test_lock_receipts_form_one_chain(db, noon):
    world = await published_lottery(noon, size=2, most=3)
    made = [await entered(noon, size=2, world=world) for _ in range(3)]
    await asyncio.gather(*(each.lock() for each in made))
    links = {each.draw.receipt_hash: each.draw.previous_receipt_hash for each in made}
    assert sorted(map(bool, links.values())) == [False, True, True]
    assert set(links.values()) - {None} < set(links)


async def test_a_campaigns_draw_numbers_those_alone_whose_team_formed(db, noon, small_blocks):
    world = await published_lottery(
        noon, size=2, scope=DrawScope.CAMPAIGN, winners=3, most=40, hours_to_fill=24
    )
    lost = [await world.opened(await world.person()) for _ in range(2)]
    orders = []
    for n in range(11):
        orders += await filled(world, size=2, now=noon + timedelta(minutes=n))
        if n in {3, 7}:
            await pay(lost[n // 4], at=noon + timedelta(minutes=n, seconds=30))
    [draw] = await Draw.all()
    assert (draw.serials, draw.sequence, draw.closed_at) == (24, 1, None)
    now = await ended(world, now=noon + timedelta(hours=1))
    assert await large_draws_to_lock(now=now, besides=[], limit=9) == [draw.id]
    drawing = Drawing(LocalBeacons(seed=SEED, now=lambda: now))
    draw = await drawing.lock(draw.id, clock=lambda: now)
    assert (draw.entries, draw.status) == (22, DrawStatus.LOCKED)
    assert await Team.filter(status=TeamStatus.DRAWING).count() == 11
    numbers = await DrawEntry.all().order_by("serial").values_list("serial", "no")
    assert [no for _, no in numbers if no] == list(range(1, 23))
    assert [serial for serial, no in numbers if no is None] == [9, 18]
    assert await locking.block_roots_of(draw.id) == [
        root_of(leaves) for leaves in await leaves_by_four(draw)
    ]
    for entry in await DrawEntry.filter(no__isnull=False):
        path = (await reveals.proofs_among(draw.id, [entry.no]))[entry.no]
        assert root_by_proof(entry.leaf, no=entry.no, n=22, proof=path) == draw.root
    later = draw.first_reveal_at
    await drawing.decide(draw.id, clock=lambda: later)
    await drawing.publish(draw.id, clock=lambda: later + timedelta(seconds=6))
    whole, lines = await file_of(await Draw.get(id=draw.id))
    assert verify(whole, entries=lines).findings == ()
    assert len(lines) == 22


async def leaves_by_four(draw):
    leaves = await DrawEntry.filter(draw_id=draw.id, no__isnull=False).order_by("no")
    hashes = [entry.leaf for entry in leaves]
    return [hashes[at : at + 4] for at in range(0, len(hashes), 4)]


async def test_where_fewer_enter_than_win_all_win(db, noon):
    made = await drawn(noon, size=2, teams=1, scope=DrawScope.CAMPAIGN, winners=3, most=10)
    assert made.draw.facts().k == 2
    assert sorted(winner.no for winner in await made.winners()) == [1, 2]
    whole, lines = await file_of(made.draw)
    assert verify(whole, entries=lines).findings == ()


async def test_a_campaign_that_nobody_entered_draws_nothing(db, noon):
    world = await published_lottery(noon, size=2, scope=DrawScope.CAMPAIGN, most=10)
    await pay(await world.opened(await world.person()), at=noon)
    now = await ended(world, now=noon)
    [draw] = await Draw.all()
    unheld = await Drawing(LocalBeacons(seed=SEED, now=lambda: now)).lock(
        draw.id, clock=lambda: now
    )
    assert (unheld.status, unheld.unheld_at) == (DrawStatus.SCHEDULED, now)
    assert moment(unheld.facts(), now=now).stage is DrawStage.NOT_HELD
    assert await large_draws_to_lock(now=now, besides=[], limit=9) == []


async def test_a_free_trial_enters_as_a_paid_seat_does(db, noon):
    world = await published_trial(noon, size=2, fen=0)
    made = await entered(noon, size=2, world=world)
    assert [entry.serial for entry in await made.entries()] == [1, 2]
    await made.lock()
    await made.decide()
    await made.publish()
    await assert_verifies(made)


async def test_numbering_that_was_cut_off_anywhere_goes_on_to_the_same_root(db, noon, small_blocks):
    made = await entered(noon, size=2, teams=9, scope=DrawScope.CAMPAIGN)
    clock = made.now
    draw_id = made.draw.id
    assert await draw_actions.close_campaign_draw(draw_id, now=clock)
    steps = []
    while await Draw.filter(id=draw_id, status=DrawStatus.SCHEDULED).exists():
        # Each step by a worker that dies after it: another begins from what is stored.
        steps.append(
            await draw_actions.start_drawing(draw_id, now=clock)
            or await number_stretch(draw_id)
            or await freeze_draw(draw_id, now=clock)
        )
    assert steps[:-1] == [2, 2, 2, 2, 1, 8, 8, 2]
    whole = [entry.leaf for entry in await DrawEntry.all().order_by("no")]
    assert (await made.seen()).root == root_of(whole)


async def test_two_workers_make_one_lock_and_one_result(db, noon):
    made = await entered(noon, size=3, winners=2)
    locked = await asyncio.gather(
        *(made.drawing.lock(made.draw.id, clock=lambda: made.now) for _ in range(4))
    )
    assert sum(each is not None for each in locked) == 1
    await made.seen()
    made.now = made.draw.first_reveal_at
    decided = await asyncio.gather(*(decide_draw(made.draw.id, now=made.now) for _ in range(4)))
    assert sum(each is not None for each in decided) == 1
    assert len(await made.winners()) == 2
    await made.publish()
    again = await asyncio.gather(*(publish_draw(made.draw.id, now=made.now) for _ in range(3)))
    assert again == [None, None, None]


async def test_what_is_due_is_found_when_it_is(db, noon):
    made = await entered(noon)
    draw_id = made.draw.id

    async def due(at):
        finds = (draws_to_lock, draws_to_decide, draws_to_publish, draws_overdue)
        return [await find(now=at, besides=[], limit=9) == [draw_id] for find in finds]

    assert await due(made.now) == [True, False, False, False]
    await made.lock()
    assert await due(made.now) == [False, False, False, False]
    first = made.draw.first_reveal_at
    assert await due(first - timedelta(seconds=5.1)) == [False, False, False, False]
    assert await due(first - timedelta(seconds=5)) == [False, True, False, False]
    assert await due(first + timedelta(days=1)) == [False, True, False, True]
    await made.decide()
    assert await due(first) == [False, False, False, False]
    assert await due(first + timedelta(milliseconds=1800)) == [False, False, True, False]
    await made.publish()
    assert await due(first + timedelta(days=2)) == [False, False, False, False]


async def test_an_error_of_the_database_holds_no_winner(db, noon, monkeypatch, caplog):
    made = await entered(noon, size=3)
    locked = await made.lock()
    honest = reveal_actions.write_winners

    async def twice(winners):
        await honest(winners)
        await honest(winners)

    monkeypatch.setattr(reveal_actions, "write_winners", twice)
    with pytest.raises(DrawUndecided) as failed:
        await decide_draw(locked.id, now=locked.first_reveal_at)
    logging.getLogger("tests").error("failed", exc_info=failed.value)
    tickets = [entry.ticket for entry in await made.entries()]
    orders = [str(entry.order_id) for entry in await made.entries()]
    assert str(locked.id) in caplog.text
    assert [told for told in tickets + orders if told in caplog.text] == []
    monkeypatch.undo()
    assert (await made.decide()).status is DrawStatus.REVEALING
