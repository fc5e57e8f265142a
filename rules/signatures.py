"""How receipts are signed with Ed25519 (RFC 8032), and whether a signature is the key's."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SEED_BYTES = 32
KEY_BYTES = 32
SIGNATURE_BYTES = 64
ID_BYTES = 8
PRIME = 2**255 - 19
# The second coordinates of the points whose order divides 8: with such a key one signature is
# good for many messages.
_OF_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
WEAK = frozenset({0, 1, PRIME - 1, _OF_ORDER_EIGHT, PRIME - _OF_ORDER_EIGHT})


def public_key_of(seed: bytes) -> bytes:
    """Return the 32 bytes of the public key that belongs to a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64 bytes of a seed's signature; the same message has the same one each time."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a key signed a message.

    Never by bytes of another length, a key written in a second way, or one that
    signs many messages at once: every program must answer the same.
    """
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    second = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    if second >= PRIME or second in WEAK:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public_key: bytes) -> str:
    """Return the short name of a key: 16 hexadecimal digits of its SHA-256.

    It tells keys apart for people; what is verified is always the whole key.
    """
    return hashlib.sha256(public_key).digest()[:ID_BYTES].hex()
