"""A crowd whose goods have a picture: pages ask for it."""

from models.catalogue import Product
from tests.journeys.crowd import Crowd, gathered


async def pictured(shop, **terms) -> Crowd:
    """A campaign on these terms, and the people who come for it."""
    crowd = await gathered(shop, **terms)
    await Product.all().update(pictures=["/pictures/navel-orange.svg"])
    return crowd
