"""What the orchard and the tea house sell."""

from typing import Final

from app.seed.wares import Product, Sku, Words

FRUIT: Final = (
    Product(
        slug="navel-orange",
        category="fruit",
        merchant="south-slope",
        title=Words("红土坡脐橙", "Red-soil navel oranges"),
        story=Words(
            "十一月下树，当天分拣。皮薄好剥，果肉细，酸甜刚好。不打蜡，果面有风吹的痕迹，"
            "坏果包赔。",
            "Picked in November and sorted the same day. Thin skin, fine flesh, sweet with a little"
            " edge. Unwaxed, so the wind has left its marks; bad fruit is made good.",
        ),
        origin=Words("江西 赣南", "Gannan, Jiangxi"),
        skus=(
            Sku("NVO-25", Words("2.5 公斤装", "2.5 kg box"), 3280, 1990, 600),
            Sku("NVO-50", Words("5 公斤装", "5 kg box"), 5880, 3690, 400),
        ),
        team_size=5,
        team_hours=24,
    ),
    Product(
        slug="mountain-cherry",
        category="fruit",
        merchant="south-slope",
        title=Words("高山车厘子", "Mountain cherries"),
        story=Words(
            "海拔两千米的园子，昼夜温差大，果子熟得慢。清早采、冷链走，到手梗还是绿的。",
            "From an orchard at two thousand metres, where cold nights let the fruit ripen slowly."
            " Picked at dawn, kept cold; the stalks arrive green.",
        ),
        origin=Words("四川 汉源", "Hanyuan, Sichuan"),
        skus=(
            Sku("CHR-10", Words("1 公斤 · 26 毫米以上", "1 kg, 26 mm and up"), 8980, 6490, 240),
            Sku("CHR-20", Words("2 公斤 · 28 毫米以上", "2 kg, 28 mm and up"), 18800, 13900, 120),
        ),
        team_size=3,
        team_hours=12,
    ),
    Product(
        slug="green-grape",
        category="fruit",
        merchant="south-slope",
        title=Words("避雨棚青葡萄", "Rain-shelter green grapes"),
        story=Words(
            "一串只留四十粒，避雨棚里慢慢长。无籽，脆，有一点茉莉似的香气。",
            "Thinned to forty berries a bunch and grown slowly under cover. Seedless and"
            " crisp, with a scent a little like jasmine.",
        ),
        origin=Words("云南 宾川", "Binchuan, Yunnan"),
        skus=(
            Sku(
                "GRP-15", Words("两串 · 约 1.5 公斤", "Two bunches, about 1.5 kg"), 6980, 4580, 300
            ),
        ),
        team_size=4,
        team_hours=24,
    ),
    Product(
        slug="kiwi-fruit",
        category="fruit",
        merchant="south-slope",
        title=Words("老藤猕猴桃", "Old-vine kiwi fruit"),
        story=Words(
            "二十年的老藤，果子不大，味道浓。到货偏硬，和苹果放一起三天就软。",
            "Vines of twenty years: the fruit is small and full of taste. It arrives firm;"
            " three days beside an apple and it is ready.",
        ),
        origin=Words("陕西 周至", "Zhouzhi, Shaanxi"),
        skus=(
            Sku("KWI-12", Words("12 枚装", "Box of 12"), 2680, 1680, 500),
            Sku("KWI-24", Words("24 枚装", "Box of 24"), 4780, 2990, 350),
        ),
        team_size=2,
        team_hours=24,
    ),
)

TEA: Final = (
    Product(
        slug="spring-green-tea",
        category="tea",
        merchant="cloudfoot",
        title=Words("清明前手采绿茶", "Green tea picked before Qingming"),
        story=Words(
            "一芽一叶，手采手炒。八十度水，玻璃杯里看它立起来；豆香在前，回甘在后。",
            "One bud and one leaf, picked and pan-fired by hand. Water at 80 degrees in a"
            " glass, and watch the leaves stand: chestnut first, sweetness after.",
        ),
        origin=Words("浙江 松阳", "Songyang, Zhejiang"),
        skus=(
            Sku("SGT-050", Words("50 克罐", "50 g tin"), 8800, 5900, 260),
            Sku("SGT-100", Words("100 克罐", "100 g tin"), 16800, 10900, 160),
        ),
        team_size=3,
        team_hours=48,
    ),
    Product(
        slug="white-tea-cake",
        category="tea",
        merchant="cloudfoot",
        title=Words("三年陈白茶饼", "White tea cake, aged three years"),
        story=Words(
            "日光萎凋，轻压成饼，存了三年，有枣香。可泡可煮，一饼喝一冬。",
            "Withered in the sun, lightly pressed, kept for three years until it smells of dates."
            " Steep it or simmer it; one cake lasts a winter.",
        ),
        origin=Words("福建 政和", "Zhenghe, Fujian"),
        skus=(Sku("WTC-350", Words("350 克饼", "350 g cake"), 19800, 13800, 180),),
        team_size=5,
        team_hours=72,
    ),
    Product(
        slug="jasmine-tea",
        category="tea",
        merchant="cloudfoot",
        title=Words("五窨茉莉花茶", "Jasmine tea, scented five times"),
        story=Words(
            "伏天的茉莉，夜里开花夜里窨，一连五夜。干茶里几乎看不见花，香都在水里。",
            "Midsummer jasmine opens at night, and at night it scents the leaves, five nights"
            " running. You will hardly see a petal; the flower is in the water.",
        ),
        origin=Words("广西 横州", "Hengzhou, Guangxi"),
        skus=(
            Sku("JAS-100", Words("100 克袋", "100 g pouch"), 4580, 2880, 420),
            Sku("JAS-BAG", Words("三角茶包 20 枚", "20 tea bags"), 3680, 2380, 380),
        ),
        team_size=2,
        team_hours=24,
    ),
    Product(
        slug="mountain-coffee",
        category="tea",
        merchant="cloudfoot",
        title=Words("云脚水洗咖啡豆", "Cloudfoot washed coffee beans"),
        story=Words(
            "一千五百米的小粒种，水洗处理，每周三烘。红糖、橙皮，凉了更甜。",
            "Small beans from fifteen hundred metres, washed, roasted every Wednesday. Brown"
            " sugar and orange peel, sweeter as it cools.",
        ),
        origin=Words("云南 保山", "Baoshan, Yunnan"),
        skus=(
            Sku("COF-227", Words("豆 227 克", "Whole beans 227 g"), 5900, 3980, 300),
            Sku("COF-227G", Words("手冲研磨 227 克", "Ground for filter 227 g"), 5900, 3980, 200),
            Sku("COF-454", Words("豆 454 克", "Whole beans 454 g"), 10800, 7280, 160),
        ),
        team_size=4,
        team_hours=48,
    ),
)
