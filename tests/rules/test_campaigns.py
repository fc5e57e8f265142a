import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.campaigns import (
    DRAWS,
    OFFERED,
    Campaign,
    CampaignKind,
    CampaignStatus,
    Choice,
    offered,
    pieces_kept,
    pieces_to_join,
    pieces_to_open,
    quantity_allowed,
    running,
    spare_pieces,
)
from rules.particulars import DrawScope
from rules.publication import frozen_rules, publishable, rules_hash
from rules.refusals import (
    CampaignEnded,
    CampaignIncomplete,
    CampaignNotStarted,
    CampaignPaused,
    KindNotOffered,
    QuantityTooLarge,
)
from tests.rules.test_publication import DRAW

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
GOOD = Campaign(
    kind=CampaignKind.ORDINARY,
    status=CampaignStatus.PUBLISHED,
    size=3,
    completes_at_size=None,
    hours_to_fill=24,
    starts_at=NOON,
    ends_at=NOON + timedelta(days=7),
    limit_per_person=1,
    max_quantity=5,
    leader_discount_fen=0,
)
CHOICES = [
    Choice(
        sku_id=f"00000000-0000-0000-0000-00000000000{n}",
        solo_price_fen=3280,
        team_price_fen=1990 + n,
        stock=10,
    )
    for n in range(3)
]


def test_a_running_campaign_opens_teams_from_its_start_until_its_end():
    running(GOOD, now=GOOD.starts_at)
    running(GOOD, now=GOOD.ends_at - TICK)
    with pytest.raises(CampaignNotStarted) as early:
        running(GOOD, now=GOOD.starts_at - TICK)
    assert early.value.starts_at == GOOD.starts_at
    with pytest.raises(CampaignEnded):
        running(GOOD, now=GOOD.ends_at)


@pytest.mark.parametrize("now", [NOON - TICK, NOON, NOON + timedelta(days=7)])
def test_an_ended_campaign_says_so_first_and_a_paused_one_next(now):
    with pytest.raises(CampaignEnded):
        running(replace(GOOD, status=CampaignStatus.ENDED), now=now)
    late = now >= GOOD.ends_at
    with pytest.raises(CampaignEnded if late else CampaignPaused):
        running(replace(GOOD, status=CampaignStatus.PAUSED), now=now)


def test_one_order_holds_so_many_pieces():
    quantity_allowed(GOOD, 5)
    with pytest.raises(QuantityTooLarge) as answer:
        quantity_allowed(GOOD, 6)
    assert answer.value.most == 5
    with pytest.raises(AssertionError):
        quantity_allowed(GOOD, 0)


@pytest.mark.parametrize("kind", CampaignKind)
def test_a_kind_is_offered_or_refused(kind):
    if kind in OFFERED:
        assert offered(kind) is kind
        return
    with pytest.raises(KindNotOffered) as answer:
        offered(kind)
    assert answer.value.kind == kind


def changed(**changes):
    return [replace(CHOICES[0], **changes), *CHOICES[1:]]


@pytest.mark.parametrize(
    ("problem", "terms", "choices"),
    [
        ("SIZE_OUT_OF_RANGE", {"size": 1}, CHOICES),
        ("SIZE_OUT_OF_RANGE", {"size": 101}, CHOICES),
        ("COMPLETION_SIZE_OUT_OF_RANGE", {"completes_at_size": 1}, CHOICES),
        ("COMPLETION_SIZE_OUT_OF_RANGE", {"completes_at_size": 4}, CHOICES),
        ("HOURS_OUT_OF_RANGE", {"hours_to_fill": 0}, CHOICES),
        ("HOURS_OUT_OF_RANGE", {"hours_to_fill": 169}, CHOICES),
        ("WINDOW_OVER", {"ends_at": NOON}, CHOICES),
        ("NO_CHOICES", {}, []),
        ("NO_STOCK", {}, changed(stock=0)),
        ("TEAM_PRICE_NOT_BELOW_SOLO", {}, changed(team_price_fen=3280)),
        ("LEADER_DISCOUNT_TOO_LARGE", {"leader_discount_fen": 1990}, CHOICES),
    ],
)
def test_what_keeps_a_campaign_from_being_published(problem, terms, choices):
    publishable(GOOD, CHOICES, now=NOON)
    with pytest.raises(CampaignIncomplete) as answer:
        publishable(replace(GOOD, **terms), choices, now=NOON)
    assert answer.value.problem == problem


RUSH = replace(
    GOOD,
    kind=CampaignKind.SECKILL,
    status=CampaignStatus.DRAFT,
    starts_at=NOON + timedelta(hours=1),
    max_quantity=1,
)
ONE = [replace(CHOICES[0], stock=12)]


@pytest.mark.parametrize(
    ("problem", "terms", "choices"),
    [
        ("SECKILL_OPENS_LATER", {"starts_at": NOON}, ONE),
        ("SECKILL_HAS_ONE_CHOICE", {}, CHOICES),
        ("SECKILL_IS_ONE_PER_PERSON", {"limit_per_person": 2}, ONE),
        ("SECKILL_IS_ONE_PER_PERSON", {"max_quantity": 2}, ONE),
        ("SECKILL_FORMS_FULL", {"completes_at_size": 2}, ONE),
        ("SECKILL_HAS_ONE_PRICE", {"leader_discount_fen": 1}, ONE),
        ("SECKILL_HOURS_OUT_OF_RANGE", {"hours_to_fill": 25}, ONE),
        ("SECKILL_STOCK_TOO_LARGE", {"size": 2}, [replace(ONE[0], stock=10_002)]),
        ("SECKILL_STOCK_IN_WHOLE_TEAMS", {}, [replace(ONE[0], stock=13)]),
        ("SECKILL_STOCK_IN_WHOLE_TEAMS", {"size": 24}, ONE),
        ("NO_STOCK", {}, [replace(ONE[0], stock=0)]),
        ("NO_CHOICES", {}, []),
    ],
)
def test_what_keeps_a_seckill_from_being_published(problem, terms, choices):
    publishable(RUSH, ONE, now=NOON)
    with pytest.raises(CampaignIncomplete) as answer:
        publishable(replace(RUSH, **terms), choices, now=NOON)
    assert answer.value.problem == problem


def test_nothing_of_that_keeps_an_ordinary_campaign_back():
    publishable(GOOD, CHOICES, now=NOON)
    assert GOOD.starts_at <= NOON


@given(
    kind=st.sampled_from([CampaignKind.ORDINARY, CampaignKind.SECKILL]),
    size=st.integers(2, 100),
    teams=st.integers(1, 50),
)
def test_a_seckill_team_has_a_piece_for_every_seat_whoever_comes_first(kind, size, teams):
    """Opened one after the other until the stock is gone, every team can fill."""
    stock, opened = size * teams, 0
    while stock >= pieces_to_open(kind, size=size, quantity=1):
        stock -= pieces_to_open(kind, size=size, quantity=1)
        opened += 1
    seats_left = opened * (size - 1)
    can_fill = stock >= seats_left * pieces_to_join(kind, quantity=1)
    assert can_fill is (kind is CampaignKind.SECKILL)
    assert opened == (teams if kind is CampaignKind.SECKILL else size * teams)


def test_what_teams_took_at_their_opening_is_all_they_can_need():
    facts = {"stock": 20, "taken": 6, "open_seats": 6, "max_quantity": 1}
    assert spare_pieces(CampaignKind.SECKILL, **facts) == 14
    assert spare_pieces(CampaignKind.ORDINARY, **facts) == 8


@pytest.mark.parametrize(
    ("scope", "kept"), [(DrawScope.TEAM, DRAW.winners), (DrawScope.CAMPAIGN, 0)]
)
def test_a_team_that_ends_in_a_draw_keeps_a_piece_for_each_winner(scope, kept):
    draw = replace(DRAW, scope=scope)
    for kind in DRAWS:
        assert pieces_to_open(kind, size=3, quantity=1, draw=draw) == kept
        assert pieces_kept(kind, size=3, draw=draw) == kept
        assert pieces_to_join(kind, quantity=1) == 0
        facts = {"stock": 20, "taken": 6, "open_seats": 6, "max_quantity": 1}
        assert spare_pieces(kind, **facts) == 14


def test_a_leader_always_pays_something():
    publishable(replace(GOOD, leader_discount_fen=1989), CHOICES, now=NOON)


@given(st.randoms(use_true_random=False))
def test_the_hash_knows_no_order_of_choices_or_keys(chance):
    shuffled = chance.sample(CHOICES, len(CHOICES))
    rules = frozen_rules(GOOD, shuffled)
    keys = list(rules)
    random.Random(chance.random()).shuffle(keys)  # noqa: S311
    assert rules_hash({key: rules[key] for key in keys}) == rules_hash(frozen_rules(GOOD, CHOICES))


def test_the_hash_survives_the_database_and_another_time_zone():
    rules = frozen_rules(GOOD, CHOICES)
    assert rules_hash(json.loads(json.dumps(rules))) == rules_hash(rules)
    shanghai = timezone(timedelta(hours=8))
    there = replace(GOOD, starts_at=NOON.astimezone(shanghai))
    assert frozen_rules(there, CHOICES) == rules


def test_the_hash_of_published_rules_never_changes():
    # People keep this hash: a change of format needs another name than kaituan/campaign/1.
    known = "f6862c8b1b06a8c5dbea892fe71b46a7b122e7562fa5ceb3d5b5a37375e2b391"
    assert rules_hash(frozen_rules(GOOD, CHOICES)) == known


@pytest.mark.parametrize(
    "terms",
    [
        {"size": 4},
        {"completes_at_size": 2},
        {"hours_to_fill": 25},
        {"ends_at": GOOD.ends_at + TICK},
        {"limit_per_person": 2},
        {"max_quantity": 6},
        {"leader_discount_fen": 1},
        {"kind": CampaignKind.SECKILL},
    ],
)
def test_every_term_is_in_the_hash(terms):
    known = rules_hash(frozen_rules(GOOD, CHOICES))
    assert rules_hash(frozen_rules(replace(GOOD, **terms), CHOICES)) != known
    for changes in ({"stock": 11}, {"team_price_fen": 1}, {"solo_price_fen": 1}):
        assert rules_hash(frozen_rules(GOOD, changed(**changes))) != known
