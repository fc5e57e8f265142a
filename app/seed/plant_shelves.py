"""How the demo world's people, shops and goods are written."""

from datetime import datetime, timedelta
from types import MappingProxyType

from app.seed.goods import CATEGORIES, MERCHANTS, PRODUCTS
from app.seed.people import PEOPLE, Part
from app.seed.people import Person as Somebody
from app.seed.wares import Merchant as Shop
from app.seed.wares import Product as Ware
from app.seed.wares import seed_id
from models.catalogue import Category, Favourite, Product, Sku
from models.merchants import Merchant, MerchantStaff
from models.people import Address, Person
from models.transactions import one_transaction
from rules.people import Role

ROLES = MappingProxyType(
    {
        Part.SHOPPER: Role.CUSTOMER,
        Part.LEADER: Role.CUSTOMER,
        Part.OWNER: Role.MERCHANT,
        Part.OPERATOR: Role.OPERATOR,
    }
)
# Before the first draw of the plan.
OLD = timedelta(days=90)
# Somebody has to be asked where the parcel goes.
WITHOUT_ADDRESS = "harbor"
FAVOURITES = (
    ("juzi", ("navel-orange", "cotton-quilt", "iron-wok")),
    ("banxia", ("canvas-tote", "rose-pastry")),
    ("lily", ("indigo-scarf", "celadon-teapot", "wild-honey")),
    ("maple", ("mountain-coffee",)),
)


@one_transaction
async def plant_shelves(*, now: datetime, password_hash: str) -> None:
    """Write people, shops and goods; everybody has the same password."""
    since = now - OLD
    await Person.bulk_create([_person(one, password_hash, since) for one in PEOPLE])
    addressed = [one for one in PEOPLE if one.handle != WITHOUT_ADDRESS]
    await Address.bulk_create([_address(one, since) for one in addressed])
    await Merchant.bulk_create([_merchant(shop, since) for shop in MERCHANTS])
    await MerchantStaff.bulk_create([_staff(one) for one in PEOPLE if one.merchant])
    await Category.bulk_create(
        [
            Category(id=c.id, slug=c.slug, name=c.name.zh, name_en=c.name.en, position=position)
            for position, c in enumerate(CATEGORIES)
        ]
    )
    await Product.bulk_create([_product(ware, since) for ware in PRODUCTS])
    await Sku.bulk_create([sku for ware in PRODUCTS for sku in _skus(ware)])
    await Favourite.bulk_create(_favourites(now))


def _person(one: Somebody, password_hash: str, since: datetime) -> Person:
    return Person(
        id=one.id,
        handle=one.handle,
        display_name=one.display_name,
        password_hash=password_hash,
        role=ROLES[one.part],
        created_at=since,
    )


def _address(one: Somebody, since: datetime) -> Address:
    return Address(
        id=seed_id("address", one.handle),
        person_id=one.id,
        recipient=one.address.recipient,
        phone=one.address.phone,
        region=one.address.region,
        detail=one.address.line,
        is_default=True,
        created_at=since,
    )


def _merchant(shop: Shop, since: datetime) -> Merchant:
    return Merchant(
        id=shop.id,
        slug=shop.slug,
        name=shop.name.zh,
        name_en=shop.name.en,
        about=shop.about.zh,
        created_at=since,
    )


def _staff(one: Somebody) -> MerchantStaff:
    assert one.merchant is not None, "an owner owns something"
    return MerchantStaff(
        id=seed_id("staff", one.handle),
        merchant_id=seed_id("merchant", one.merchant),
        person_id=one.id,
    )


def _product(ware: Ware, since: datetime) -> Product:
    return Product(
        id=ware.id,
        slug=ware.slug,
        merchant_id=seed_id("merchant", ware.merchant),
        category_id=seed_id("category", ware.category),
        title=ware.title.zh,
        title_en=ware.title.en,
        about=ware.story.zh,
        about_en=ware.story.en,
        origin=ware.origin.zh,
        pictures=list(ware.pictures),
        price_fen=min(sku.solo_fen for sku in ware.skus),
        created_at=since,
    )


def _skus(ware: Ware) -> list[Sku]:
    return [
        Sku(
            id=sku.id,
            product_id=ware.id,
            code=sku.code,
            name=sku.name.zh,
            name_en=sku.name.en,
            price_fen=sku.solo_fen,
            stock=sku.stock,
            position=position,
        )
        for position, sku in enumerate(ware.skus)
    ]


def _favourites(now: datetime) -> list[Favourite]:
    return [
        Favourite(
            id=seed_id("favourite", f"{handle}/{slug}"),
            person_id=seed_id("person", handle),
            product_id=seed_id("product", slug),
            created_at=now - timedelta(days=3),
        )
        for handle, slugs in FAVOURITES
        for slug in slugs
    ]
