"""Ed25519 by the vectors of RFC 8032, section 7.1, and what is never a signature."""

import hashlib

import pytest

from rules.signatures import key_id, public_key_of, sign, verify

VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(seed, public, message, signature):
    seed, public, message, signature = map(bytes.fromhex, (seed, public, message, signature))
    assert public_key_of(seed) == public
    assert sign(seed, message) == signature
    assert verify(public, message, signature)
    assert key_id(public) == hashlib.sha256(public).hexdigest()[:16]


def test_nothing_else_is_a_signature():
    seed = hashlib.sha256(b"a key").digest()
    public, message = public_key_of(seed), b"a receipt"
    signature = sign(seed, message)
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(signature[32:], "little") + order
    wrong = [
        (public, b"another receipt", signature),
        (public_key_of(bytes(32)), message, signature),
        (public, message, signature[:-1]),
        (public, message, signature + b"\0"),
        (public[:-1], message, signature),
        (b"\xff" * 32, message, signature),
        # The same scalar once around the group: a second writing of one signature.
        (public, message, signature[:32] + larger.to_bytes(32, "little")),
    ]
    wrong += [
        (public, message, bytes([*signature[:i], signature[i] ^ 1 << bit, *signature[i + 1 :]]))
        for i in range(64)
        for bit in range(8)
    ]
    assert [verify(*each) for each in wrong] == [False] * len(wrong)
