"""Whether a BLS12-381 signature on G1 belongs to a key on G2: points read strictly, one equation.

It takes tenths of a second of arithmetic and its library as long to import: import this where
it is used, and call it from a thread.

A signature must be the only one its message has, since chance is made from its bytes. The
equation alone does not see to that: adding a point whose order divides the cofactor leaves it
true. So each point must lie in the subgroup of prime order, and be written in the one way
that its point is written in (IETF draft-irtf-cfrg-bls-signature, section 2.7; points as in
the ZCash format of BLS12-381, appendix A there).
"""

import hashlib
import sys
from functools import lru_cache

from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G1, compress_G2, decompress_G1, decompress_G2
from py_ecc.bls.typing import G1Compressed, G1Uncompressed, G2Compressed, G2Uncompressed
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, is_inf, multiply, neg
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing

COORDINATE_BYTES = 48
SIGNATURE_BYTES = COORDINATE_BYTES
KEY_BYTES = 2 * COORDINATE_BYTES

# The library raises it to 100,000 for the whole process, which it does not need here: nested
# JSON would then break the stack (a crash) where it should raise RecursionError.
sys.setrecursionlimit(min(sys.getrecursionlimit(), 1_000))


class PointRefused(ValueError):
    """Bytes that no point of the prime-order subgroup other than infinity is written as."""


def signature_point(written: bytes) -> G1Uncompressed:
    """Return the point of G1 that 48 bytes are the compressed form of.

    Raises:
        PointRefused: wrong length or flags, a coordinate past the modulus, a point off the
            curve or outside the subgroup, or infinity.
    """
    if len(written) != SIGNATURE_BYTES:
        raise PointRefused(f"a point of G1 has {SIGNATURE_BYTES} bytes, not {len(written)}")
    try:
        point = decompress_G1(G1Compressed(int.from_bytes(written, "big")))
    except ValueError as wrong:
        raise PointRefused(str(wrong)) from None
    if is_inf(point):
        raise PointRefused("the point at infinity is everybody's signature")
    if compress_G1(point).to_bytes(SIGNATURE_BYTES, "big") != written:
        raise PointRefused("a point of G1 that is not written in its one way")
    if not is_inf(multiply(point, curve_order)):
        raise PointRefused("a point of the curve outside the subgroup G1")
    return point


@lru_cache(maxsize=8)
def key_point(written: bytes) -> G2Uncompressed:
    """Return the point of G2 that 96 bytes are the compressed form of.

    Raises:
        PointRefused: as for a signature.
    """
    if len(written) != KEY_BYTES:
        raise PointRefused(f"a point of G2 has {KEY_BYTES} bytes, not {len(written)}")
    halves = [written[:COORDINATE_BYTES], written[COORDINATE_BYTES:]]
    first, second = (int.from_bytes(half, "big") for half in halves)
    try:
        point = decompress_G2(G2Compressed((first, second)))
    except ValueError as wrong:
        raise PointRefused(str(wrong)) from None
    if is_inf(point):
        raise PointRefused("with infinity for a key everything is signed")
    again = b"".join(part.to_bytes(COORDINATE_BYTES, "big") for part in compress_G2(point))
    if again != written:
        raise PointRefused("a point of G2 that is not written in its one way")
    if not is_inf(multiply(point, curve_order)):
        raise PointRefused("a point of the twisted curve outside the subgroup G2")
    return point


def message_point(message: bytes, *, domain: bytes) -> G1Uncompressed:
    """Return the point of G1 a message is hashed to (RFC 9380, BLS12381G1_XMD:SHA-256_SSWU_RO_)."""
    # The library's annotation names the hash's type where it means its constructor.
    return hash_to_G1(message, domain, hashlib.sha256)  # pyright: ignore[reportArgumentType]


def is_signed(key: G2Uncompressed, message: G1Uncompressed, signature: G1Uncompressed) -> bool:
    """Return whether e(signature, G2) = e(message, key); the points must have been checked."""
    left = pairing(neg(G2), signature, final_exponentiate=False)
    right = pairing(key, message, final_exponentiate=False)
    return final_exponentiate(left * right) == FQ12.one()
