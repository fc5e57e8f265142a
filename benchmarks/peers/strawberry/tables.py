"""The tables the shelf is read from, as Tortoise's documentation shows them."""

from tortoise import fields
from tortoise.models import Model


class Merchant(Model):
    """Who sells."""

    id = fields.UUIDField(primary_key=True)
    slug = fields.TextField()
    name = fields.TextField()

    class Meta:
        """Where it is stored."""

        table = "merchant"


class Sku(Model):
    """What is sold."""

    id = fields.UUIDField(primary_key=True)
    name = fields.TextField()

    class Meta:
        """Where it is stored."""

        table = "sku"


class Campaign(Model):
    """An offer."""

    id = fields.UUIDField(primary_key=True)
    slug = fields.TextField()
    merchant_id = fields.UUIDField()
    title = fields.TextField()
    kind = fields.TextField()
    status = fields.TextField()
    size = fields.IntField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    published_at = fields.DatetimeField()
    team_price_fen = fields.BigIntField()

    class Meta:
        """Where it is stored."""

        table = "campaign"


class CampaignSku(Model):
    """A choice within an offer."""

    id = fields.UUIDField(primary_key=True)
    campaign_id = fields.UUIDField()
    sku = fields.ForeignKeyField("models.Sku")
    team_price_fen = fields.BigIntField()
    stock = fields.IntField()
    taken = fields.IntField()

    class Meta:
        """Where it is stored."""

        table = "campaign_sku"


class Team(Model):
    """Buyers together."""

    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    campaign_id = fields.UUIDField()
    status = fields.TextField()
    size = fields.IntField()
    seats_filled = fields.IntField()
    seats_held = fields.IntField()
    closes_at = fields.DatetimeField()

    class Meta:
        """Where it is stored."""

        table = "team"
