"""Of what is sent the picture is kept, and no word that came with it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pictures import BYTES_MOST, NotAPicture, PictureRefused, PictureTooLarge, cleaned
from tests.services.pictures import chunk, jpeg, png, segment

PLACE = b"Exif\x00\x00 30.6586 N 104.0648 E"


def test_a_picture_without_anything_beside_it_stays_as_it_is():
    assert cleaned(png()).content == png()
    assert cleaned(png()).media_type == "image/png"
    assert cleaned(jpeg()).content == jpeg()
    assert cleaned(jpeg()).media_type == "image/jpeg"


def test_where_and_when_it_was_taken_does_not_come_along():
    more = chunk(b"tEXt", b"Author\x00Ming") + chunk(b"eXIf", PLACE) + chunk(b"tIME", bytes(7))
    assert cleaned(png(more=more)).content == png()
    more = segment(0xE1, PLACE) + segment(0xED, b"Photoshop") + segment(0xFE, b"at home")
    assert cleaned(jpeg(more=more)).content == jpeg()


def test_nothing_that_follows_its_end_comes_along():
    script = b"<script>alert(1)</script>PK\x03\x04"
    assert cleaned(png() + script).content == png()
    assert cleaned(jpeg() + script).content == jpeg()


def test_a_scan_may_hold_restarts_and_stuffed_bytes_and_be_one_of_several():
    scan = b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd7"
    second = segment(0xC4, bytes(20)) + segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + b"\x99"
    whole = jpeg(scan=scan + second)
    assert cleaned(whole).content == whole
    assert cleaned(jpeg(scan=scan + segment(0xE1, PLACE) + second)).content == whole


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        png()[:-5],
        png().replace(b"IHDR", b"IHDX"),
        png()[:40] + b"\x00" + png()[41:],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        png().replace(chunk(b"IEND", b""), b""),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        jpeg()[:-2],
        jpeg().replace(b"\xff\xc0", b"\xff\xc4"),
        b"\xff\xd8" + segment(0xDB, bytes(65)) + b"nothing",
        b"\xff\xd8\xff\xe0\x00\x01" + jpeg()[2:],
    ],
)
def test_what_is_no_picture_or_ends_too_early_is_refused(wrong):
    with pytest.raises(NotAPicture):
        cleaned(wrong)


@pytest.mark.parametrize("made", [png, jpeg])
def test_too_large_or_too_small_to_see_is_refused(made):
    for width, height in ((15, 32), (32, 8193), (8000, 8000), (0, 32)):
        with pytest.raises(PictureTooLarge):
            cleaned(made(width, height))
    with pytest.raises(PictureTooLarge):
        cleaned(made() + bytes(BYTES_MOST))


@given(st.sampled_from([png(), jpeg()]), st.data())
def test_whatever_is_broken_is_refused_or_read_and_never_a_fault(whole, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = bytearray(whole)
    broken[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for content in (bytes(broken), whole[:cut], whole[cut:], bytes(broken) + whole):
        try:
            kept = cleaned(content)
        except PictureRefused:
            continue
        assert cleaned(kept.content) == kept


@given(st.integers(0, 2**32 - 1))
def test_a_length_that_lies_reads_nothing_beyond(length):
    lying = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", length) + png()[12:]
    if length != 13:
        with pytest.raises(NotAPicture):
            cleaned(lying)
