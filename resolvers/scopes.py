"""What a screen may show of: a campaign, a merchant's, or everything; read in bounded steps."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models.db import rows
from resolvers.loaders import FORMED
from rules.campaigns import CampaignStatus
from rules.days import day_of, span_of
from rules.screens import DRAW_LINGERS, DrawDue

CAMPAIGNS_MOST = 100
TEAMS_MOST = 24
# Looked at of those that close next; a figure of more than that is of these alone.
OPEN_MOST = 2_000
OPEN_OF_EACH = 100
FORMED_MOST = 9_999
RANKED_OF = 500
RANKED_OF_EACH = 100
RANKED_MOST = 8
DRAWS_MOST = 20
OVER_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which campaigns something is shown: ``campaign_ids`` is None for all there are.

    ``running`` are those that open teams now, the next to end first.
    """

    campaign_ids: tuple[UUID, ...] | None
    running: tuple[UUID, ...]

    def of(self, campaign_id: UUID) -> "Scope":
        """Return the scope of one campaign."""
        running = tuple(each for each in self.running if each == campaign_id)
        return Scope(campaign_ids=(campaign_id,), running=running)

    def asked(self) -> list[UUID] | None:
        """Return the campaigns as a statement takes them."""
        return None if self.campaign_ids is None else list(self.campaign_ids)


async def scope_of(merchant_id: UUID | None, *, now: datetime) -> Scope:
    """Return what a screen shows of: a merchant's latest campaigns, or everything."""
    found = await rows(
        """
        (SELECT id, ends_at, true AS running FROM campaign
          WHERE $1::uuid IS NULL AND status = $4 AND starts_at <= $2 AND ends_at > $2
          ORDER BY ends_at, id LIMIT $3)
        UNION ALL
        (SELECT id, ends_at, status = $4 AND starts_at <= $2 AND ends_at > $2 FROM campaign
          WHERE merchant_id = $1 AND status <> 'DRAFT' ORDER BY ends_at DESC, id DESC LIMIT $3)
        ORDER BY ends_at, id
        """,
        merchant_id,
        now,
        CAMPAIGNS_MOST,
        CampaignStatus.PUBLISHED,
    )
    running = tuple(row["id"] for row in found if row["running"])
    known = tuple(row["id"] for row in found)
    return Scope(campaign_ids=None if merchant_id is None else known, running=running)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Which rows of a table are wanted: by an instant, from one on, at most so many."""

    table: str
    condition: str
    at: str
    since: str = "'-infinity'"
    latest: bool = False
    most: int

    def of(self, scope: Scope) -> str:
        """Return what selects them; ``$1`` are the scope's campaigns.

        Of several campaigns each has as many. The pair of campaign and instant is
        compared and sorted by, so that no other index than one of both can serve: one of
        the instant alone would go through all rows of others.
        """
        way = "DESC" if self.latest else "ASC"
        if scope.campaign_ids is None:
            return (
                f"(SELECT r.* FROM {self.table} r WHERE $1::uuid[] IS NULL AND {self.condition}"  # noqa: S608 - words of this module alone
                f" AND {self.at} >= {self.since} ORDER BY {self.at} {way} LIMIT {self.most})"
            )
        pair = f"(r.campaign_id, {self.at})"
        return (
            f"(SELECT r.* FROM unnest($1::uuid[]) AS c (id) CROSS JOIN LATERAL ("  # noqa: S608 - words of this module alone
            f"SELECT * FROM {self.table} r WHERE {self.condition}"
            f" AND {pair} >= (c.id, {self.since}::timestamptz) AND {pair} <= (c.id, 'infinity')"
            f" ORDER BY r.campaign_id {way}, {self.at} {way} LIMIT {self.most}) r)"
        )


_OPEN = _Rows(
    table="team",
    condition="r.status = 'OPEN' AND r.seats_filled >= 1",
    at="r.closes_at",
    since="$2",
    most=OPEN_MOST,
)


def _formed(statuses: str) -> str:
    return f"r.formed_at IS NOT NULL AND r.status = ANY({statuses})"


_FORMED = _Rows(
    table="team", condition=_formed("$4"), at="r.formed_at", latest=True, most=TEAMS_MOST
)
_RANKED = replace(_FORMED, condition=_formed("$2"), most=RANKED_OF)
_UNDER_WAY = _Rows(
    table="draw",
    condition="r.status IN ('LOCKED', 'REVEALING')",
    at="r.first_reveal_at",
    most=DRAWS_MOST,
)
_OVER = _Rows(
    table="draw",
    condition="r.status IN ('PUBLISHED', 'VOID')",
    at="coalesce(r.published_at, r.voided_at)",
    since="$2",
    latest=True,
    most=OVER_MOST,
)


def _today(scope: Scope) -> str:
    """Return what selects the teams that formed since ``$3``; in no order they need no pair."""
    formed = f"{_formed('$4')} AND r.formed_at >= $3"
    if scope.campaign_ids is None:
        return f"(SELECT 1 FROM team r WHERE {formed})"  # noqa: S608 - words of this module alone
    return (
        "(SELECT 1 FROM unnest($1::uuid[]) AS c (id) CROSS JOIN LATERAL ("  # noqa: S608 - words of this module alone
        f"SELECT 1 FROM team r WHERE r.campaign_id = c.id AND {formed} LIMIT {FORMED_MOST}) r)"
    )


def open_near(scope: Scope) -> str:
    """Return what selects the teams of a scope that close next, two thousand at the most.

    ``$1`` are its campaigns, ``$2`` is now. Of several campaigns each has its share, so
    that none is left out for another; in halves, for each share is a statement of its own.
    """
    halvings = (len(scope.campaign_ids or (None,)) - 1).bit_length()
    share = max(OPEN_MOST >> halvings, OPEN_OF_EACH) if halvings else OPEN_MOST
    return (
        f"(SELECT n.* FROM {replace(_OPEN, most=share).of(scope)} n"  # noqa: S608 - words of this module alone
        f" ORDER BY n.closes_at, n.id LIMIT {OPEN_MOST})"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """How a scope's teams do at a moment: figures, and which teams a wall shows."""

    teaming: int
    formed_today: int
    filling: tuple[UUID, ...]
    last_formed: tuple[tuple[UUID, datetime], ...]


async def tables(scope: Scope, *, now: datetime) -> Tables:
    """Return how a scope's teams do, in one statement that costs the same however many there were.

    Of the teams that take members the fullest come first, then those that close
    first, among the two thousand that close next.
    """
    [found] = await rows(
        f"""
        WITH near AS MATERIALIZED (
          SELECT * FROM {open_near(scope)} t
        ), latest AS MATERIALIZED (
          SELECT id, formed_at FROM {_FORMED.of(scope)} t
           ORDER BY formed_at DESC, id LIMIT {TEAMS_MOST})
        SELECT (SELECT coalesce(sum(seats_filled), 0) FROM near) AS teaming,
               (SELECT count(*) FROM (
                  SELECT 1 FROM {_today(scope)} t LIMIT {FORMED_MOST}) f) AS formed_today,
               ARRAY(SELECT id FROM near WHERE size > seats_filled + seats_held AND closes_at > $2
                      ORDER BY size - seats_filled - seats_held, closes_at, id
                      LIMIT {TEAMS_MOST}) AS filling,
               ARRAY(SELECT id FROM latest ORDER BY formed_at DESC, id) AS formed_ids,
               ARRAY(SELECT formed_at FROM latest ORDER BY formed_at DESC, id) AS formed_ats
        """,  # noqa: S608 - words of this module alone
        scope.asked(),
        now,
        span_of(day_of(now))[0],
        FORMED,
    )
    return Tables(
        teaming=int(found["teaming"]),
        formed_today=int(found["formed_today"]),
        filling=tuple(found["filling"]),
        last_formed=tuple(zip(found["formed_ids"], found["formed_ats"], strict=True)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """Somebody who opened teams that formed."""

    person_id: UUID
    teams_formed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fast:
    """A team that formed, and how long it took."""

    team_id: UUID
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Who leads and which teams were fastest, among the latest that formed."""

    leaders: tuple[Leader, ...] = ()
    fastest: tuple[Fast, ...] = ()


async def ranked(scope: Scope) -> Ranked:
    """Return who opened the most of the latest teams that formed, and which formed fastest."""
    alone = scope.campaign_ids is None or len(scope.campaign_ids) == 1
    latest = _RANKED if alone else replace(_RANKED, most=RANKED_OF_EACH)
    [found] = await rows(
        f"""
        WITH latest AS MATERIALIZED (
          SELECT * FROM {latest.of(scope)} t
           ORDER BY formed_at DESC, id LIMIT {RANKED_OF}
        ), leaders AS (
          SELECT leader_id, count(*) AS teams, max(formed_at) AS at FROM latest GROUP BY leader_id
           ORDER BY 2 DESC, 3, 1 LIMIT {RANKED_MOST}
        ), fast AS (
          SELECT id, formed_at - opened_at AS took FROM latest ORDER BY 2, 1 LIMIT {RANKED_MOST})
        SELECT ARRAY(SELECT leader_id FROM leaders ORDER BY teams DESC, at, leader_id) AS leaders,
               ARRAY(SELECT teams FROM leaders ORDER BY teams DESC, at, leader_id) AS teams,
               ARRAY(SELECT id FROM fast ORDER BY took, id) AS fastest,
               ARRAY(SELECT took FROM fast ORDER BY took, id) AS took
        """,  # noqa: S608 - words of this module alone
        scope.asked(),
        FORMED,
    )
    return Ranked(
        leaders=tuple(
            Leader(person_id=person_id, teams_formed=int(teams))
            for person_id, teams in zip(found["leaders"], found["teams"], strict=True)
        ),
        fastest=tuple(
            Fast(team_id=team_id, seconds=int(took.total_seconds()))
            for team_id, took in zip(found["fastest"], found["took"], strict=True)
        ),
    )


async def draws_near(scope: Scope, *, now: datetime) -> list[DrawDue]:
    """Return the next draws of a scope that are locked, and the last that were just over."""
    found = await rows(
        f"""
        (SELECT id, first_reveal_at, reveal_step_ms, least(winners, entries) AS k,
                NULL::timestamptz AS over_at
           FROM {_UNDER_WAY.of(scope)} d
          ORDER BY first_reveal_at, id LIMIT {DRAWS_MOST})
        UNION ALL
        (SELECT id, first_reveal_at, reveal_step_ms, least(winners, entries),
                coalesce(published_at, voided_at)
           FROM {_OVER.of(scope)} d
          ORDER BY 5 DESC, id LIMIT {OVER_MOST})
        """,  # noqa: S608 - words of this module alone
        scope.asked(),
        now - DRAW_LINGERS,
    )
    return [_due(row) for row in found]


def _due(row: dict[str, Any]) -> DrawDue:
    shown_for = timedelta(milliseconds=row["reveal_step_ms"] * max(row["k"] - 1, 0))
    return DrawDue(
        draw_id=row["id"],
        first_reveal_at=row["first_reveal_at"],
        last_reveal_at=row["first_reveal_at"] + shown_for,
        over_at=row["over_at"],
    )
