import re
from uuid import UUID

import pytest

from app.seed.goods import CATEGORIES, MERCHANTS, PRODUCTS, PRODUCTS_BY_SLUG
from app.seed.people import DEMO_PASSWORD, PEOPLE, Part
from app.seed.wares import seed_id

HAN = re.compile(r"[\u4e00-\u9fff]")


def every_words():
    for merchant in MERCHANTS:
        yield from (merchant.name, merchant.about)
    for category in CATEGORIES:
        yield category.name
    for product in PRODUCTS:
        yield from (product.title, product.story, product.origin)
        yield from (sku.name for sku in product.skus)


def test_the_shelves_are_full():
    assert (len(MERCHANTS), len(CATEGORIES), len(PRODUCTS)) == (4, 6, 24)
    per_shelf = [sum(p.category == c.slug for p in PRODUCTS) for c in CATEGORIES]
    assert per_shelf == [4] * 6
    assert {p.merchant for p in PRODUCTS} == {m.slug for m in MERCHANTS}


def test_every_word_is_said_in_chinese_and_in_english():
    for words in every_words():
        assert HAN.search(words.zh), words
        assert words.en.strip(), words
        assert not HAN.search(words.en), words


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda p: p.slug)
def test_a_team_pays_less_but_not_suspiciously_less(product):
    assert 1 <= len(product.skus) <= 3
    for sku in product.skus:
        assert 0.5 <= sku.team_fen / sku.solo_fen <= 0.9, sku
        assert sku.stock >= 2 * product.team_size, sku
    assert 2 <= product.team_size <= 100
    assert 1 <= product.team_hours <= 168


def test_nothing_is_named_twice():
    codes = [sku.code for product in PRODUCTS for sku in product.skus]
    assert len(set(codes)) == len(codes)
    assert len(PRODUCTS_BY_SLUG) == len(PRODUCTS)
    ids = [thing.id for thing in (*MERCHANTS, *CATEGORIES, *PRODUCTS, *PEOPLE)]
    ids += [sku.id for product in PRODUCTS for sku in product.skus]
    assert len(set(ids)) == len(ids)


def test_ids_do_not_change_between_machines_or_releases():
    assert seed_id("product", "navel-orange") == UUID("ee4c94bc-e7ef-5a26-b181-3508c19bfc4d")
    assert PRODUCTS_BY_SLUG["navel-orange"].id == seed_id("product", "navel-orange")


def test_there_is_somebody_for_every_part():
    assert len(PEOPLE) == 17
    assert len({p.handle for p in PEOPLE}) == 17
    parts = [p.part for p in PEOPLE]
    assert parts.count(Part.LEADER) >= 1
    assert parts.count(Part.OPERATOR) == 2
    owners = [p for p in PEOPLE if p.part is Part.OWNER]
    assert len(owners) == 2
    assert {p.merchant for p in owners} <= {m.slug for m in MERCHANTS}
    assert all(p.merchant is None for p in PEOPLE if p.part is not Part.OWNER)
    assert DEMO_PASSWORD == "kaituan-demo"


def test_addresses_are_plainly_invented():
    phones = [p.address.phone for p in PEOPLE]
    assert phones == [f"138{number:08d}" for number in range(1, 18)]
    assert all(p.address.region.startswith("云汀省") for p in PEOPLE)
