"""Small worlds for tests to happen in: people, a product, a campaign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from actions.orders import Placed, Wish
from actions.payments import give_up_payment, record_money
from actions.teams import join_team, open_team
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Category, Product, Sku
from models.ids import new_id
from models.ledger import Account
from models.merchants import Merchant
from models.payments import Payment
from models.people import Address, Person
from rules.campaigns import CampaignKind, CampaignStatus
from rules.payments import Money
from rules.people import Role
from rules.publication import frozen_rules, rules_hash
from rules.teams import EndReason

SOLO_FEN = 3280
TEAM_FEN = 1990


@dataclass
class World:
    """A merchant with one product in one running campaign."""

    now: datetime
    merchant: Merchant
    product: Product
    sku: Sku
    campaign: Campaign

    async def person(self, name: str = "王小明", role: Role = Role.CUSTOMER) -> Person:
        row_id = new_id(self.now)
        return await Person.create(
            id=row_id,
            handle=f"p{row_id.hex[-12:]}",
            display_name=name,
            password_hash="-",
            role=role,
            created_at=self.now,
        )

    async def address(self, person: Person, region: str = "四川省 成都市") -> Address:
        return await Address.create(
            id=new_id(self.now),
            person_id=person.id,
            recipient=person.display_name,
            phone="13800000000",
            region=region,
            detail="一环路 1 号",
            is_default=False,
            created_at=self.now,
        )

    def wish(self, person: Person, **changes) -> Wish:
        facts = {
            "person_id": person.id,
            "sku_id": self.sku.id,
            "quantity": 1,
            "address_id": None,
            "key": new_id(self.now).hex,
        }
        return Wish(**{**facts, **changes})

    async def opened(self, leader: Person, *, now: datetime | None = None) -> Placed:
        return await open_team(self.wish(leader), campaign_id=self.campaign.id, now=now or self.now)

    async def paid_team(self, *, members: int) -> list[Placed]:
        """An open team in which the leader and so many others have paid."""
        placed = [await self.opened(await self.person())]
        for _ in range(members):
            placed.append(await self.joined(await self.person(), placed[0].team.code))
        for each in placed:
            await pay(each, at=self.now)
        return placed

    async def joined(self, person: Person, code: str, *, now: datetime | None = None) -> Placed:
        return await join_team(self.wish(person), team_code=code, now=now or self.now)


async def make_world(now: datetime, *, size: int = 3, stock: int = 100, **terms) -> World:
    """A published ORDINARY campaign of one SKU; ``terms`` replace its defaults."""
    merchant = await Merchant.create(
        id=new_id(now), slug=f"m{new_id(now).hex[-10:]}", name="山里人", created_at=now
    )
    category = await Category.create(id=new_id(now), slug=f"c{new_id(now).hex[-10:]}", name="鲜果")
    product = await Product.create(
        id=new_id(now),
        slug=f"p{new_id(now).hex[-10:]}",
        merchant_id=merchant.id,
        category_id=category.id,
        title="雪莲果 5 斤装",
        pictures=["/pictures/yacon.svg"],
        price_fen=SOLO_FEN,
        created_at=now,
    )
    sku = await Sku.create(
        id=new_id(now),
        product_id=product.id,
        code="5",
        name="5 斤",
        price_fen=SOLO_FEN,
        stock=1000 + stock,
        taken=stock,  # publishing sets the campaign's pieces aside
    )
    campaign = await _campaign(now, product, sku, size=size, stock=stock, **terms)
    return World(now, merchant, product, sku, campaign)


async def _campaign(now, product, sku, *, size, stock, **terms) -> Campaign:
    draft = {
        "id": new_id(now),
        "slug": f"g{new_id(now).hex[-10:]}",
        "merchant_id": product.merchant_id,
        "product_id": product.id,
        "title": "雪莲果三人团",
        "kind": CampaignKind.ORDINARY,
        "status": CampaignStatus.DRAFT,
        "size": size,
        "hours_to_fill": 24,
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=30),
        "limit_per_person": 1,
        "max_quantity": 5,
        "team_price_fen": TEAM_FEN,
        "created_at": now,
    }
    campaign = await Campaign.create(**{**draft, **terms})
    await CampaignSku.create(
        id=new_id(now),
        campaign_id=campaign.id,
        sku_id=sku.id,
        team_price_fen=TEAM_FEN,
        stock=stock,
    )
    rules = frozen_rules(campaign.facts(), [])
    campaign.status, campaign.published_at = CampaignStatus.PUBLISHED, now
    campaign.rules, campaign.rules_hash = rules, rules_hash(rules)
    await campaign.save()
    return campaign


def money(payment: Payment, *, at: datetime, **changes) -> Money:
    """What the provider says when this payment was paid."""
    facts = {
        "reference": f"T{payment.number}",
        "payment_number": payment.number,
        "amount_fen": payment.amount_fen,
        "currency": "CNY",
        "paid_at": at,
    }
    return Money(**{**facts, **changes})


async def pay(placed: Placed, *, at: datetime):
    """The payer pays at this moment and the provider says so at once."""
    return await record_money(money(placed.payment, at=at), now=at)


async def give_up(placed: Placed, *, at: datetime, reason: EndReason = EndReason.UNPAID) -> bool:
    """The provider says that this payment will never be paid."""
    return await give_up_payment(payment_id=placed.payment.id, reason=reason, now=at)


async def balance(kind: str, owner: str | UUID) -> int:
    """What an account holds in fen, zero where it was never opened."""
    account = await Account.get_or_none(kind=kind, owner=str(owner), unit="CNY")
    return account.balance if account else 0
