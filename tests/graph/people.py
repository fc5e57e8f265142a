"""One shop, and five who ask it the same questions."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from actions.people import add_address, open_session
from app.door import digest
from models.campaigns import Campaign, CampaignSku
from models.ids import new_id
from models.merchants import Merchant, MerchantStaff
from models.orders import Order
from models.people import Person, Session
from rules.campaigns import CampaignKind, CampaignStatus
from rules.people import Role
from tests.graph.after_sale_doors import stage_after_sales
from tests.graph.commission_doors import stage_commissions
from tests.graph.distributor_doors import stage_distributors
from tests.graph.draw_doors import stage_draws
from tests.graph.funding_doors import stage_funding
from tests.graph.merchant_doors import stage_merchants
from tests.graph.money_doors import stage_money
from tests.graph.payout_doors import stage_payouts
from tests.graph.point_doors import stage_points
from tests.graph.relation_doors import stage_sharing
from tests.graph.report_doors import stage_reports
from tests.graph.screen_doors import stage_screens
from tests.graph.shipping_doors import stage_shipping
from tests.graph.talk_doors import stage_talk
from tests.journeys.crowd import Crowd, gathered
from tests.services.shop import Client

HOME = {"recipient": "王小明", "phone": "138 0000 0000", "region": "云南", "detail": "1 号"}


def gid(kind: str, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{row_id}".encode()).decode()


@dataclass
class Stage:
    """Who asks, and the ids of what belongs to the owner."""

    crowd: Crowd
    people: dict[str, Client]
    ids: dict[str, Any]

    async def person_of(self, client: Client) -> Person:
        session = await Session.get(token_hash=digest(client.token or ""))
        return await Person.get(id=session.person_id)

    async def again(self, client: Client) -> Client:
        """The same person with one more session."""
        token, now = uuid4().hex, self.crowd.shop.clock()
        person = await self.person_of(client)
        until = now + timedelta(days=1)
        await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
        return Client(client.http, token)


async def staged(shop) -> Stage:
    """Nobody, a customer, another merchant's owner, the owner of everything, an operator."""
    crowd = await gathered(shop, size=5, limit_per_person=20)
    now, world = shop.clock(), crowd.world
    people = {
        "nobody": crowd.shared,
        "customer": await crowd.member(),
        "rival": await crowd.member(role=Role.MERCHANT),
        "owner": await crowd.member(role=Role.MERCHANT),
        "operator": await crowd.member(role=Role.OPERATOR),
    }
    stage = Stage(crowd, people, {})
    owner, rival = [await stage.person_of(people[name]) for name in ("owner", "rival")]
    other = await Merchant.create(id=new_id(now), slug="rivals", name="对手", created_at=now)
    for merchant, person in ((world.merchant, owner), (other, rival)):
        await MerchantStaff.create(id=new_id(now), merchant_id=merchant.id, person_id=person.id)
    await stage_things(stage, owner)
    operator = await stage.person_of(people["operator"])
    stage.ids |= await stage_money(operator, now, gid)
    stage.ids |= await stage_merchants(crowd, owner, now, gid)
    customer = await stage.person_of(people["customer"])
    # Who answers there is another operator than who rules.
    desk = await world.person(role=Role.OPERATOR)
    stage.ids |= await stage_after_sales(world, customer, desk, now, gid)
    stage.ids |= await stage_funding(world.merchant.id, owner, now, gid)
    stage.ids |= await stage_draws(owner, now, gid)
    stage.ids |= await stage_payouts(world, owner, now, gid)
    stage.ids |= await stage_points(world, operator, now, gid)
    stage.ids |= await stage_reports(stage.ids["order"], world.product.id, owner, now, gid)
    stage.ids |= await stage_screens(world.merchant.id, now, gid)
    customer = await stage.person_of(people["customer"])
    stage.ids |= await stage_talk(world, customer, owner, now, gid)
    stage.ids |= await stage_shipping(world, owner, operator, now, gid)
    customer = await stage.person_of(people["customer"])
    stage.ids |= await stage_commissions(world, customer, now, gid)
    stranger = await stage.person_of(await crowd.member())
    stage.ids |= await stage_distributors(owner, stranger, operator, now, gid)
    stage.ids |= await stage_sharing(stranger, operator.id, now, gid)
    return stage


def drafted(world, now):
    return {
        "id": new_id(now),
        "slug": "not-yet",
        "merchant_id": world.merchant.id,
        "product_id": world.product.id,
        "title": "还没开",
        "kind": CampaignKind.ORDINARY,
        "status": CampaignStatus.DRAFT,
        "size": 2,
        "hours_to_fill": 24,
        "starts_at": now,
        "ends_at": now + timedelta(days=3),
        "limit_per_person": 1,
        "max_quantity": 5,
        "team_price_fen": 100,
        "created_at": now,
    }


async def stage_things(stage: Stage, owner: Person) -> None:
    crowd, now = stage.crowd, stage.crowd.shop.clock()
    mine = await crowd.opened(stage.people["owner"], pays=False)
    others = await crowd.opened(await crowd.member())
    address = await add_address(person_id=owner.id, label=HOME, is_default=False, now=now)
    world = crowd.world
    draft = await Campaign.create(**drafted(world, now))
    await CampaignSku.create(
        id=new_id(now), campaign_id=draft.id, sku_id=world.sku.id, team_price_fen=100, stock=1
    )
    stage.ids |= {
        "address": gid("Address", address.id),
        "campaign": gid("Campaign", world.campaign.id),
        "campaign_slug": world.campaign.slug,
        "category": gid("Category", world.product.category_id),
        "draft": gid("Campaign", draft.id),
        "draft_slug": draft.slug,
        "merchant": gid("Merchant", world.merchant.id),
        "merchant_slug": world.merchant.slug,
        "now": now,
        "number": (await Order.get(person_id=owner.id)).number,
        "order": mine["order"]["id"],
        "others_team": others["team"]["code"],
        "payment": mine["payment"]["id"],
        "product": gid("Product", world.product.id),
        "product_slug": world.product.slug,
        "sku": gid("Sku", world.sku.id),
        "team": mine["team"]["code"],
    }
