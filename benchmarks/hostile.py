"""Documents meant to hurt, and how long a server is kept busy by refusing them."""

import asyncio
import time

import orjson

from benchmarks.figures import Table, quantile
from benchmarks.ground import Ground, serving
from benchmarks.lines import ANSWER_SECONDS, AnswerError, opened
from benchmarks.machine import tied_to

TIMES = 20
LIMIT_MS = 50.0
REFERENCE = "{ __typename }"
MEANS = """How long a client waits for the refusal of a document that was made to keep the server
busy, sent alone over HTTP. In turns with it: `{ __typename }`, which is what asking costs at all.
Each is sent on a connection of its own, opened beforehand, and under a comment of its own: the
server never met it before. No document of any class may occupy a
process for more than the limit, for everybody else waits meanwhile."""
LIMITS = """What must be read to know: a body's bytes, a thousand tokens, the names in them. What
a document would multiply to is counted on its form, never by spreading it out; what is longer than
a body may be is refused by its length."""


def asked(document: str) -> bytes:
    """Return the body that asks this."""
    return orjson.dumps({"query": document})


def deep_json(levels: int) -> bytes:
    """Return a body whose variables are lists within lists, deeper than an encoder goes."""
    lists = b"[" * levels + b"]" * levels
    document = b"query($v: Int) { campaigns(first: $v) { nodes { id } } }"
    return b'{"query":"' + document + b'","variables":{"v":' + lists + b"}}"


def fragment_bomb(levels: int) -> str:
    """Return fragments of which each holds the next one twice."""
    doubled = (
        f"fragment f{n} on Team {{ a: campaign {{ ...f{n + 1} }} b: campaign {{ ...f{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ ...f0 }} {' '.join(doubled)} fragment f{levels} on Team {{ id }}"


def new(body: bytes, turn: int) -> bytes:
    """Return a body that asks the same in a document that no earlier turn sent."""
    return body.replace(b'{"query":"', b'{"query":"#%d\\n' % turn, 1)


def campaign(fields: str) -> str:
    """Return a document that asks this of one campaign."""
    return f"{{ campaigns(first: 1) {{ nodes {{ {fields} }} }} }}"


BODIES: dict[str, bytes] = {
    REFERENCE: asked(REFERENCE),
    "150 levels": asked("{ a" * 150 + "}" * 150),
    "levels without end": asked("{ a" * 20_000),
    "2^20 fragments": asked(fragment_bomb(20)),
    "20,000 aliases, 64 KB exceeded": asked(campaign(" ".join(f"a{n}: id" for n in range(20_000)))),
    "300 aliases": asked(campaign(" ".join(f"a{n}: id" for n in range(300)))),
    "a million nodes": asked(
        "{ campaigns(first: 100) { nodes"
        " { openTeams(first: 100) { nodes { seats(first: 100) { number } } } } } }"
    ),
    "2,000 repeated fields": asked(campaign("id " * 2_000)),
    "980 repeated fields": asked(campaign("id " * 980)),
    "900 unknown fields": asked(campaign(" ".join(f"x{n}" for n in range(900)))),
    "60,000 digits": asked(f"{{ campaigns(first: {'9' * 60_000}) {{ nodes {{ id }} }} }}"),
    "60,000 digits, 32 bits wanted": asked(
        f'mutation {{ buySolo(input: {{ skuId: "a", idempotencyKey: "k",'
        f" quantity: {'9' * 60_000} }}) {{ __typename }} }}"
    ),
    "variables of 200 levels": deep_json(200),
    "variables of 30,000 levels": deep_json(30_000),
}


async def run(ground: Ground) -> Table:
    """Measure; the database may be empty, for nothing is fetched."""
    rounds = ground.pick(TIMES, 3)
    taken: dict[str, list[float]] = {name: [] for name in BODIES}
    async with serving(ground) as server:
        with tied_to(ground.cores[1]):
            for turn in range(rounds):
                ground.tell(f"round {turn + 1} of {rounds}")
                for name, body in BODIES.items():
                    taken[name].append(await refusal_ms(server.port, name, new(body, turn)))
    return Table(
        title="Hostile documents",
        means=MEANS,
        limits=LIMITS,
        columns=("document", "best ms", "p50 ms", "max ms", "limit ms"),
        rows=[
            (name, min(times), quantile(times, 0.5), max(times), LIMIT_MS)
            for name, times in taken.items()
        ],
    )


async def refusal_ms(port: int, name: str, body: bytes) -> float:
    """Return how long the answer took in milliseconds.

    Raises:
        AnswerError: a hostile document was not refused, or the reference was.
    """
    head = (
        "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    async with opened([port], 1) as (line,), asyncio.timeout(ANSWER_SECONDS):
        begun = time.perf_counter()
        try:
            answer = await line.ask(head.encode() + body)
        except AnswerError as refused:  # an HTTP status says so too
            answer = str(refused).encode()
        taken = time.perf_counter() - begun
    if (b'"errors"' in answer) is (name == REFERENCE):
        raise AnswerError(f"{name}: {answer[:300].decode(errors='replace')}")
    return taken * 1000
