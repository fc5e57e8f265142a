"""What is painted for pastries, dried fruit and the kitchen: one still life for each slug."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.seed.brush import (
    DAN,
    around,
    disc,
    faint,
    hoop,
    leaf,
    line,
    moved,
    oval,
    shadow,
    shape,
    slab,
    steam,
    turned,
)


def _pastry(x: int, y: int) -> str:
    side = shape(
        f"M{x - 138} {y}V{y + 52}C{x - 138} {y + 118} {x + 138} {y + 118} {x + 138} {y + 52}V{y}Z",
        "#E3B36A",
    )
    top = oval(x, y, 138, 62, "#F6DCA4") + oval(x, y - 4, 112, 46, "#FBE9C2")
    stamp = moved(
        x, y - 6, around(6, 0, 0, oval(0, -22, 12, 20, DAN)) + disc(0, 0, 9, "#FBE9C2"), 0.9
    )
    return side + top + f'<g transform="translate(0 {y * 0.4:g}) scale(1 .6)">{stamp}</g>'


def rose_pastry() -> str:
    """Return a pile of flower pastries, one of them broken open."""
    broken = shape(
        "M470 560C470 500 690 500 690 560V596C690 640 600 660 540 648C500 640 470 630 470 596Z",
        "#E3B36A",
    )
    filling = shape(
        "M484 566C520 538 560 590 600 560C640 540 660 570 678 566C676 620 612 640 560 630"
        "C520 624 488 612 484 566Z",
        "#A8324A",
    )
    bits = "".join(
        disc(x, y, 9, "#D9637A") for x, y in ((530, 584), (574, 606), (620, 584), (648, 596))
    )
    rose = (
        leaf(150, 640, -30, 0.5)
        + disc(190, 632, 46, "#C9435A")
        + line("M170 632a20 20 0 1 1 22 20M182 640a10 10 0 1 1 14-14", "#F2A3B0", 8)
    )
    return (
        shadow(390, 660, 250)
        + _pastry(350, 530)
        + _pastry(372, 424)
        + _pastry(344, 318)
        + broken
        + filling
        + bits
        + rose
    )


def _nut(x: int, y: int) -> str:
    shell = oval(x, y, 126, 112, "#B07C45") + oval(x - 8, y - 8, 112, 98, "#C4925A")
    seam = line(
        f"M{x} {y - 110}C{x + 34} {y - 50} {x - 30} {y + 40} {x + 6} {y + 108}", "#8A5C2E", 10
    )
    marks = line(
        f"M{x - 76} {y - 30}q24 14 20 44M{x - 40} {y - 66}q18 20 4 40M{x + 54} {y - 44}"
        f"q-16 26 6 48M{x + 78} {y + 14}q-24 8-28 36M{x - 60} {y + 46}q22-4 34 18",
        "#9A6A38",
        8,
    )
    return shell + seam + marks


def thin_shell_walnut() -> str:
    """Return walnuts in their shells and one half with its kernel."""
    bowl = oval(528, 540, 142, 120, "#8A5C2E") + oval(528, 534, 122, 100, "#E9CFA0")
    lobes = "".join(
        disc(x, y, r, "#C99A5B")
        for x, y, r in (
            (476, 500, 44),
            (462, 556, 40),
            (500, 590, 36),
            (580, 500, 44),
            (594, 556, 40),
            (556, 590, 36),
        )
    )
    folds = line(
        "M452 500q22-22 44 2q-24 24-36 50q18 26 44 30M604 500q-22-22-44 2q24 24 36 50q-18 26-44 30",
        "#9C6D34",
        9,
    )
    return (
        shadow(400, 648, 280)
        + _nut(250, 500)
        + _nut(404, 366)
        + bowl
        + lobes
        + line("M528 444V624", "#E9CFA0", 14)
        + folds
        + leaf(470, 268, -30, 0.8)
    )


def frost_persimmon() -> str:
    """Return persimmons that hang to dry on two strings."""

    def fruit(x: int, y: int) -> str:
        body = oval(x, y, 88, 78, "#D9601A") + oval(x - 6, y - 6, 74, 62, "#EC7A2B")
        frost = faint(
            oval(x + 10, y + 34, 54, 26, "#FFF1DC") + oval(x - 34, y - 8, 22, 30, "#FFE2C4"), 0.6
        )
        calyx = moved(x, y - 66, around(4, 0, 0, oval(0, -22, 13, 22, "#5C7A2E")), 1)
        return (
            body
            + frost
            + f'<g transform="translate(0 {(y - 66) * 0.45:g}) scale(1 .55)">{calyx}</g>'
        )

    pole = slab((60, 132, 680, 30), "#8A5A2E", 15) + slab((60, 136, 680, 9), "#B07C45", 4)
    strings = line("M268 150V560M412 150V640M556 150V520", "#CDB58A", 8)
    places = ((268, 296), (268, 476), (412, 372), (412, 556), (556, 262), (556, 442))
    return pole + strings + "".join(fruit(x, y) for x, y in places)


def iron_wok() -> str:
    """Return an iron wok with vegetables tossed over it."""
    flame = shape(
        "M330 664C300 620 340 600 344 570C372 590 366 616 392 600C392 580 404 566 416 556"
        "C424 600 470 600 458 664Z",
        "#F28A1E",
    )
    inner = shape("M366 664C352 636 384 626 396 608C408 628 440 630 424 664Z", "#FFD77A")
    wok = shape("M150 400H650C636 520 540 596 400 596C260 596 164 520 150 400Z", "#2E2B36") + shape(
        "M150 400H210C230 500 290 570 370 594C260 590 164 520 150 400Z", "#454150"
    )
    rim = oval(400, 400, 250, 58, "#454150") + oval(400, 404, 228, 46, "#1F1D26")
    grip = line("M648 408L754 356", "#8A5A2E", 34) + line(
        "M150 404C100 380 90 450 160 446", "#454150", 18
    )
    rings = "".join(hoop(x, y, 24, "#E4F0DA", 12) for x, y in ((300, 250), (470, 200), (390, 330)))
    bits = "".join(
        turned(angle, x, y, slab((x - 34, y - 13, 68, 26), fill, 12))
        for x, y, angle, fill in (
            (360, 200, 30, "#F28A1E"),
            (520, 290, -40, DAN),
            (250, 330, 60, "#3D9463"),
            (430, 270, 10, "#3D9463"),
            (300, 392, -12, "#F28A1E"),
            (500, 396, 16, "#D8452E"),
        )
    )
    return (
        shadow(400, 668, 150)
        + flame
        + inner
        + grip
        + wok
        + rim
        + rings
        + bits
        + leaf(400, 410, -20, 0.5)
        + leaf(360, 400, 170, 0.4)
    )


def bamboo_steamer() -> str:
    """Return a steamer of two tiers with buns under a lifted lid."""

    def tier(y: int) -> str:
        wall = (
            slab((180, y, 440, 104), "#D9A75C", 14)
            + slab((180, y + 4, 440, 20), "#F0CB8B", 8)
            + slab((180, y + 80, 440, 20), "#B98443", 8)
        )
        return wall + line("".join(f"M{x} {y + 34}v38" for x in range(216, 610, 46)), "#C6934C", 7)

    def bun(x: int) -> str:
        pleats = line(f"M{x} 372l-26 22M{x} 372l-4 34M{x} 372l22 26", "#E9DCC8", 7)
        return shape(f"M{x - 70} 436C{x - 74} 350 {x + 74} 350 {x + 70} 436Z", "#FFFDF8") + pleats

    lid = oval(0, 40, 226, 34, "#B98443") + shape(
        "M-226 40C-200-70 200-70 226 40C180 66-180 66-226 40Z", "#E6BA74"
    )
    weave = line(
        "M-150 20C-80-40 80-40 150 20M-190 34C-90 0 90 0 190 34M-60-30L-20 54M60-30L20 54",
        "#C6934C",
        7,
    )
    knob = line("M-30-42C-30-86 30-86 30-42", "#8A5A2E", 14)
    return (
        shadow(400, 650, 240)
        + oval(400, 430, 206, 30, "#8A5A2E")
        + bun(278)
        + bun(400)
        + bun(522)
        + tier(430)
        + tier(538)
        + faint(line("M300 336c-30-30 30-60 0-96M400 330c-30-30 30-60 0-96", "#FFFFFF", 14), 0.85)
        + moved(478, 216, turned(14, 0, 0, knob + lid + weave), 0.86)
    )


def end_grain_board() -> str:
    """Return a round chopping board with a knife and cut spring onion."""
    board = disc(380, 430, 232, "#9A6534") + disc(380, 418, 232, "#D39A5B")
    rings = "".join(
        hoop(372 + step * 3, 414 + step * 2, 30 + 38 * step, "#B97F43", 6) for step in range(5)
    )
    crack = line("M372 414L330 360M372 414L450 440", "#A56F38", 6)
    blade = slab((420, 250, 128, 270), "#D7DCE4", 14) + slab((420, 250, 34, 270), "#F1F4F8", 14)
    knife = turned(
        24,
        480,
        420,
        blade
        + slab((462, 508, 46, 170), "#5A3A22", 16)
        + disc(485, 556, 7, "#D7DCE4")
        + disc(485, 626, 7, "#D7DCE4"),
    )
    stalk = line("M196 470L330 520", "#EAF3D8", 24) + line("M180 464L250 490", "#3D9463", 24)
    cut = "".join(
        hoop(x, y, 15, fill, 9)
        for x, y, fill in (
            (300, 300, "#5FA06F"),
            (344, 278, "#A9CF8E"),
            (262, 340, "#A9CF8E"),
            (326, 330, "#3D9463"),
            (284, 384, "#5FA06F"),
        )
    )
    return shadow(390, 660, 240) + board + rings + crack + cut + stalk + knife


def clay_pot() -> str:
    """Return a clay pot that simmers under its lid."""
    pot = shape(
        "M190 400H610C612 540 566 628 480 632H320C234 628 188 540 190 400Z", "#8C4A2C"
    ) + shape("M190 400H250C256 520 290 610 350 632H320C234 628 188 540 190 400Z", "#A65C39")
    band = slab((184, 392, 432, 40), "#3B2A26", 20)
    ears = line("M190 460C130 440 130 520 196 516M610 460C670 440 670 520 604 516", "#8C4A2C", 26)
    lid = shape("M206 396C230 290 570 290 594 396Z", "#5B3B33") + shape(
        "M206 396C230 300 380 296 400 298C300 310 262 350 252 396Z", "#74503F"
    )
    knob = disc(400, 300, 34, "#3B2A26") + disc(392, 292, 12, "#8C6A55")
    mark = hoop(400, 522, 46, "#F0CE8F", 7) + around(6, 400, 522, disc(400, 476, 10, "#F0CE8F"))
    mat = oval(400, 640, 256, 24, "#C9A25F")
    herbs = leaf(640, 640, -50, 0.4) + leaf(150, 648, -120, 0.4, "#5FA06F")
    return (
        steam(400, 246)
        + shadow(400, 654, 260)
        + mat
        + ears
        + pot
        + band
        + lid
        + knob
        + mark
        + herbs
    )


HEARTH: Final[Mapping[str, tuple[Callable[[], str], str, str]]] = MappingProxyType(
    {
        "rose-pastry": (rose_pastry, "#FBE3E4", "#F0BFC4"),
        "thin-shell-walnut": (thin_shell_walnut, "#EFE5D6", "#D9C4A5"),
        "frost-persimmon": (frost_persimmon, "#E6EBF3", "#E6EBF3"),
        "iron-wok": (iron_wok, "#FBE0D2", "#F0BFA4"),
        "bamboo-steamer": (bamboo_steamer, "#D5E6DC", "#B2D0BF"),
        "end-grain-board": (end_grain_board, "#E2F1E9", "#C0DDCD"),
        "clay-pot": (clay_pot, "#FFE9C7", "#F7CF8F"),
    }
)
