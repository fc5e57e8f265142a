"""What is sold for the kitchen and the snack shelf."""

from typing import Final

from app.seed.wares import Product, Sku, Words

SNACKS: Final = (
    Product(
        slug="wild-honey",
        category="snacks",
        merchant="south-slope",
        title=Words("山林百花蜜", "Wild-flower honey"),
        story=Words(
            "一年只取一次，封盖才割。颜色随花期走，入冬会结晶，那是它本来的样子。",
            "Taken once a year, and only when the bees have sealed it. The colour follows the"
            " flowers; in winter it sets, as honey should.",
        ),
        origin=Words("湖北 神农架", "Shennongjia, Hubei"),
        skus=(
            Sku("HNY-250", Words("250 克瓶", "250 g jar"), 4280, 2980, 300),
            Sku("HNY-500", Words("500 克瓶", "500 g jar"), 7680, 5280, 240),
        ),
        team_size=3,
        team_hours=24,
    ),
    Product(
        slug="rose-pastry",
        category="snacks",
        merchant="lane-hearth",
        title=Words("现烤鲜花饼", "Fresh rose pastries"),
        story=Words(
            "玫瑰花瓣用糖腌足三十天，酥皮擀十六层。当天烤，当天发，七天内吃完。",
            "Rose petals rest in sugar for thirty days; the pastry is folded to sixteen"
            " layers. Baked and sent the same day, to be eaten within seven.",
        ),
        origin=Words("云南 安宁", "Anning, Yunnan"),
        skus=(
            Sku("RSP-08", Words("8 枚盒", "Box of 8"), 3600, 2390, 400),
            Sku("RSP-16", Words("16 枚盒", "Box of 16"), 6600, 4290, 260),
        ),
        team_size=2,
        team_hours=12,
    ),
    Product(
        slug="thin-shell-walnut",
        category="snacks",
        merchant="lane-hearth",
        title=Words("纸皮核桃", "Paper-shell walnuts"),
        story=Words(
            "手一捏就开。当年新果，自然晾干，不漂白；仁衣微苦，仁是甜的。",
            "They open in the hand. This year's crop, air-dried and unbleached: a little"
            " bitter in the skin, sweet inside.",
        ),
        origin=Words("新疆 阿克苏", "Aksu, Xinjiang"),
        skus=(Sku("WNT-1K", Words("1 公斤袋", "1 kg bag"), 4980, 3180, 500),),
        team_size=5,
        team_hours=24,
    ),
    Product(
        slug="frost-persimmon",
        category="snacks",
        merchant="south-slope",
        title=Words("吊晒霜降柿饼", "Hung-dried frost persimmons"),
        story=Words(
            "霜降削皮上架，风里吊四十天，捏过三遍。外面一层柿霜，里面是软的。",
            "Peeled at first frost, hung in the wind for forty days, pressed by hand three times."
            " White bloom outside, soft within.",
        ),
        origin=Words("陕西 富平", "Fuping, Shaanxi"),
        skus=(
            Sku("PSM-500", Words("500 克盒", "500 g box"), 3980, 2580, 320),
            Sku("PSM-1K", Words("1 公斤礼盒", "1 kg gift box"), 7280, 4880, 180),
        ),
        team_size=8,
        team_hours=48,
    ),
)

KITCHEN: Final = (
    Product(
        slug="iron-wok",
        category="kitchen",
        merchant="lane-hearth",
        title=Words("锻打熟铁锅", "Hand-forged iron wok"),
        story=Words(
            "一张铁板锻三千锤，无涂层。头一回要开锅，说明书在箱里；用得越久越顺手。",
            "One sheet of iron, three thousand blows, no coating. Season it first (the leaflet"
            " is in the box); it gets better for years.",
        ),
        origin=Words("山东 章丘", "Zhangqiu, Shandong"),
        skus=(
            Sku("WOK-30", Words("30 厘米", "30 cm"), 32800, 24800, 90),
            Sku("WOK-32", Words("32 厘米", "32 cm"), 35800, 26800, 90),
        ),
        team_size=5,
        team_hours=72,
    ),
    Product(
        slug="bamboo-steamer",
        category="kitchen",
        merchant="lane-hearth",
        title=Words("两层竹蒸笼", "Two-tier bamboo steamer"),
        story=Words(
            "三年毛竹，藤条收口，不用一颗钉。水汽透得出去，包子底不湿。",
            "Three-year bamboo bound with cane, without one nail. The steam gets out, so the"
            " buns stay dry underneath.",
        ),
        origin=Words("浙江 嵊州", "Shengzhou, Zhejiang"),
        skus=(
            Sku("STM-21", Words("21 厘米 两层一盖", "21 cm, two tiers and a lid"), 6900, 4590, 260),
            Sku("STM-26", Words("26 厘米 两层一盖", "26 cm, two tiers and a lid"), 8900, 5990, 200),
        ),
        team_size=3,
        team_hours=24,
    ),
    Product(
        slug="end-grain-board",
        category="kitchen",
        merchant="lane-hearth",
        title=Words("整木圆砧板", "Round chopping board"),
        story=Words(
            "整段木头横切，刀落在木纤维之间，不留深印。上过食用木蜡油，两面可用。",
            "Cut across a whole trunk, so the knife falls between the fibres. Oiled with"
            " food-safe wax, good on both sides.",
        ),
        origin=Words("广西 龙州", "Longzhou, Guangxi"),
        skus=(Sku("BRD-34", Words("直径 34 厘米", "34 cm across"), 12800, 8800, 140),),
        team_size=2,
        team_hours=48,
    ),
    Product(
        slug="clay-pot",
        category="kitchen",
        merchant="clay-thread",
        title=Words("粗陶炖锅", "Stoneware stew pot"),
        story=Words(
            "明火、电陶炉都行。壁厚，关了火还能滚五分钟。第一次先煮一锅米汤养一养。",
            "For flame or ceramic hob. The walls are thick: it simmers five minutes after the"
            " heat is off. Boil rice water in it first.",
        ),
        origin=Words("云南 建水", "Jianshui, Yunnan"),
        skus=(
            Sku("POT-20", Words("2 升", "2 litres"), 15800, 10900, 110),
            Sku("POT-35", Words("3.5 升", "3.5 litres"), 19800, 13900, 80),
        ),
        team_size=3,
        team_hours=48,
    ),
)
