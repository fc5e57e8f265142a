"""What somebody holds that is no money: points, and what shares bring them."""

import strawberry

from models import people as rows
from resolvers import distributors, dividends
from resolvers.pages import Window
from resolvers.points import Purse
from schema.distributors import Distribution
from schema.dividends import DividendPayout
from schema.info import Info
from schema.pages import Connection, connection
from schema.points import Points
from schema.windows import After, First


@strawberry.type
class Holdings:
    row: strawberry.Private[rows.Person]

    @strawberry.field(description="Their points.")
    def points(self) -> Points:
        return Points(purse=Purse(person_id=self.row.id))

    @strawberry.field(description="Where they stand as a distributor.")
    async def distribution(self, info: Info) -> Distribution:
        return Distribution.of(await distributors.distribution_of(info.context, self.row.id))

    @strawberry.field(description="Dividends they were paid, the latest first.")
    async def dividends(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[DividendPayout]:
        window = Window(first=first, after=after)
        page = await dividends.payouts_of(info.context, self.row.id, window)
        return connection(page, DividendPayout.of)
