"""What the demo world sells: four shops, six shelves and twenty-four products."""

from types import MappingProxyType
from typing import Final

from app.seed.goods_craft import CERAMICS, TEXTILES
from app.seed.goods_harvest import FRUIT, TEA
from app.seed.goods_hearth import KITCHEN, SNACKS
from app.seed.wares import Category, Merchant, Product, Words

MERCHANTS: Final = (
    Merchant(
        "south-slope",
        Words("南坡果园", "South Slope Orchard"),
        Words("一面朝南的坡，四季有果。", "A hill that faces south, with fruit in every season."),
    ),
    Merchant(
        "cloudfoot",
        Words("云脚茶舍", "Cloudfoot Tea House"),
        Words("云到山脚，茶在山腰。", "Clouds at the foot of the hill, tea half-way up."),
    ),
    Merchant(
        "clay-thread",
        Words("泥与线工坊", "Clay & Thread Workshop"),
        Words("泥做的，线织的，都经过手。", "Made of clay or of thread, and always by hand."),
    ),
    Merchant(
        "lane-hearth",
        Words("巷口灶头", "Lane-End Hearth"),
        Words("灶台上用的，嘴里吃的。", "For the stove, and for the mouth."),
    ),
)

CATEGORIES: Final = (
    Category("fruit", Words("鲜果", "Fruit")),
    Category("tea", Words("茶与咖啡", "Tea & coffee")),
    Category("ceramics", Words("陶瓷", "Ceramics")),
    Category("textiles", Words("织物", "Textiles")),
    Category("kitchen", Words("厨房", "Kitchen")),
    Category("snacks", Words("零食干货", "Snacks & pantry")),
)

PRODUCTS: Final[tuple[Product, ...]] = (*FRUIT, *TEA, *CERAMICS, *TEXTILES, *KITCHEN, *SNACKS)

PRODUCTS_BY_SLUG: Final = MappingProxyType({product.slug: product for product in PRODUCTS})
