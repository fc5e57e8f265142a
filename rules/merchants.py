"""What a merchant may say of itself."""

from dataclasses import dataclass

from rules.people import line
from rules.texts import paragraphs, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMerchant:
    """Somebody who is to sell here."""

    slug: str
    name: str
    name_en: str
    about: str


def merchant(raw: NewMerchant) -> NewMerchant:
    """Return a merchant as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewMerchant(
        slug=slug(raw.slug, field="input.slug"),
        name=line(raw.name, field="input.name", most=60),
        name_en=line(raw.name_en, field="input.nameEn", most=60, least=0),
        about=paragraphs(raw.about, field="input.about", most=2000),
    )
