"""What is to be known before a seat is taken, in one look: a crowd waits for the team meanwhile."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from models.campaigns import Campaign, CampaignSku
from models.db import built, columns, rows
from models.people import Address
from rules import shipping as rules
from rules.shipping import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What somebody finds who wants to sit in a locked team."""

    campaign: Campaign
    choice: CampaignSku | None
    address: Address | None
    number: int
    is_mine: bool
    terms: Terms | None
    grams: int
    is_fetched_here: bool


# Seats come in the order of their numbers: the first that is not where it would be without a
# gap tells the lowest number nobody sits on.
_PLACE = f"""
    SELECT {columns(Campaign, of="c", prefix="c_")}, {columns(CampaignSku, of="s", prefix="s_")},
           {columns(Address, of="a", prefix="a_")}, seated.number, seated.is_mine,
           coalesce(k.weight_grams, 0) AS grams, t.rates, t.free_from_fen,
           $6::uuid IS NOT NULL AND EXISTS (
             SELECT 1 FROM pickup_point f WHERE f.id = $6 AND f.merchant_id = c.merchant_id
                AND f.closed_at IS NULL) AS is_fetched_here
      FROM campaign c
      LEFT JOIN campaign_sku s ON s.campaign_id = c.id AND s.sku_id = $4
      LEFT JOIN address a ON a.person_id = $3 AND a.removed_at IS NULL
       AND CASE WHEN $5::uuid IS NULL THEN a.is_default ELSE a.id = $5 END
      LEFT JOIN sku k ON k.id = s.sku_id
      LEFT JOIN product p ON p.id = c.product_id
      LEFT JOIN shipping_template t ON t.id = p.shipping_template_id
     CROSS JOIN (
       SELECT coalesce(min(n) FILTER (WHERE number <> n), count(*) + 1) AS number,
              coalesce(bool_or(person_id = $3), false) AS is_mine
         FROM (SELECT number, person_id, row_number() OVER (ORDER BY number) AS n
                 FROM seat WHERE team_id = $1 AND state <> 'RELEASED') taken) seated
     WHERE c.id = $2
    """  # noqa: S608 - nothing but names of columns is filled in


async def place_in(
    team_id: UUID,
    *,
    campaign_id: UUID,
    person_id: UUID,
    sku_id: UUID,
    address_id: UUID | None,
    pickup_point_id: UUID | None = None,
) -> Place:
    """Return what a person finds in a team whose row is locked.

    The address is the one that is named, if it is theirs, else their default one.
    """
    asked = (team_id, campaign_id, person_id, sku_id, address_id, pickup_point_id)
    [row] = await rows(_PLACE, *asked)
    return Place(
        campaign=built(Campaign, row, prefix="c_"),
        choice=built(CampaignSku, row, prefix="s_") if row["s_id"] else None,
        address=built(Address, row, prefix="a_") if row["a_id"] else None,
        number=row["number"],
        is_mine=row["is_mine"],
        terms=_terms(row["rates"], row["free_from_fen"]),
        grams=row["grams"],
        is_fetched_here=row["is_fetched_here"],
    )


def _terms(rates: str | None, free_from_fen: int | None) -> Terms | None:
    if rates is None:
        return None
    return rules.terms({"rates": orjson.loads(rates), "free_from_fen": free_from_fen})
