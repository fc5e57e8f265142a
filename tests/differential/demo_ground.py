"""The product itself, in its demo world: some people ask, and time stands still."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.asgi import Kaituan, _stranger
from app.graphql.engine import Schema, build_schema
from models.campaigns import Campaign
from models.catalogue import Product
from models.orders import Order
from models.people import Person
from models.teams import Team
from resolvers.context import Context, Viewer
from schema.node import global_id
from schema.roots import Mutation, Query
from schema.scalars import SCALARS
from subscriptions.root import Subscription
from tests.differential.chance import Chance
from tests.differential.documents import Question, Size, Writer
from tests.differential.ground import TIMES, Asking, MadeUpGround, World
from tests.differential.made_up import ROOMY
from tests.differential.two_ways import Asked
from tests.services.shop import settings_of

PRODUCT = build_schema(Query, Mutation, Subscription, scalar_map=SCALARS, limits=ROOMY)
HANDLES = ("juzi", "orchard", "ops")
SIZES = (Size(4, 3, 3), Size(10, 4, 3), Size(20, 5, 4))
EACH = 4  # rows of a kind whose ids are asked for


@dataclass
class DemoGround(MadeUpGround):
    """Nobody, a customer, a merchant's staff and an operator, who only look."""

    world: Any = None
    nobody: Context | None = None
    viewers: list[Viewer | None] = field(default_factory=list)
    ids: tuple[str, ...] = ()
    in_order: bool = False  # a batch fails at another moment than single resolvers would
    met: Counter[str] = field(default_factory=Counter)

    @property
    def schema(self) -> Schema:
        return PRODUCT

    @classmethod
    async def planted(cls, folder: Any, database: str, now: datetime) -> "DemoGround":
        """The demo world of an opened database, as it is at this moment."""
        settings = settings_of(folder, 0)
        kaituan = Kaituan(settings=settings, database_url=database, now=lambda: now)
        opened = _stranger(kaituan, kaituan.errands())
        nobody = opened(HTTPConnection({"type": "http", "headers": []}), Response())
        people = [await Person.get(handle=handle) for handle in HANDLES]
        until = now.replace(year=now.year + 1)
        viewers = [
            Viewer(person=each, session_id=each.id, session_expires_at=until) for each in people
        ]
        return cls(nobody=nobody, viewers=[None, *viewers], ids=await some_ids())

    def drawn(self, chance: Chance) -> list[Asking]:
        """One query, asked by two people, with variables of their own."""
        writer = Writer(PRODUCT.core, chance, chance.pick(SIZES), ids=self.ids)
        question = writer.question("query")
        questions = [question, *(writer.again(question) for _ in range(1, TIMES))]
        return [(each, (chance.below(2), chance.below(len(self.viewers)))) for each in questions]

    def _asked(self, question: Question, world: World) -> Asked:
        assert self.nobody is not None
        return Asked(replace(self.nobody, viewer=self.viewers[world[1]]))


async def some_ids() -> tuple[str, ...]:
    """The ids of some rows, and one of none."""
    kinds = (Campaign, Order, Person, Product, Team)
    found = [
        global_id(kind.__name__, row.id)
        for kind in kinds
        for row in await kind.all().order_by("id").limit(EACH)
    ]
    return (*found, "VGVhbTowMTk4")
