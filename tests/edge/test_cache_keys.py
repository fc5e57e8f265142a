"""What is answered from memory: the same question, asked by nobody, and nothing else."""

import hashlib

import pytest

from tests.edge.memory import LIST, TEAM, Behind, Memory

TWO = "query A { merchants(first: 1) { nodes { name } } } query B { categories { name } }"
NO_HASH = '{"query": "{ a }", "extensions": {"persistedQuery": {"sha256Hash": "%s"}}}' % ("é" * 64)


async def test_whoever_asks_the_same_is_answered_from_memory():
    memory = Memory()
    first = await memory.post()
    assert (await memory.post()).told == first.told
    assert len(memory.behind.came) == 1


async def test_cosmetics_make_no_other_question_of_it():
    memory = Memory()
    for query in (
        LIST,
        "query Named { campaigns(first: 2) { nodes { title } } }",
        "{\n  campaigns(first: 2) { # a word\n nodes{title} } }",
        "query($n: Int = 2) { campaigns(first: $n) { nodes { title } } }",
    ):
        await memory.post(query)
    # A variable is not its value: that only an execution could tell.
    assert len(memory.behind.came) == 2
    for sent in ({}, {"n": 2}, {"n": 2, "unused": 1}):
        await memory.post(
            "query($m: Int = 2) { campaigns(first: $m) { nodes { title } } }", variables=sent
        )
    assert len(memory.behind.came) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"query": TEAM, "variables": {"code": "A"}}, {"query": TEAM, "variables": {"code": "B"}}),
        ({"query": TWO, "operationName": "A"}, {"query": TWO, "operationName": "B"}),
        ({"query": LIST}, {"query": LIST.replace("2", "3")}),
        ({"query": LIST}, {"query": LIST.replace("nodes { title }", "nodes { it: title }")}),
        ({"query": LIST}, {"query": LIST.replace("nodes { title }", "nodes { title slug }")}),
        (
            {"query": "query($no: Boolean!) { categories { name id @skip(if: $no) } }"}
            | {"variables": {"no": True}},
            {"query": "query($no: Boolean!) { categories { name id @skip(if: $no) } }"}
            | {"variables": {"no": False}},
        ),
    ],
)
async def test_the_key_covers_all_that_selects_an_answer(one, other):
    memory = Memory()
    told = [(await memory.post(**sent)).told for sent in (one, other, one, other)]
    assert told[0] != told[1]
    assert told[:2] == told[2:]
    assert len(memory.behind.came) == 2


async def test_each_type_of_answer_is_kept_apart():
    memory = Memory()
    new = {"accept": "application/graphql-response+json"}
    assert (await memory.post()).told != (await memory.post(headers=new)).told
    assert dict(memory.behind.came[1]["headers"])[b"accept"] == new["accept"].encode()


async def test_a_document_known_by_its_hash_is_the_document():
    memory = Memory()
    digest = hashlib.sha256(LIST.encode()).hexdigest()
    known = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    first = await memory.post(LIST, extensions=known)
    assert (await memory.post(None, extensions=known)).told == first.told
    assert (await memory.get(LIST)).told == first.told
    assert len(memory.behind.came) == 1
    unknown = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    await memory.post(None, extensions=unknown)
    assert len(memory.behind.came) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer x"},
        {"cookie": "session=x"},
        {"cookie": "a=b; session=stale"},
        {"authorization": ""},
    ],
)
async def test_who_shows_a_credential_passes_by_and_leaves_nothing(headers):
    memory = Memory()
    told = [(await memory.post(headers=each)).told for each in ({}, headers, headers, {})]
    assert told == [{"data": {"n": 0}}, {"data": {"n": 1}}, {"data": {"n": 2}}, {"data": {"n": 0}}]
    kept = {name for name, _ in memory.behind.came[1]["headers"]}
    assert {name.encode() for name in headers} <= kept


async def test_another_cookie_is_no_credential():
    memory = Memory()
    await memory.post()
    await memory.post(headers={"cookie": "theme=dark"})
    assert len(memory.behind.came) == 1


async def test_what_is_made_for_all_is_made_in_nobodys_name():
    memory = Memory()
    await memory.post(headers={"cookie": "theme=dark", "accept-language": "en", "x-me": "1"})
    [made] = memory.behind.came
    assert {name for name, _ in made["headers"]} == {b"content-type", b"accept"}
    assert made["client"] is None
    assert made["query_string"] == b""


@pytest.mark.parametrize(
    "query",
    [
        "{ serverTime }",
        '{ team(code: "A") { code serverTime } }',
        '{ team(code: "A") { code ...f } } fragment f on Team { confirming }',
        "mutation { signOut { __typename } }",
        'subscription { campaignPulse(slug: "a") { version } }',
        "{ nothing }",
        "{",
        "",
    ],
)
async def test_what_tells_the_time_changes_something_or_cannot_be_meant_is_asked_each_time(query):
    memory = Memory()
    for _ in range(2):
        await memory.post(query)
    assert len(memory.behind.came) == 2
    assert len(memory.answers) == 0


@pytest.mark.parametrize(
    "behind",
    [
        Behind(body=b'{"data":{"a":null},"errors":[{"message":"no"}]}'),
        Behind(status=500),
        Behind(headers=[(b"set-cookie", b"session=x")]),
    ],
)
async def test_an_error_or_a_cookie_is_told_and_not_kept(behind):
    memory = Memory(behind)
    answers = [await memory.post() for _ in range(2)]
    assert [each.status for each in answers] == [behind.status] * 2
    assert len(behind.came) == 2
    assert len(memory.answers) == 0


async def test_a_text_of_that_word_is_no_error():
    memory = Memory(Behind(body=b'{"data":{"a":"\\"errors\\": none"}}'))
    for _ in range(2):
        await memory.post()
    assert len(memory.behind.came) == 1


async def test_a_get_is_answered_with_a_tag_and_nothing_once_it_is_known():
    memory = Memory()
    first = await memory.get()
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert {"Accept", "Authorization", "Cookie"} == set(first.headers["vary"].split(", "))
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await memory.get(headers={"if-none-match": known})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    other = await memory.get(headers={"if-none-match": '"other"'})
    assert (other.status, other.body) == (200, first.body)
    assert len(memory.behind.came) == 1


async def test_a_tag_is_of_one_type_and_a_post_has_none():
    memory = Memory(Behind(body=b'{"data":{}}'))
    new = {"accept": "application/graphql-response+json"}
    assert (await memory.post()).headers["cache-control"] == "no-store"
    assert "etag" not in (await memory.post()).headers
    memory.behind.headers = [(b"content-type", b"application/graphql-response+json")]
    await memory.get(headers=new)
    assert len(memory.behind.came) == 2


async def test_by_get_and_by_post_it_is_one_answer():
    memory = Memory()
    by_get = await memory.get(TEAM, variables={"code": "A"})
    by_post = await memory.post(TEAM, variables={"code": "A"})
    assert by_get.body == by_post.body
    assert len(memory.behind.came) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"query=%7B&variables=%7B",
        b"variables=",
        b"query=a&query=b",
        b"",
        b"query=\xff&extensions=1",
    ],
)
async def test_an_address_that_cannot_be_meant_is_for_others_to_refuse(said):
    memory = Memory()
    await memory.request("GET", b"", said, headers={})
    assert [each["query_string"] for each in memory.behind.came] == [said]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"query": 5}', b"\xff", b'{"query": null}', NO_HASH.encode()],
)
async def test_a_body_that_cannot_be_meant_is_for_others_to_refuse(body):
    memory = Memory()
    await memory.request("POST", body, headers={"content-type": "application/json"})
    assert [each["body"] for each in memory.behind.came] == [body]


async def test_nesting_that_nobody_can_follow_is_for_others_to_refuse():
    memory = Memory()
    deep = '{"query": "query($i: JSON) { a(i: $i) }", "variables": {"i": ' + "[" * 900
    await memory.request(
        "POST", (deep + "]" * 900 + "}}").encode(), headers={"content-type": "application/json"}
    )
    query = "{ campaigns(first: " + "[" * 400 + "]" * 400 + ") { nodes { title } } }"
    await memory.post(query)
    assert len(memory.behind.came) == 2
