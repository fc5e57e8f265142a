"""What somebody says who wants to sell here, and when that is decided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput
from rules.merchants import MerchantKind
from rules.people import line
from rules.policy import POLICY
from rules.refusals import MerchantApplicationDecided
from rules.texts import paragraphs, slug

NAME_MOST = 60
ABOUT_MOST = 2_000
CONTACT_MOST = 120
LEGAL_NAME_MOST = 80
PICTURES_MOST = 9
# GB 32100-2015: signs that are not taken for others, each worth its place here.
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11643-1999, ISO 7064 MOD 11-2.
_IDENTITY = re.compile(r"[1-9]\d{16}[0-9X]")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_KEPT_OF_IDENTITY = 4


class MerchantApplicationStatus(StrEnum):
    """Where an application stands."""

    APPLIED = "APPLIED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication:
    """What somebody says of the merchant they want to be; ``licence`` is a number in full."""

    kind: MerchantKind
    slug: str
    name: str
    about: str
    contact: str
    legal_name: str
    licence: str
    pictures: Sequence[UUID]


def application(raw: NewApplication) -> NewApplication:
    """Return an application as it is stored: of an identity number the last four signs alone.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    pictures = list(raw.pictures)
    if not 1 <= len(set(pictures)) == len(pictures) <= PICTURES_MOST:
        raise BadInput("input.pictureIds", f"1 to {PICTURES_MOST} different pictures")
    return NewApplication(
        kind=raw.kind,
        slug=slug(raw.slug, field="input.slug"),
        name=line(raw.name, field="input.name", most=NAME_MOST),
        about=paragraphs(raw.about, field="input.about", most=ABOUT_MOST),
        contact=line(raw.contact, field="input.contact", most=CONTACT_MOST),
        legal_name=line(raw.legal_name, field="input.legalName", most=LEGAL_NAME_MOST),
        licence=licence(raw.kind, raw.licence),
        pictures=pictures,
    )


def licence(kind: MerchantKind, number: str) -> str:
    """Return what is kept of the number by which somebody is registered.

    A company's and a supplier's 统一社会信用代码 (GB 32100) is public and kept whole. Of a
    person's identity number (GB 11643) only the last four signs are: it is enough to
    compare with the picture, and nothing that could be taken from here.

    Raises:
        BadInput: no such number exists; its check sign tells.
    """
    signs = re.sub(r"\s", "", number).upper()
    if kind is MerchantKind.INDIVIDUAL:
        if not _is_identity(signs):
            raise BadInput("input.licence", "an identity number of 18 signs")
        return signs[-_KEPT_OF_IDENTITY:]
    if not _is_credit_code(signs):
        raise BadInput("input.licence", "a unified social credit code of 18 signs")
    return signs


def _is_credit_code(signs: str) -> bool:
    if len(signs) != len(_CREDIT_WEIGHTS) + 1 or any(sign not in _CREDIT_SIGNS for sign in signs):
        return False
    worth = [_CREDIT_SIGNS.index(sign) for sign in signs]
    total = sum(w * v for w, v in zip(_CREDIT_WEIGHTS, worth, strict=False))
    return worth[-1] == -total % 31


def _is_identity(signs: str) -> bool:
    if not _IDENTITY.fullmatch(signs) or not signs.isascii():
        return False
    total = sum(w * int(sign) for w, sign in zip(_IDENTITY_WEIGHTS, signs, strict=False))
    return signs[-1] == _IDENTITY_CHECKS[total % 11]


def may_decide(status: MerchantApplicationStatus) -> None:
    """Return if an application waits to be decided.

    Raises:
        MerchantApplicationDecided: somebody decided it, or it was taken back.
    """
    if status is not MerchantApplicationStatus.APPLIED:
        raise MerchantApplicationDecided(status=status)


def deposit_least_fen(kind: MerchantKind) -> int:
    """Return what a merchant of this kind keeps on its deposit while it sells, in fen."""
    return {
        MerchantKind.COMPANY: POLICY.deposit_company_fen,
        MerchantKind.SUPPLIER: POLICY.deposit_supplier_fen,
        MerchantKind.INDIVIDUAL: POLICY.deposit_individual_fen,
    }[kind]
