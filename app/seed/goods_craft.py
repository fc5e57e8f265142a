"""What the workshop makes of clay and thread."""

from typing import Final

from app.seed.wares import Product, Sku, Words

CERAMICS: Final = (
    Product(
        slug="celadon-teapot",
        category="ceramics",
        merchant="clay-thread",
        title=Words("开片青瓷壶", "Crackled celadon teapot"),
        story=Words(
            "釉里的细纹会随茶色慢慢变深，每把不同。出水利落，容量刚够三个人。",
            "The fine cracks darken with the tea you drink, and no two pots agree. It pours cleanly"
            " and holds enough for three.",
        ),
        origin=Words("浙江 龙泉", "Longquan, Zhejiang"),
        skus=(
            Sku("CTP-POT", Words("单壶 220 毫升", "Teapot, 220 ml"), 16800, 11900, 120),
            Sku("CTP-SET", Words("一壶四杯", "Teapot and four cups"), 25800, 18900, 80),
        ),
        team_size=2,
        team_hours=48,
    ),
    Product(
        slug="blue-rice-bowl",
        category="ceramics",
        merchant="clay-thread",
        title=Words("手绘青花饭碗", "Hand-painted blue rice bowls"),
        story=Words(
            "五瓣小花一笔一笔画，釉下彩，洗碗机也洗不掉。碗口微敞，一碗饭刚好。",
            "Five-petalled flowers, stroke by stroke, under the glaze where no dishwasher can"
            " reach. A rim that opens a little, for exactly one bowl of rice.",
        ),
        origin=Words("江西 景德镇", "Jingdezhen, Jiangxi"),
        skus=(
            Sku("BRB-2", Words("两只装", "Pair"), 5800, 3980, 300),
            Sku("BRB-6", Words("六只装", "Set of six"), 15800, 10800, 150),
        ),
        team_size=4,
        team_hours=24,
    ),
    Product(
        slug="stoneware-vase",
        category="ceramics",
        merchant="clay-thread",
        title=Words("半釉粗陶花瓶", "Half-glazed stoneware vase"),
        story=Words(
            "上半截奶白釉，下半截露着泥。口小，一枝花就够。",
            "Cream glaze above, bare clay below. The mouth is small: one branch is enough.",
        ),
        origin=Words("江苏 宜兴", "Yixing, Jiangsu"),
        skus=(Sku("VSE-22", Words("高 22 厘米", "22 cm tall"), 8800, 5900, 160),),
        team_size=2,
        team_hours=24,
    ),
    Product(
        slug="drip-glaze-mug",
        category="ceramics",
        merchant="clay-thread",
        title=Words("流釉马克杯", "Drip-glaze mug"),
        story=Words(
            "蓝釉在一千三百度里自己往下流，停在哪儿算哪儿，没有两只一样。",
            "At thirteen hundred degrees the blue runs where it likes and stops where it"
            " likes. No two are the same.",
        ),
        origin=Words("福建 德化", "Dehua, Fujian"),
        skus=(
            Sku("MUG-1", Words("一只 360 毫升", "One, 360 ml"), 4900, 3290, 280),
            Sku("MUG-2", Words("一对", "Pair"), 9200, 5990, 180),
        ),
        team_size=3,
        team_hours=24,
    ),
)

TEXTILES: Final = (
    Product(
        slug="indigo-scarf",
        category="textiles",
        merchant="clay-thread",
        title=Words("扎染蓝围巾", "Tie-dyed indigo scarf"),
        story=Words(
            "板蓝根发酵的蓝，扎一夜，染十二道。头几回单独洗，会掉一点色，越洗越柔。",
            "Blue from fermented indigo leaf, tied overnight, dipped twelve times. Wash it alone at"
            " first; it lets go of a little colour and grows softer.",
        ),
        origin=Words("云南 大理", "Dali, Yunnan"),
        skus=(
            Sku("SCF-SUN", Words("日轮纹", "Sun wheel"), 12800, 8600, 150),
            Sku("SCF-WAV", Words("水波纹", "Ripples"), 12800, 8600, 150),
        ),
        team_size=3,
        team_hours=48,
    ),
    Product(
        slug="cotton-quilt",
        category="textiles",
        merchant="clay-thread",
        title=Words("长绒棉花被", "Long-staple cotton quilt"),
        story=Words(
            "新棉手工网线，不用胶。太阳下晒一个下午，晚上盖就是蓬的。",
            "New cotton, netted by hand, no glue. An afternoon in the sun and it is full again by"
            " night.",
        ),
        origin=Words("新疆 阿瓦提", "Awat, Xinjiang"),
        skus=(
            Sku(
                "QLT-150", Words("150 × 200 厘米 · 2 公斤", "150 × 200 cm, 2 kg"), 26800, 18900, 120
            ),
            Sku(
                "QLT-200", Words("200 × 230 厘米 · 3 公斤", "200 × 230 cm, 3 kg"), 36800, 25900, 120
            ),
        ),
        team_size=10,
        team_hours=72,
    ),
    Product(
        slug="wool-blanket",
        category="textiles",
        merchant="clay-thread",
        title=Words("条纹羊毛毯", "Striped wool blanket"),
        story=Words(
            "牧区的粗羊毛，木机织，边上的穗子是手打的。露营、沙发、火车上都好用。",
            "Coarse wool from the pastures, woven on a wooden loom, the fringe knotted by hand. For"
            " camping, the sofa, or a night train.",
        ),
        origin=Words("甘肃 甘南", "Gannan, Gansu"),
        skus=(Sku("BLK-130", Words("130 × 170 厘米", "130 × 170 cm"), 21800, 15800, 100),),
        team_size=6,
        team_hours=72,
    ),
    Product(
        slug="canvas-tote",
        category="textiles",
        merchant="lane-hearth",
        title=Words("五席帆布袋", "Five-seat canvas bag"),
        story=Words(
            "十六安厚帆布，装得下一周的菜。袋面印一张五席圆桌，空着的那一席等你。",
            "Sixteen-ounce canvas that carries a week of groceries. Printed with a table of"
            " five; the open seat is yours.",
        ),
        origin=Words("江苏 南通", "Nantong, Jiangsu"),
        skus=(
            Sku("TOT-NAT", Words("本色", "Natural"), 3900, 1990, 800),
            Sku("TOT-GRN", Words("竹青", "Bamboo green"), 3900, 1990, 400),
        ),
        team_size=20,
        team_hours=72,
    ),
)
