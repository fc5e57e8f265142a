"""What is painted for fruit, tea and honey: one still life for each slug."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.seed.brush import (
    APRICOT,
    BAMBOO,
    DAN,
    INDIGO,
    INK,
    around,
    disc,
    faint,
    hoop,
    leaf,
    line,
    moved,
    oval,
    rays,
    shadow,
    shape,
    slab,
    steam,
    turned,
)


def navel_orange() -> str:
    """Return a whole orange with its leaf, and half of another."""
    wedge = shape("M508 476L472 384C494 366 522 366 544 384Z", "#F58A1F")
    half = disc(508, 486, 148, "#E8730C") + disc(508, 486, 134, "#FFF1DC")
    whole = disc(312, 420, 174, "#F28A1E") + disc(330, 438, 156, "#F79A34")
    shine = line("M210 360C228 316 262 290 300 282", "#FFD9A3", 16)
    navel = disc(312, 262, 15, "#B8560A") + line("M312 262V230", "#5C7A2E", 12)
    return (
        shadow(330, 594, 190)
        + shadow(510, 630, 160)
        + whole
        + shine
        + navel
        + leaf(314, 246, -22)
        + half
        + around(9, 508, 486, wedge)
        + disc(508, 486, 14, "#FFF1DC")
    )


def mountain_cherry() -> str:
    """Return a pair of cherries on one stalk, and a third that lies beside them."""
    stalks = line("M296 430C300 330 350 250 420 196M500 450C500 340 470 260 420 196", "#5C7A2E", 13)

    def cherry(x: int, y: int, fill: str) -> str:
        dimple = line(f"M{x - 26} {y - 92}Q{x} {y - 74} {x + 26} {y - 92}", "#7A150C", 9)
        shine = line(
            f"M{x - 74} {y - 6}C{x - 70} {y - 40} {x - 54} {y - 58} {x - 34} {y - 68}",
            "#FFB6A6",
            14,
        )
        return disc(x, y, 114, fill) + dimple + shine

    return (
        shadow(290, 626, 130)
        + shadow(510, 648, 150)
        + cherry(590, 560, "#8E1D10")
        + stalks
        + cherry(290, 512, DAN)
        + cherry(490, 538, "#D8452E")
        + leaf(418, 200, 8, 1.15)
        + leaf(414, 202, 164, 0.8, "#4B9A6A")
    )


def green_grape() -> str:
    """Return a bunch of pale green grapes."""
    rows = ((5, 316), (6, 390), (5, 464), (4, 536), (2, 604))
    shades = ("#B9CF5F", "#A5C24C", "#C8DA78")
    berries = "".join(
        disc(x, y, 54, shades[(row + step) % 3]) + disc(x - 17, y - 18, 10, "#F2F7D2")
        for row, (count, y) in enumerate(rows)
        for step in range(count)
        for x in (400 + (step - (count - 1) / 2) * 84,)
    )
    twig = line("M400 306C402 254 396 214 420 168M352 186C390 200 430 196 470 176", "#7A5A2B", 16)
    return (
        shadow(400, 656, 130) + twig + leaf(404, 250, -26, 1.3) + leaf(398, 256, 196, 1) + berries
    )


def kiwi_fruit() -> str:
    """Return a kiwi cut through, before a whole one."""
    whole = oval(292, 404, 176, 150, "#7A5530") + oval(302, 414, 158, 132, "#8F673C")
    hairs = "M190 360l-10-8M230 320l-6-12M290 300v-12M200 430l-12 2M250 380l-8-8M330 340l4-10"
    seeds = line(rays(18, 500, 478, (70, 84)), INK, 10)
    late = line(rays(18, 500, 478, (93, 104), 10), INK, 8)
    pulp = line(rays(18, 500, 478, (50, 114)), "#B7DB7C", 6)
    cut = disc(500, 478, 168, "#7A5530") + disc(500, 478, 154, "#8CBF45")
    heart = oval(500, 478, 44, 38, "#F4F3D0")
    return (
        shadow(290, 560, 180)
        + shadow(505, 646, 170)
        + whole
        + line(hairs, "#5F4123", 6)
        + cut
        + disc(500, 478, 120, "#A2CF5B")
        + pulp
        + seeds
        + late
        + heart
    )


def spring_green_tea() -> str:
    """Return a tall tin of green tea, two leaves and a bud."""
    tin = slab((276, 250, 236, 356), BAMBOO, 18) + slab((276, 250, 70, 356), "#2A8056", 18)
    lid = slab((264, 196, 260, 84), "#14553A", 18) + slab((264, 260, 260, 12), "#0F4530")
    label = slab((312, 322, 164, 220), "#FFF6E4", 10) + hoop(394, 412, 56, DAN, 7)
    sprig = line("M394 450V392", "#3F7F45", 8) + leaf(394, 428, -40, 0.3) + leaf(394, 428, 220, 0.3)
    words = slab((346, 494, 96, 9), "#C9B58E", 4) + slab((364, 514, 60, 9), "#C9B58E", 4)
    cup = shape("M540 520H690C690 590 664 622 615 622C566 622 540 590 540 520Z", "#F7F3EA")
    tea = oval(615, 522, 75, 18, "#D9E2A6") + oval(615, 524, 60, 12, "#BFD07A")
    loose = leaf(170, 636, -14, 0.55) + leaf(232, 664, 16, 0.45, "#5FA06F")
    return (
        shadow(400, 614, 180)
        + shadow(615, 626, 90)
        + tin
        + lid
        + label
        + sprig
        + words
        + cup
        + tea
        + loose
    )


def white_tea_cake() -> str:
    """Return a pressed cake of white tea on a stand, half out of its paper."""
    stand = shape("M250 650L292 560H508L550 650Z", "#8A5A2E")
    lip = slab((206, 634, 388, 26), "#6E4522", 13) + slab((268, 556, 264, 22), "#A8743B", 11)
    cake = disc(400, 352, 226, "#6F5233") + disc(394, 346, 220, "#937049")
    light = around(11, 394, 346, line("M394 146l20 8M436 196l-14 18M384 236l16 8", "#CDB288", 8))
    dark = around(9, 394, 346, line("M420 164l12 14M408 266l16-6", "#5E4327", 8))
    wrap = shape(
        "M176 372A226 226 0 0 0 624 372C590 330 560 440 500 410C440 380 420 470 350 430"
        "C290 396 220 440 176 372Z",
        "#FFF8EA",
    )
    folds = line(
        "M222 424L300 530M290 430L350 556M420 440L412 572M510 424L470 560M586 400L520 520",
        "#E2D3B4",
        6,
    )
    seal = disc(400, 500, 50, DAN) + hoop(400, 500, 30, "#FFF1DC", 6)
    seats = around(5, 400, 500, disc(400, 470, 9, "#FFF1DC"))
    behind = shadow(400, 662, 220) + cake + light + dark
    return behind + wrap + folds + stand + lip + seal + seats


def jasmine_tea() -> str:
    """Return a glass of jasmine tea with blossoms on it."""
    petal = oval(0, -30, 17, 30, "#FFFFFF")
    flower = around(6, 0, 0, petal) + disc(0, 0, 13, APRICOT)
    glass = shape(
        "M232 300H568L536 600C532 628 512 640 486 640H314C288 640 268 628 264 600Z", "#FFFFFF99"
    )
    tea = shape(
        "M244 372H556L532 588C529 608 514 618 492 618H308C286 618 271 608 268 588Z", "#EBC765"
    )
    surface = oval(400, 372, 156, 34, "#F6DE94")
    rim = (
        '<ellipse cx="400" cy="300" rx="168" ry="38" fill="none" stroke="#fff" stroke-width="12"/>'
    )
    sunk = faint(moved(340, 500, flower, 0.8) + moved(462, 536, flower, 0.7), 0.7)
    shine = line("M286 420L300 560", "#FFF6D8", 14)
    blossoms = moved(352, 366, flower, 1.05) + moved(456, 376, flower, 0.9)
    beside = leaf(610, 640, -20, 0.6) + moved(622, 618, flower, 1.15) + moved(176, 640, flower, 0.9)
    return (
        shadow(400, 646, 190)
        + steam(400, 254)
        + tea
        + sunk
        + surface
        + blossoms
        + glass
        + shine
        + rim
        + beside
    )


def mountain_coffee() -> str:
    """Return a paper bag of coffee with its beans before it."""
    bag = shape("M250 236L268 196H532L550 236L566 628H234Z", "#B98A56")
    side = shape("M250 236L234 628H300L316 236Z", "#A47644")
    top = slab((258, 176, 284, 64), "#8C6236", 10) + slab((258, 224, 284, 10), "#6E4B27")
    label = slab((316, 316, 192, 192), INDIGO, 96)
    hills = shape("M330 456L384 372L416 414L444 384L496 456A96 96 0 0 1 330 456Z", "#FFF1DC")
    sun = disc(462, 366, 20, APRICOT)
    bean = oval(0, 0, 46, 33, "#5A3720") + line("M-38 6C-14-14 12 16 38-6", "#2F1B0E", 8)
    places = (
        (176, 640, 20),
        (262, 668, -18),
        (352, 652, 40),
        (446, 676, 8),
        (540, 650, -30),
        (628, 668, 24),
    )
    beans = "".join(moved(x, y, turned(angle, 0, 0, bean)) for x, y, angle in places)
    return shadow(400, 636, 220) + bag + side + top + label + hills + sun + beans


def wild_honey() -> str:
    """Return a jar of honey with a dripping dipper above it."""
    jar = slab((230, 330, 340, 300), "#E8961E", 56) + slab((250, 352, 300, 258), "#F6B136", 44)
    neck = slab((262, 268, 276, 76), "#FBE3AE", 14) + oval(400, 330, 138, 22, "#E8961E")
    cell = shape("M400 430L444 455V505L400 530L356 505V455Z", "#F6B136")
    label = slab((290, 404, 220, 152), "#FFF8E8", 18) + cell + hoop(400, 480, 14, DAN, 8)
    shine = line("M262 410V548", "#FFE3A1", 16)
    wand = turned(28, 400, 262, slab((390, 40, 20, 160), "#A8743B", 10))
    head = turned(
        28,
        400,
        262,
        "".join(
            slab((352 + inset, 176 + 22 * row, 96 - 2 * inset, 16), "#8A5A2E", 8)
            for row, inset in enumerate((16, 6, 0, 6, 16))
        ),
    )
    drip = line("M404 262C398 290 402 300 400 330", "#F6B136", 18)
    return shadow(400, 636, 200) + neck + jar + wand + head + drip + label + shine


HARVEST: Final[Mapping[str, tuple[Callable[[], str], str, str]]] = MappingProxyType(
    {
        "navel-orange": (navel_orange, "#FFE9C7", "#F9D49A"),
        "mountain-cherry": (mountain_cherry, "#FBE6E1", "#F3C9BF"),
        "green-grape": (green_grape, "#EAF1D5", "#D3E0AE"),
        "kiwi-fruit": (kiwi_fruit, "#F4EFD9", "#DCE3B4"),
        "spring-green-tea": (spring_green_tea, "#E2F1E9", "#C2DECF"),
        "white-tea-cake": (white_tea_cake, "#DCE7E0", "#B4CCBE"),
        "jasmine-tea": (jasmine_tea, "#CFE3D6", "#A5C9B3"),
        "mountain-coffee": (mountain_coffee, "#E3E8F6", "#C6CFEA"),
        "wild-honey": (wild_honey, "#FFF1DC", "#FBD48E"),
    }
)
