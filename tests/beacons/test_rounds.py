"""A round is what its chain signed: nothing else passes, and a second library agrees."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_ecc.bls.point_compression import compress_G1, compress_G2
from py_ecc.fields import optimized_bls12_381_FQ as FQ
from py_ecc.fields import optimized_bls12_381_FQ2 as FQ2
from py_ecc.optimized_bls12_381 import optimized_swu_G2
from py_ecc.optimized_bls12_381.optimized_curve import curve_order, is_inf, multiply, neg
from py_ecc.optimized_bls12_381.optimized_swu import iso_map_G2

from rules import bls
from rules.beacons import (
    DOMAIN,
    QUICKNET,
    WAIT_SECONDS,
    BeaconInvalid,
    Chain,
    chain_hash,
    checked,
    message_of,
    round_at,
    sound,
    time_of,
)
from tests.beacons.vectors import (
    GROUP_HASH,
    INFINITY,
    KEY_INFINITY,
    OF_ORDER_THREE,
    RANDOMNESS,
    SIGNATURES,
    flipped,
    forged_signature,
    second_opinion,
    signature_of,
)

BITS = 8 * bls.SIGNATURE_BYTES
MODULUS = FQ.field_modulus


def written(point):
    return compress_G1(point).to_bytes(bls.SIGNATURE_BYTES, "big")


def refused(chain, round_number, signature):
    with pytest.raises(BeaconInvalid):
        checked(chain, round_number=round_number, signature=signature)
    assert second_opinion(chain, round_number, signature) is None
    return True


@pytest.mark.parametrize("number", SIGNATURES)
def test_what_the_real_chain_signed_is_its_round(number):
    wanted = bytes.fromhex(RANDOMNESS[number])
    signature = signature_of(number)
    assert checked(QUICKNET, round_number=number, signature=signature) == wanted
    assert second_opinion(QUICKNET, number, signature) == wanted


@pytest.mark.parametrize("number", [999, 1001, 657413, 1])
def test_another_round_was_not_signed_so(number):
    assert refused(QUICKNET, number, signature_of(1000))


def test_no_bit_of_a_signature_may_be_turned():
    flips = [flipped(signature_of(1000), bit) for bit in range(BITS)]
    assert sum(refused(QUICKNET, 1000, flip) for flip in flips) == 384


def test_no_bit_of_another_signature_may_be_turned(full):
    whole = signature_of(657413)
    bits = range(BITS) if full else range(0, BITS, 12)
    assert all(refused(QUICKNET, 657413, flipped(whole, bit)) for bit in bits)


def test_the_equation_alone_refuses_every_flip_too(full):
    """The pairing is worked out for flips that are points, past the check of their subgroup."""
    key, message = bls.key_point(QUICKNET.key), message_of(1000)
    hashed = bls.message_point(message, domain=DOMAIN)
    points = [each for bit in range(BITS) if (each := on_curve(flipped(signature_of(1000), bit)))]
    assert len(points) > BITS // 3
    tried = points if full else points[:: len(points) // 4]
    assert not any(bls.is_signed(key, hashed, point) for point in tried)


def on_curve(text):
    try:
        return bls.decompress_G1(int.from_bytes(text, "big"))
    except ValueError:
        return None


def test_the_equation_alone_would_take_a_second_signature():
    """The control: without the subgroup's check a relay could choose among randomnesses."""
    assert is_inf(multiply(OF_ORDER_THREE, 3))
    forged = forged_signature()
    key, message = bls.key_point(QUICKNET.key), message_of(1000)
    assert bls.is_signed(key, bls.message_point(message, domain=DOMAIN), on_curve(forged))
    assert forged != signature_of(1000)
    assert refused(QUICKNET, 1000, forged)


def test_infinity_is_nobodys_signature():
    assert refused(QUICKNET, 1000, INFINITY)
    # An unsound verifier takes it whenever the key is infinity as well.
    assert refused(replace(QUICKNET, key=KEY_INFINITY), 1000, INFINITY)


def other_ways(point):
    """Bytes that a careless reader takes for a point's."""
    x = point[0].n if hasattr(point[0], "n") else int(point[0])
    sign = written(point)[0] & 0x20
    yield "past the modulus", ((x + MODULUS) | ((0x80 | sign) << 376)).to_bytes(49, "big")[-48:]
    yield "without its flag", bytes([written(point)[0] & 0x7F]) + written(point)[1:]
    yield "said to be infinity", bytes([written(point)[0] | 0x40]) + written(point)[1:]
    yield "the other root", written(neg(point))
    yield "short", written(point)[:-1]
    yield "long", written(point) + b"\0"
    yield "nothing", b""
    yield "in full", bytes([x >> 376]) + x.to_bytes(48, "big")[1:] + point[1].n.to_bytes(48, "big")
    yield "infinity with a coordinate", bytes([0xC0]) + bytes(46) + b"\1"
    yield "infinity with a root", bytes([0xE0]) + bytes(47)


def test_a_point_is_written_in_one_way():
    point = bls.signature_point(signature_of(1000))
    ways = dict(other_ways(point))
    assert len(ways) == 10
    assert all(refused(QUICKNET, 1000, text) for text in ways.values())


@pytest.mark.parametrize("number", [0, -1, 2**64, 2**70])
def test_a_round_has_a_number_of_eight_bytes(number):
    with pytest.raises(BeaconInvalid, match="numbered"):
        checked(QUICKNET, round_number=number, signature=signature_of(1000))


def test_another_scheme_is_not_checked_as_if_it_were_this_one():
    chain = replace(QUICKNET, scheme="bls-unchained-on-g1")
    with pytest.raises(BeaconInvalid, match="scheme"):
        checked(chain, round_number=1000, signature=signature_of(1000))


def test_the_production_chain_is_sound_and_its_hash_follows_from_it():
    assert sound(QUICKNET) == QUICKNET
    made = chain_hash(
        period_seconds=QUICKNET.period_seconds,
        genesis=QUICKNET.genesis,
        key=QUICKNET.key,
        group_hash=bytes.fromhex(GROUP_HASH),
        beacon_id="quicknet",
    )
    assert made == QUICKNET.hash


def outside_the_subgroup():
    """A key on the twisted curve that no multiple of the generator is."""
    point = iso_map_G2(*optimized_swu_G2(FQ2([1, 2])))
    assert not is_inf(multiply(point, curve_order))
    first, second = compress_G2(point)
    return first.to_bytes(48, "big") + second.to_bytes(48, "big")


WRONG = {
    "scheme": {"scheme": "pedersen-bls-chained"},
    "period of none": {"period_seconds": 0},
    "period as long as the wait": {"period_seconds": WAIT_SECONDS},
    "genesis before all time": {"genesis": -1},
    "genesis after all time": {"genesis": 2**41},
    "short hash": {"hash": bytes(31)},
    "quicknet's hash over another chain": {"hash": QUICKNET.hash, "genesis": 0},
    "key at infinity": {"key": KEY_INFINITY},
    "short key": {"key": QUICKNET.key[:48]},
    "key off the curve": {"key": flipped(QUICKNET.key, 767)},
    "key outside the subgroup": {"key": outside_the_subgroup()},
    "key without its flag": {"key": flipped(QUICKNET.key, 0)},
    "key with a flag in its second half": {"key": flipped(QUICKNET.key, 384)},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_chain_that_cannot_decide_is_refused(wrong):
    with pytest.raises(BeaconInvalid):
        sound(replace(QUICKNET, **{"hash": bytes(32), **wrong}))


@given(
    period=st.integers(1, 15),
    genesis=st.integers(0, 2**33),
    after=st.integers(-WAIT_SECONDS, 10**9),
)
def test_the_round_that_decides_comes_after_the_freeze(period, genesis, after):
    chain = Chain(bytes(32), period, genesis, bytes(96))
    frozen_at = genesis + after
    number = round_at(chain, frozen_at=frozen_at)
    comes_at = time_of(chain, number)
    assert frozen_at + WAIT_SECONDS - period < comes_at <= frozen_at + WAIT_SECONDS
    assert comes_at > frozen_at
    assert number == (frozen_at + 30 - genesis) // period + 1


def test_a_draw_before_the_chain_has_no_round():
    with pytest.raises(BeaconInvalid, match="begins"):
        round_at(QUICKNET, frozen_at=QUICKNET.genesis - WAIT_SECONDS - 1)
    assert round_at(QUICKNET, frozen_at=QUICKNET.genesis - WAIT_SECONDS) == 1
