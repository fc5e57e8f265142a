"""The ground questions are asked on: a made-up world, asked both ways and compared."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema
from strawberry.dataloader import DataLoader

from app.asgi import SCHEMA
from app.graphql.engine import Schema
from tests.differential.chance import Chance
from tests.differential.documents import Question, Size, Writer
from tests.differential.drawn import MOODS, Waits, pause
from tests.differential.made_up import MadeUp, made_up
from tests.differential.switch import Runs, by_core, counting
from tests.differential.two_ways import (
    ELSEWHERE,
    Answer,
    Asked,
    Difference,
    Place,
    answers,
    compared,
    every_error,
    explained,
    landing,
)

TORTURE = Path(__file__).with_name("torture.graphql")
KINDS = ("query",) * 7 + ("mutation",) * 2 + ("subscription",)
TIMES = 2  # one plan answers several, at once
SIZES = (Size(3, 3, 3), Size(8, 4, 4), Size(20, 5, 4), Size(40, 6, 5))


World = tuple[int, int]  # a seed, and a mood
Asking = tuple[Question, World]


@dataclass
class Asker:
    """The context of a made-up world: nobody in particular, with a loader."""

    loader: DataLoader[str, None] = field(default_factory=lambda: DataLoader(loaded))

    def apart(self, loaders: Any = None) -> "Asker":
        return Asker()


async def loaded(keys: list[str]) -> list[None]:
    await pause(f"{len(keys)} keys")
    return [None for _ in keys]


@dataclass
class MadeUpGround:
    """A schema whose resolvers are made up; what they answer is decided by a seed."""

    world: MadeUp
    met: Counter[str] = field(default_factory=Counter)
    in_order: bool = True  # even errors that compete are told in graphql-core's order

    @property
    def schema(self) -> Schema:
        return self.world.schema

    def drawn(self, chance: Chance) -> list[Asking]:
        """One operation to be asked of two worlds, with variables of their own."""
        kind, size = chance.pick(KINDS), chance.pick(SIZES)
        writer = Writer(self.schema.core, chance, size)
        question = writer.question(kind)
        questions = [question, *(writer.again(question) for _ in range(1, TIMES))]
        return [(each, (chance.below(600), chance.below(len(MOODS)))) for each in questions]

    async def ask(self, asked: list[Asking]) -> None:
        """Ask both ways, the plan for all worlds at the same time.

        Raises:
            Difference: the answers are not the same.
        """
        schema = self.schema
        with by_core(schema):
            core = []
            for question, world in asked:
                Waits.counted = 0
                told = await answers(schema, question, self._asked(question, world))
                core.append(told)
                self.met["one after another"] += Waits.counted == 0
                self.met["some beside others"] += Waits.counted > 1
        # By the engine's own hooks, or past them.
        schema.is_alone = asked[0][1][0] % 2 == 0
        with counting():
            before = Runs.counted
            plans = await asyncio.gather(
                *(answers(schema, one, self._asked(one, world)) for one, world in asked)
            )
            self.met["answered by a plan"] += Runs.counted > before
        await settled()
        for (question, world), theirs, ours in zip(asked, core, plans, strict=True):
            await self._judge(question, world, theirs, ours)
        self.met.update(asked[0][0].met)
        self.met["operations"] += 1

    def _asked(self, question: Question, world: tuple[int, int]) -> Asked:
        kind = getattr(self.schema.core, f"{question.kind}_type").name
        return Asked(Asker(), self.world.drawer.root(kind, *world))

    async def _judge(
        self, question: Question, world: World, core: list[Answer], compiled: list[Answer]
    ) -> None:
        verdict = compared(core, compiled, in_order=self.in_order)
        if verdict.unsure and not verdict.why:
            every = await every_error(self.schema, question, self._asked(question, world))
            for at in verdict.unsure:
                if not explained(core[at], every[at]) or not explained(compiled[at], every[at]):
                    verdict.why, verdict.at = "errors that nobody can explain", at
            self.met["another of several errors"] += 1
        if verdict.why:
            at, nothing = verdict.at, Answer.of(None)
            theirs = core[at] if at < len(core) else nothing
            ours = compiled[at] if at < len(compiled) else nothing
            raise Difference(question, f"{verdict.why} (world {world})", theirs, ours)
        self.met.update(met(question, core))


async def settled() -> None:
    """Let everything come to its end that nobody waits for any more."""
    beside = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*beside, return_exceptions=True)


def met(question: Question, told: list[Answer]) -> set[str]:
    """What an answer shows of what this is about."""
    found = {question.kind}
    for answer in told:
        if not answer.errors:
            found.add("answered in full" if answer.data is not None else "nothing told")
            continue
        if () in answer.paths:
            found.add("refused before it began")
            continue
        found.add("several errors" if len(answer.errors) > 1 else "an error")
        found.add("everything nulled" if answer.data is None else "some data, some errors")
        for path in answer.paths:
            found |= _met_at(path, landing(answer.data, path))
    return found


def _met_at(path: Place, landed: Place) -> set[str]:
    above = landed not in {path, ELSEWHERE}
    shown = {
        "error at depth 3 or more": len(path) >= 3,
        "error of an item": bool(path) and isinstance(path[-1], int),
        "nulled above the error": above and bool(landed),
        "nulled 3 levels above the error": above and len(path) - len(landed) >= 3,
        "nulled at depth 3 or more": above and len(landed) >= 3,
    }
    return {what for what, is_so in shown.items() if is_so}


@cache
def product_shape() -> MadeUp:
    return made_up(SCHEMA.core, "made_up_product")


@cache
def torture() -> MadeUp:
    return made_up(torture_shape(), "made_up_torture")


def torture_shape() -> GraphQLSchema:
    scalars = "".join(
        f"scalar {name}\n" for name in ("BigInt", "Decimal", "DateTime", "Date", "JSON")
    )
    return build_schema(scalars + TORTURE.read_text())
