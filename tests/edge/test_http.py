"""GraphQL over plain HTTP: what is taken, how it is answered, what is turned away."""

import asyncio
import hashlib
import json
import time
from datetime import timedelta

import pytest

from tests.edge.conftest import Served

NEW = "application/graphql-response+json"


async def test_the_public_audit_passes_in_full(served: Served, foreign):
    results = await foreign("audit.mjs", f"{served.base}/graphql")
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61


async def test_urql_connects_as_it_comes(served: Served, foreign):
    """It accepts events with every query, and splits them on bare line feeds."""
    told = await foreign("urql.mjs", f"{served.base}/graphql")
    assert told == {"thing": 1, "bump": 1, "code": "NOT_FOUND", "ticks": [0, 1, 2]}


async def test_apollo_connects_as_it_comes_with_persisted_documents(served: Served, foreign):
    told = await foreign("apollo.mjs", f"{served.base}/graphql")
    assert told["thing"] == told["again"] == 1
    assert told["ticks"] == [0, 1, 2]
    assert told["texts"] == [False, True, False]  # by hash, with its text once, by hash


async def test_graphql_sse_connects_as_it_comes(served: Served, foreign):
    assert await foreign("sse.mjs", f"{served.base}/graphql") == {"ticks": [0, 1, 2]}


async def test_an_answer_without_accept_is_json(served: Served):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    body = b'{"query": "{ thing { id } }"}'
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"content-type: application/json\r\n" in answer


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{ thing { id } }", 200),
        ("{ boom }", 200),  # executed: data is null, and there
        ("{", 400),
        ("{ nothing }", 400),
        ("{ thing { many { many { many { id } } } } }", 400),
    ],
)
async def test_statuses_of_the_new_type(served: Served, query: str, status: int):
    answer = await served.ask(query, headers={"accept": NEW})
    assert answer.status_code == status
    assert answer.headers["content-type"] == NEW
    assert ("data" in answer.json()) == (status == 200)
    old = await served.ask(query)
    assert old.status_code == 200
    assert old.json().get("data") == answer.json().get("data")


async def test_every_answer_tells_the_time_and_is_kept_by_nobody(served: Served):
    # The application's time, which need not be the machine's.
    served.world.ahead = timedelta(hours=1)
    before = time.time_ns() // 1_000_000 + 3_600_000
    for answer in (
        await served.ask("{ thing { id } }"),
        await served.ask("{"),
        await served.http.get("/graphql"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        told, after = int(answer.headers["x-server-time"]), time.time_ns() // 1_000_000 + 3_600_000
        assert before <= told <= after
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None],
)
async def test_what_any_page_could_send_in_somebodys_name_is_refused(served: Served, kind):
    headers = {"content-type": kind} if kind else {}
    answer = await served.http.post(
        "/graphql", content=b'{"query": "mutation { bump }"}', headers=headers
    )
    assert answer.status_code == 415
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_get_runs_queries_and_never_mutations(served: Served):
    answer = await served.http.get("/graphql", params={"query": "{ thing { id } }"})
    assert answer.json()["data"] == {"thing": {"id": 1}}
    for accept in (NEW, "application/json", "text/event-stream"):
        answer = await served.http.get(
            "/graphql", params={"query": "mutation { bump }"}, headers={"accept": accept}
        )
        assert answer.status_code == 405
        assert "data" not in answer.json()


async def test_other_methods_and_batches_are_refused(served: Served):
    assert (await served.http.put("/graphql", json={})).status_code == 405
    answer = await served.http.post("/graphql", json=[{"query": "{ thing { id } }"}])
    assert answer.status_code == 400


async def test_a_subscription_needs_a_stream(served: Served):
    answer = await served.ask("subscription { ticks }")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"5",
        b'{"query": 5}',
        b'{"query": "{ thing { id } }", "variables": []}',
        b'{"query": "{ thing { id } }", "operationName": {}}',
        b'{"query": "{ thing { id } }", "extensions": "x"}',
        b'{"query": "{ thing { id } }", "variables": {"a": '
        + b"[" * 30_000
        + b"]" * 30_000
        + b"}}",
        b'{"query": "{ thing { id } }", "variables": '
        + b'{"a":' * 10_000
        + b"1"
        + b"}" * 10_000
        + b"}",
        b'{"query": "\xff"}',
        b'{"query": "{ thing { id } }", "extensions": {"persistedQuery": 5}}',
    ],
)
async def test_malformed_bodies_are_bad_input(served: Served, tracebacks, body: bytes):
    answer = await served.http.post(
        "/graphql", content=body, headers={"content-type": "application/json", "accept": NEW}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert tracebacks() == []


async def test_variables_nested_as_deep_as_json_goes_are_bad_input(served: Served, tracebacks):
    deep = '{"quantity": 1, "parts": [' * 400 + '{"quantity": 1}' + "]}" * 400
    query = "query($o: Order!) { order(input: $o) }"
    body = f'{{"query": "{query}", "variables": {{"o": {deep}}}}}'
    answer = await served.http.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    )
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert tracebacks() == []


async def test_nobody_is_told_why_a_context_could_not_be_opened(served: Served, tracebacks):
    answer = await served.ask("{ thing { id } }", headers={"authorization": "Bearer broken"})
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    (logged,) = tracebacks()
    assert error["extensions"]["errorId"] in logged


async def test_an_expired_bearer_is_unauthenticated(served: Served):
    answer = await served.ask("{ thing { id } }", headers={"authorization": "Bearer expired"})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_whoever_asks_too_often_is_told_when_to_come_back(served: Served):
    answer = await served.ask('{ fault(kind: "often") }')
    assert answer.headers["retry-after"] == "7"
    assert answer.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 7}


async def test_get_takes_persisted_documents(served: Served):
    query = "{ thing { name } }"
    digest = hashlib.sha256(query.encode()).hexdigest()
    extensions = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": digest}})
    miss = await served.http.get("/graphql", params={"extensions": extensions})
    assert miss.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    await served.http.get("/graphql", params={"query": query, "extensions": extensions})
    hit = await served.http.get("/graphql", params={"extensions": extensions})
    assert hit.json()["data"] == {"thing": {"name": "东西"}}
    assert "东西".encode() in hit.content


async def test_a_body_may_hold_64_kb(served: Served):
    assert (await served.http.post("/echo", content=b"x" * 65_536)).text == "65536"
    answer = await served.http.post("/echo", content=b"x" * 65_537)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "x-server-time" in answer.headers


async def test_a_body_in_chunks_may_hold_64_kb(served: Served):
    async def chunks(number: int):
        for _ in range(number):
            yield b"x" * 1_024

    assert (await served.http.post("/echo", content=chunks(64))).text == "65536"
    assert (await served.http.post("/echo", content=chunks(65))).status_code == 413


async def test_a_refused_body_is_not_read_to_its_end(served: Served):
    bare = await served.raw()
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(
        bare, b"POST /echo HTTP/1.1\r\nhost: here\r\ncontent-length: 200000000\r\n\r\nx"
    )
    async with asyncio.timeout(5):
        answer = await loop.sock_recv(bare, 65_536)
        assert answer.startswith(b"HTTP/1.1 413 ")
        while answer:
            answer = await loop.sock_recv(bare, 65_536)
    bare.close()
