"""A campaign's draw that is over: everybody paid, the winners are known, nothing is settled."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

import orjson

from benchmarks.world import offers, residents, row_id, sql_id
from rules.draws.timetable import plain_times
from rules.particulars import DrawMode
from rules.policy import POLICY

SIZE = 2
PRICE_FEN = 1990
SUBSIDY_FEN = 100
POINTS = 500
CAMPAIGN, DRAW = row_id("campaign", 0), row_id("draw", 0)
MONEY = "sha256(convert_to(n::text, 'UTF8'))"


def drawn(entries: int, winners: int) -> list[str]:
    """Return what writes so many entries in teams of two, of which the first won.

    Triggers and foreign keys are left out, as in copying a database: what they
    would say of each row is true of all of them.
    """
    return [
        "SET session_replication_role = replica",
        *residents(entries),
        *offers(),
        *_campaign(entries, winners),
        *_teams(entries),
        *_money(entries),
        *_draw(entries, winners),
        "SET session_replication_role = origin",
    ]


def _campaign(entries: int, winners: int) -> list[str]:
    draw = {
        "scope": "CAMPAIGN",
        "mode": "OPERATOR_COMMIT",
        "winners": winners,
        "most": entries,
        "funded_by": "MARKETING",
        "market_price_fen": 4800,
        "subsidy_fen": SUBSIDY_FEN,
        "grants_fund": True,
        "points": POINTS,
        "shares": 0,
        "report_days": None,
    }
    terms = orjson.dumps({"draw": draw, "ladder": []}).decode()
    told: dict[str, object] = dict.fromkeys(
        ("scope", "winners", "odds", "held", "subsidyFen", "most"), 0
    )
    times = plain_times(DrawMode.OPERATOR_COMMIT, countdown=POLICY.draw_countdown)
    told |= {"mode": draw["mode"], "times": times, "prizes": [{"from": 1}]}
    rules = orjson.dumps({"organiser": "山里人", "draw": told}).decode()
    worst = winners * (PRICE_FEN + POINTS) + (entries - winners) * SUBSIDY_FEN
    return [
        f"""UPDATE campaign SET kind = 'LOTTERY', size = {SIZE}, status = 'ENDED', ended_at = now(),
              max_quantity = 1, terms = '{terms}', rules = '{rules}' WHERE id = '{CAMPAIGN}'""",
        f"""INSERT INTO budget (campaign_id, source_kind, source_owner, reserved_fen, most, taken,
              opened_at) SELECT '{CAMPAIGN}', 'MARKETING', 'platform', {worst}, {entries},
              {entries}, now()""",
        f"""INSERT INTO account (kind, owner, unit, floored, tracked, balance)
            SELECT 'BUDGET', '{CAMPAIGN}', 'CNY', true, true, {worst}""",
    ]


def _teams(entries: int) -> list[str]:
    every = f"FROM generate_series(0, {entries - 1}) n"
    team = sql_id("team", f"n / {SIZE}")
    terms = f"(SELECT terms FROM campaign WHERE id = '{CAMPAIGN}')"
    return [
        f"""INSERT INTO team (id, code, campaign_id, leader_id, kind, status, size, seats_filled,
              opened_at, closes_at, formed_at, terms)
            SELECT {sql_id("team", "n")}, 'B' || lpad(n::text, 7, '0'), '{CAMPAIGN}',
              {sql_id("person", f"n * {SIZE}")}, 'LOTTERY', 'DRAWING', {SIZE}, {SIZE}, now(),
              now() + interval '1 day', now(), {terms}
              FROM generate_series(0, {entries // SIZE - 1}) n""",
        f"""INSERT INTO orders (id, number, kind, person_id, merchant_id, campaign_id, team_id,
              sku_id, quantity, unit_price_fen, total_fen, status, placed_at, pay_by_at, paid_at)
            SELECT {sql_id("order", "n")}, 'L' || n, 'TEAM', {sql_id("person", "n")},
              {sql_id("merchant", "0")}, '{CAMPAIGN}', {team}, {sql_id("sku", "0")}, 1, {PRICE_FEN},
              {PRICE_FEN}, 'PAID', now(), now(), now() {every}""",
        f"""INSERT INTO seat (id, team_id, number, person_id, order_id, state, held_at, held_until,
              filled_at)
            SELECT {sql_id("seat", "n")}, {team}, n % {SIZE} + 1, {sql_id("person", "n")},
              {sql_id("order", "n")}, 'FILLED', now(), now(), now() {every}""",
    ]


def _money(entries: int) -> list[str]:
    every = f"FROM generate_series(0, {entries - 1}) n"
    order = sql_id("order", "n")
    return [
        f"""INSERT INTO payment (id, number, order_id, purpose, amount_fen, status, expires_at,
              created_at, reference, paid_at)
            SELECT {sql_id("payment", "n")}, 'P' || n, {order}, 'FULL', {PRICE_FEN}, 'SUCCEEDED',
              now(), now(), 'T' || n, now() {every}""",
        f"""INSERT INTO money_in (reference, payment_number, amount_fen, currency, paid_at,
              recorded_at, outcome)
            SELECT 'T' || n, 'P' || n, {PRICE_FEN}, 'CNY', now(), now(), 'SEAT' {every}""",
        f"""INSERT INTO account (kind, owner, unit, floored, tracked, balance)
            SELECT 'ESCROW', {order}::text, 'CNY', true, true, {PRICE_FEN} {every}""",
    ]


def _draw(entries: int, winners: int) -> list[str]:
    every = f"FROM generate_series(0, {entries - 1}) n"
    order, zeros = sql_id("order", "n"), "decode(repeat('00', 64), 'hex')"
    return [
        f"""INSERT INTO draw (id, campaign_id, kind, scope, mode, status, winners, serials, entries,
              rules_hash, key_id, sequence, commitment, closed_at, root, frozen_at, receipt,
              receipt_signature, receipt_hash, first_reveal_at, reveal_step_ms, drawn_at,
              published_at, created_at)
            SELECT '{DRAW}', '{CAMPAIGN}', 'LOTTERY', 'CAMPAIGN', 'OPERATOR_COMMIT', 'PUBLISHED',
              {winners}, {entries}, {entries}, repeat('0', 64), '0000000000000000', 1,
              sha256('c'), now(), sha256('r'), now(), '{{}}', {zeros}, sha256('h'), now(), 1,
              now() + interval '1 hour', now() + interval '1 hour', now()""",
        f"""INSERT INTO draw_entry (order_id, draw_id, serial, no, seat_id, team_id, person_id,
              ticket, salt, commitment, leaf, paid_at, receipt_signature)
            SELECT {order}, '{DRAW}', n + 1, n + 1, {sql_id("seat", "n")},
              {sql_id("team", f"n / {SIZE}")}, {sql_id("person", "n")}, lpad(n::text, 12, '0'),
              decode(repeat('00', 16), 'hex'), {MONEY}, {MONEY}, now(), {zeros} {every}""",
        f"""INSERT INTO draw_winner (order_id, draw_id, prize, no, serial, reveal_at, proof)
            SELECT {order}, '{DRAW}', n + 1, n + 1, n + 1, now(), ''
              FROM generate_series(0, {winners - 1}) n""",
    ]
