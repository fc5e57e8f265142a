"""Screens in a running shop: paired by their code, told what to show, watched by their token."""

from dataclasses import dataclass

from graphql import print_ast

from tests.journeys.test_operations import operations
from tests.services.shop import Client, Shop

DOCS = {name: print_ast(each) for name, each in operations("screens").items()}
FRAMES = DOCS["WatchScreen"]


@dataclass
class OnWall:
    """A screen, and who tells it what to show."""

    shop: Shop
    desk: Client
    id: str
    token: str
    secret: str

    async def told(self, name: str, **variables) -> str:
        """What kind of answer came to an operation of the docs."""
        data = await self.desk.ask(DOCS[name], screenId=self.id, **variables)
        [answer] = data.values()
        return answer["__typename"]

    async def says(self, **changes):
        """What it is answered to its report."""
        said = {
            "version": 1,
            "heapBytes": "12000000",
            "framesPerSecond": 60,
            "scene": "WALL",
            "uptimeSeconds": 30,
            "width": 1920,
            "height": 1080,
        }
        client = self.shop.client(self.token)
        answer = await client.ask(DOCS["ReportScreen"], input={**said, **changes})
        return answer["reportScreen"]


async def on_wall(shop: Shop, desk: Client, **wanted) -> OnWall:
    """A screen paired as the docs say."""
    stranger = shop.client()
    begun = (await stranger.ask(DOCS["StartPairing"]))["startPairing"]
    wanted = {"code": begun["code"], "name": "门口", **wanted}
    approved = (await desk.ask(DOCS["ApproveScreen"], **wanted))["approveScreen"]
    assert approved["__typename"] == "ScreenApproved", approved
    seen = await stranger.ask(DOCS["AskForApproval"], secret=begun["secret"])
    token = seen["pairing"]["token"]
    return OnWall(shop, desk, approved["screen"]["id"], token, begun["secret"])
