"""What is painted for pots and cloth: one still life for each slug."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.seed.brush import (
    APRICOT,
    BAMBOO,
    DAN,
    INDIGO,
    around,
    disc,
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


def celadon_teapot() -> str:
    """Return a celadon teapot and one cup."""
    spout = shape("M520 430C580 420 590 340 644 318L664 346C622 380 622 500 530 520Z", "#7FAE98")
    handle = line("M262 400C150 350 130 540 262 530", "#7FAE98", 34)
    body = oval(396, 470, 172, 146, "#8DBBA5") + oval(380, 452, 140, 112, "#9CC8B3")
    lid = (
        oval(396, 346, 104, 30, "#7FAE98")
        + oval(396, 334, 92, 26, "#A9D2BF")
        + disc(396, 294, 26, "#7FAE98")
    )
    cracks = line(
        "M300 440l40 30l-10 50M340 470l60-14M440 520l-30-40l10-40M470 440l-50 0", "#6F9E88", 4
    )
    shine = line("M276 430C286 390 312 366 340 358", "#D9EFE5", 14)
    cup = shape("M560 556H690C690 610 668 640 625 640C582 640 560 610 560 556Z", "#8DBBA5")
    tea = oval(625, 556, 65, 17, "#BCDCCB") + oval(625, 558, 50, 11, "#C99A4B")
    return (
        shadow(396, 620, 190)
        + shadow(625, 644, 84)
        + handle
        + spout
        + body
        + cracks
        + lid
        + shine
        + cup
        + tea
    )


def blue_rice_bowl() -> str:
    """Return a bowl of rice with a blue band, and chopsticks across it."""
    bowl = shape("M180 390H620C616 520 548 600 470 612H330C252 600 184 520 180 390Z", "#FDFDFB")
    shade = shape("M180 390H240C250 520 300 590 360 612H330C252 600 184 520 180 390Z", "#E6E9F2")
    foot = shape("M324 608H476L464 646H336Z", "#E6E9F2")
    rice = oval(400, 386, 220, 50, "#DDE2F0") + shape(
        "M206 384C220 250 580 250 594 384C560 420 240 420 206 384Z", "#FFFFFF"
    )
    grains = line(
        "M300 330l14-6M350 306l14 4M420 300l14-4M480 326l12 6M380 346l14 2M450 360l14-6"
        "M310 372l12 4M530 366l10 6",
        "#E3DCC9",
        9,
    )
    bands = line("M188 446Q400 500 612 446M252 562Q400 596 548 562", INDIGO, 9)
    bloom = around(5, 0, 0, oval(0, -22, 12, 18, INDIGO)) + disc(0, 0, 8, "#FDFDFB")
    vine = line("M214 500Q300 560 400 530Q500 500 590 510", INDIGO, 6)
    flowers = moved(286, 530, bloom) + moved(400, 538, bloom, 1.2) + moved(514, 524, bloom)
    sticks = turned(
        -16, 400, 300, slab((380, 268, 360, 15), DAN, 7) + slab((380, 298, 360, 15), "#9A2414", 7)
    )
    return (
        shadow(400, 646, 190)
        + rice
        + grains
        + bowl
        + shade
        + foot
        + vine
        + bands
        + flowers
        + sticks
    )


def stoneware_vase() -> str:
    """Return a vase of rough clay with a branch in flower."""
    vase = shape(
        "M352 330H448C452 400 548 430 548 520C548 590 506 636 460 640H340"
        "C294 636 252 590 252 520C252 430 348 400 352 330Z",
        "#6E5A4E",
    )
    glaze = shape(
        "M352 330H448C452 400 548 430 548 520C520 560 480 500 440 540C400 576 360 506 316 536"
        "C290 552 268 530 252 520C252 430 348 400 352 330Z",
        "#D8C3A5",
    )
    rim = oval(400, 330, 52, 15, "#4A3B33")
    specks = "".join(
        disc(x, y, 5, "#9A7F62")
        for x, y in ((330, 470), (370, 440), (430, 460), (480, 490), (400, 510), (300, 500))
    )
    twig = line(
        "M398 332C390 250 420 200 380 110M396 280C440 240 470 230 520 170M392 250"
        "C340 220 320 190 270 180M470 218C500 226 530 222 560 240",
        "#5A3F2B",
        11,
    )
    bloom = around(5, 0, 0, oval(0, -20, 14, 19, DAN)) + disc(0, 0, 9, APRICOT)
    places = (
        (380, 112, 1.2),
        (520, 168, 1.3),
        (270, 180, 1.1),
        (560, 242, 1),
        (330, 212, 0.8),
        (448, 232, 0.9),
        (402, 182, 0.8),
    )
    flowers = "".join(moved(x, y, bloom, size) for x, y, size in places)
    return shadow(400, 644, 180) + twig + vase + glaze + rim + specks + flowers


def drip_glaze_mug() -> str:
    """Return a mug whose glaze ran down in the kiln."""
    mug = shape("M228 316H540V560C540 606 510 640 464 640H304C258 640 228 606 228 560Z", "#E9D7B8")
    handle = line("M540 390C680 370 680 560 540 546", "#2F4A86", 36)
    drip = shape(
        "M228 316H540V470C520 500 506 440 486 440C462 440 466 540 440 540"
        "C412 540 420 456 394 456C366 456 372 580 344 580C316 580 322 466 296 466"
        "C268 466 262 520 228 486Z",
        "#2F4A86",
    )
    glow = shape(
        "M228 316H540V384C500 410 480 370 440 392C400 414 380 372 340 392C300 412 270 376 228 398Z",
        "#4F6DB4",
    )
    rim = oval(384, 316, 156, 36, "#223A70") + oval(384, 320, 136, 26, "#6B3F1E")
    shine = line("M262 400V540", "#8FA6DC", 12)
    specks = "".join(
        disc(x, y, 5, "#B59A6E")
        for x, y in ((280, 590), (330, 616), (400, 600), (470, 590), (500, 540))
    )
    return (
        shadow(390, 644, 190) + steam(384, 262) + handle + mug + drip + glow + rim + shine + specks
    )


def indigo_scarf() -> str:
    """Return a tie-dyed scarf over a rail."""
    rail = slab((70, 176, 660, 26), "#8A5A2E", 13)
    back = shape("M420 176H580L566 520H440Z", "#223A7E")
    front = shape("M226 190C226 160 560 160 560 190L520 620H250Z", INDIGO)
    sun = "".join(hoop(0, 0, radius, "#DCE6FA", 9) for radius in (16, 40, 64))
    glow = line(rays(16, 0, 0, (76, 90)), "#DCE6FA", 8)
    dots = "".join(
        disc(x, y, 9, "#DCE6FA")
        for x, y in ((280, 240), (330, 224), (390, 218), (450, 224), (508, 240))
    )
    wave = line("M262 560q22-26 44 0t44 0t44 0t44 0t44 0t40 0", "#DCE6FA", 9)
    small = moved(302, 480, sun + glow, 0.5) + moved(476, 486, sun + glow, 0.55)
    fringe = line("".join(f"M{x} 620v46" for x in range(260, 520, 20)), INDIGO, 8)
    tail = line("".join(f"M{x} 520v38" for x in range(532, 566, 16)), "#223A7E", 8)
    return (
        rail + back + tail + front + fringe + dots + moved(390, 364, sun + glow, 1.1) + small + wave
    )


def cotton_quilt() -> str:
    """Return folded quilts with a boll of cotton on top."""

    def fold(y: int, fill: str, edge: str) -> str:
        soft = slab((176, y, 448, 104), fill, 52) + line(f"M300 {y + 52}H620", edge, 8)
        return soft + line(
            "".join(f"M{x} {y + 16}v22M{x} {y + 66}v22" for x in range(250, 610, 60)), edge, 6
        )

    boll = (
        disc(366, 250, 44, "#FFFFFF")
        + disc(430, 246, 46, "#FFFFFF")
        + disc(398, 212, 46, "#FFFFFF")
    )
    husk = shape(
        "M398 300C350 300 326 270 332 244C360 262 380 276 398 262C416 276 440 262 466 242"
        "C472 272 446 300 398 300Z",
        "#8A5A2E",
    )
    ribbon = slab((456, 316, 34, 324), DAN) + shape("M473 318l-46-30v50zM473 318l46-30v50z", DAN)
    return (
        shadow(400, 646, 250)
        + fold(534, "#F4EBDD", "#DCCBB2")
        + fold(428, "#FBF8F3", "#E3D6C2")
        + fold(322, "#F7DCD3", "#E7B9AC")
        + ribbon
        + leaf(330, 300, 190, 0.5)
        + boll
        + husk
    )


def wool_blanket() -> str:
    """Return a striped blanket, rolled up and tied."""
    roll = slab((150, 340, 440, 270), "#E8D9BF", 60)
    stripes = "".join(
        slab((x, 340, width, 270), fill)
        for x, width, fill in (
            (214, 44, DAN),
            (280, 20, APRICOT),
            (322, 58, BAMBOO),
            (402, 20, APRICOT),
            (444, 44, DAN),
        )
    )
    end = oval(590, 475, 84, 135, "#D5BF9B") + oval(590, 475, 72, 122, "#F1E5D0")
    spiral = line(
        "M590 475c20-6 26 30 2 40c-34 10-44-46-24-72c30-34 66 0 66 44c0 56-30 88-60 82"
        "c-40-12-46-70-40-112c10-50 36-72 62-62",
        "#C0A273",
        11,
    )
    strap = (
        slab((370, 332, 26, 286), "#7A4A22", 8)
        + slab((358, 440, 50, 62), "#C9A24B", 10)
        + slab((370, 454, 26, 34), "#7A4A22", 4)
    )
    fringe = line("".join(f"M{x} 606v40" for x in range(190, 580, 22)), "#D5BF9B", 9)
    return shadow(390, 646, 250) + fringe + roll + stripes + strap + end + spiral


def canvas_tote() -> str:
    """Return a canvas bag printed with a table of five seats, greens and bread inside."""
    greens = (
        leaf(330, 330, -112, 1, "#3D9463")
        + leaf(360, 330, -84, 1.1, "#2F8556")
        + leaf(300, 340, -138, 0.8, "#5FA06F")
    )
    loaf = turned(
        24,
        500,
        300,
        slab((460, 130, 84, 260), "#C98A3E", 42)
        + line("M482 180l40 16M482 230l40 16M482 280l40 16", "#F0CE8F", 10),
    )
    bag = shape("M214 320H586L616 640H184Z", "#F3E8D2") + shape(
        "M214 320H586L590 364H210Z", "#E2D2B2"
    )
    straps = line("M300 340C300 210 350 190 400 190C450 190 500 210 500 340", "#C4AC82", 22)
    seats = around(5, 400, 506, disc(400, 426, 25, DAN))
    gap = turned(
        -72,
        400,
        506,
        disc(400, 426, 27, "#F3E8D2")
        + hoop(400, 426, 21, "#8C8794", 6)
        + line("M390 426h20M400 416v20", "#8C8794", 5),
    )
    return (
        shadow(400, 646, 240)
        + greens
        + loaf
        + bag
        + straps
        + hoop(400, 506, 80, "#E0CFAE", 8)
        + seats
        + gap
    )


CRAFT: Final[Mapping[str, tuple[Callable[[], str], str, str]]] = MappingProxyType(
    {
        "celadon-teapot": (celadon_teapot, "#F6E7D3", "#E5C9A3"),
        "blue-rice-bowl": (blue_rice_bowl, "#E3E8F6", "#C3CEEC"),
        "stoneware-vase": (stoneware_vase, "#FBE6E1", "#EBC8BC"),
        "drip-glaze-mug": (drip_glaze_mug, "#FFE3B8", "#F6C581"),
        "indigo-scarf": (indigo_scarf, "#FFF1DC", "#FFF1DC"),
        "cotton-quilt": (cotton_quilt, "#DCE9E0", "#BBD3C5"),
        "wool-blanket": (wool_blanket, "#E9E2F0", "#CFC3DD"),
        "canvas-tote": (canvas_tote, "#CFE3D6", "#A9CBB7"),
    }
)
