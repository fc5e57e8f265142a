"""Unfunded, over-prized or undisclosed, nothing is published: not by a statement of the owner's."""

import json
from dataclasses import replace

import asyncpg
import pytest

from models.campaigns import CampaignSku
from rules.campaigns import CampaignKind, Choice
from rules.disclosure import Disclosure
from rules.funding import worst_case_fen
from rules.particulars import DrawScope, Particulars
from rules.policy import PolicyRule
from rules.publication import frozen_rules, rules_hash
from tests.actions.world_kinds import (
    LADDER,
    LOTTERY,
    make_fair,
    published_lottery,
    published_super,
)

PUBLISH = """
    UPDATE campaign SET status = 'PUBLISHED', published_at = created_at, rules = $2::text::jsonb,
           rules_hash = $3 WHERE id = $1
    """
RESERVE = """
    INSERT INTO budget (campaign_id, source_kind, source_owner, reserved_fen, most, opened_at)
    SELECT id, 'DEPOSIT', merchant_id::text, $2, $3, created_at FROM campaign WHERE id = $1
    """
BOOK = """
    SELECT post_journal('fund:' || id, 'BUDGET', id::text, sha256('x'), created_at,
      jsonb_build_array(jsonb_build_object('unit', 'CNY', 'amount', $2::bigint,
        'from', jsonb_build_array('DEPOSIT', merchant_id::text),
        'to', jsonb_build_array('BUDGET', id::text)))) FROM campaign WHERE id = $1
    """
REFUSED = asyncpg.IntegrityConstraintViolationError


@pytest.fixture
async def owner(database):
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def published_by_hand(owner, draft, *, rules=None, reserved_fen=26_900, most=10, booked=True):
    """Everything a publication does, by whoever owns the tables and forgets one thing."""
    async with owner.transaction():
        if reserved_fen is not None:
            await owner.execute(RESERVE, draft.id, reserved_fen, most)
            if booked:
                await owner.execute(BOOK, draft.id, reserved_fen)
        told = rules if rules is not None else frozen_of(draft)
        await owner.execute(PUBLISH, draft.id, json.dumps(told), rules_hash(told))


def frozen_of(draft):
    choice = Choice(sku_id="s", solo_price_fen=4800, team_price_fen=1990, stock=10)
    return frozen_rules(
        draft.facts(), [choice], disclosure=Disclosure(organiser="山里人", key_id="0" * 16)
    )


async def lottery(noon, fair=None, **changes):
    fair = fair or await make_fair(noon)
    draft = await fair.draft(
        CampaignKind.LOTTERY, Particulars(draw=replace(LOTTERY, **changes)), size=3, stock=10
    )
    return fair, draft


async def test_what_is_not_funded_or_not_told_does_not(db, noon, owner):
    _, draft = await lottery(noon)
    for forgotten in (
        {"reserved_fen": None},
        {"reserved_fen": 26_899},
        {"booked": False},
        {"most": 11},
        {"rules": {}},
        {"rules": {"draw": {"mode": "OPERATOR_COMMIT"}, "organiser": "山里人"}},
    ):
        with pytest.raises(REFUSED):
            await published_by_hand(owner, draft, **forgotten)
    for told in ("organiser", "mode", "winners", "odds", "held", "times", "prizes"):
        rules = frozen_of(draft)
        del (rules if told in rules else rules["draw"])[told]
        with pytest.raises(asyncpg.CheckViolationError):
            await published_by_hand(owner, draft, rules=rules)
    for times in (
        {"countdownSeconds": -1},
        {"countdownSeconds": None},
        {"stepMostMs": 900},
        {"allMostMs": 1},
        {"voidAfterHours": 48},
    ):
        rules = frozen_of(draft)
        rules["draw"]["times"] |= times
        with pytest.raises(asyncpg.CheckViolationError):
            await published_by_hand(owner, draft, rules=rules)
    await published_by_hand(owner, draft)


async def test_what_the_law_forbids_does_not(db, noon, owner):
    fair, _ = await lottery(noon)
    highest_fen = 50_000_00 - 1990 - 500
    for changes in (
        {"market_price_fen": highest_fen + 1},
        {"market_price_fen": 4799},
        {"shares": 1},
    ):
        _, draft = await lottery(noon, fair, **changes)
        with pytest.raises(REFUSED):
            await published_by_hand(owner, draft)
    await fair.allowed(PolicyRule.DIVIDENDS, draft)
    await published_by_hand(owner, draft)
    _, dearest = await lottery(noon, fair, market_price_fen=highest_fen)
    await published_by_hand(owner, dearest)


async def test_a_draw_is_no_campaign_from_the_start(db, noon, owner):
    _, draft = await lottery(noon)
    columns = [
        row["column_name"]
        for row in await owner.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'campaign'"
        )
    ]
    told = {
        "id": "gen_random_uuid()",
        "slug": "slug || 'x'",
        "status": "'PUBLISHED'",
        "published_at": "created_at",
        "rules": """'{"organiser": "x", "draw": {"mode": 1, "scope": 1, "winners": 1, "odds": 1,
                      "held": 1, "prizes": [1], "subsidyFen": 1, "most": 1}}'""",
        "rules_hash": "repeat('0', 64)",
    }
    values = ", ".join(told.get(name, name) for name in columns)
    with pytest.raises(asyncpg.RestrictViolationError, match="drafted before"):
        await owner.execute(
            f"INSERT INTO campaign ({', '.join(columns)}) SELECT {values} FROM campaign"  # noqa: S608
            " WHERE id = $1",
            draft.id,
        )


async def test_only_a_trial_is_free_and_a_large_team_needs_its_ladder(db, noon, owner):
    fair = await make_fair(noon)
    for kind, ladder in ((CampaignKind.ORDINARY, ()), (CampaignKind.SUPER, LADDER)):
        draft = await fair.draft(kind, Particulars(ladder=ladder), fen=3900)
        await CampaignSku.filter(campaign_id=draft.id).update(team_price_fen=0)
        with pytest.raises(asyncpg.RestrictViolationError, match="free"):
            await published_by_hand(owner, draft, rules={}, reserved_fen=None)
    campaign = (await published_super(noon, fair=fair)).campaign
    assert (campaign.size, campaign.completes_at_size) == (10, 3)
    draft = await fair.draft(CampaignKind.SUPER, Particulars(), size=3)
    with pytest.raises(asyncpg.CheckViolationError):
        await published_by_hand(owner, draft, rules={}, reserved_fen=None)


async def test_what_was_promised_stays_promised(db, noon, owner):
    world = await published_lottery(noon, overrides=(PolicyRule.CASH_SUBSIDY,))
    await world.opened(await world.person())
    for statement in (
        "UPDATE budget SET reserved_fen = reserved_fen - 1",
        "UPDATE budget SET most = most + 1",
        "UPDATE budget SET taken = most + 1",
        "UPDATE budget SET taken = -1",
        "DELETE FROM budget",
        "UPDATE campaign SET terms = '{}' WHERE kind = 'LOTTERY'",
        "UPDATE subsidy_day SET promised_fen = most_fen + 1",
        "UPDATE policy_override SET reason = 'x'",
        "DELETE FROM policy_override",
    ):
        with pytest.raises(REFUSED):
            await owner.execute(statement)
    await owner.execute("UPDATE budget SET closed_at = opened_at")
    for change in ("taken = 0", "closed_at = NULL"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(f"UPDATE budget SET {change}")  # noqa: S608


async def test_the_database_reckons_the_worst_case_as_the_rules_do(db, owner):
    for scope in DrawScope:
        for winners, most, subsidy_fen, fund, points in (
            (1, 1, 0, False, 0),
            (2, 30, 100, True, 500),
            (4, 100_000, 1000, True, 4_000_000),
        ):
            draw = replace(
                LOTTERY,
                scope=scope,
                winners=winners,
                most=most,
                subsidy_fen=subsidy_fen,
                grants_fund=fund,
                points=points,
            )
            plain = json.dumps(Particulars(draw=draw).plain()["draw"])
            there = await owner.fetchval("SELECT draw_worst_fen($1::text::jsonb, 5, 1990)", plain)
            assert there == worst_case_fen(draw, size=5, price_fen=1990)
