"""Rounds of quicknet as the real relays told them, and the sums of curves they are used in."""

import hashlib

import pyblst
from py_ecc.bls.point_compression import compress_G1
from py_ecc.fields import optimized_bls12_381_FQ as FQ
from py_ecc.optimized_bls12_381.optimized_curve import add

from rules.beacons import DOMAIN, message_of
from rules.bls import signature_point

# The curve's point (0, 2) has order 3: outside the subgroup, and killed by the pairing.
OF_ORDER_THREE = (FQ(0), FQ(2), FQ(1))

SIGNATURES = {
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39",
    657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b",
}
RANDOMNESS = {
    1000: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    657413: "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
}
GROUP_HASH = "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"
# The generator of G2, compressed, as the curve's specification writes it.
GENERATOR = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
    "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051"
    "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
INFINITY = bytes([0xC0]) + bytes(47)
KEY_INFINITY = bytes([0xC0]) + bytes(95)


def signature_of(round_number):
    return bytes.fromhex(SIGNATURES[round_number])


def flipped(text, bit):
    """``text`` with one bit turned, counted from the first bit of the first byte."""
    number = int.from_bytes(text, "big") ^ (1 << (len(text) * 8 - 1 - bit))
    return number.to_bytes(len(text), "big")


def forged_signature():
    """A second signature of round 1000 that satisfies the equation: a point of order 3 added."""
    forged = add(signature_point(signature_of(1000)), OF_ORDER_THREE)
    return compress_G1(forged).to_bytes(48, "big")


def second_opinion(chain, round_number, signature):
    """The randomness by blst, or None where it refuses: another library, in another language."""
    try:
        point = pyblst.BlstP1Element().uncompress(signature)
        key = pyblst.BlstP2Element().uncompress(chain.key)
    except ValueError:
        return None
    if point == pyblst.BlstP1Element():
        return None
    message = pyblst.BlstP1Element().hash_to_group(message_of(round_number), DOMAIN)
    generator = pyblst.BlstP2Element().uncompress(GENERATOR)
    left, right = pyblst.miller_loop(point, generator), pyblst.miller_loop(message, key)
    return hashlib.sha256(signature).digest() if pyblst.final_verify(left, right) else None
