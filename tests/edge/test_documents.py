"""Documents met before: parsed, validated and priced once, and known by their hash."""

from typing import Any

from graphql.validation import ValidationContext, ValidationRule

from app.graphql import documents
from tests.edge.toy import run, schema, told
from tests.edge.world import Context, World


async def test_a_document_is_parsed_and_validated_once(monkeypatch):
    validated: list[object] = []

    class Counting(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            validated.append(context.document)
            super().__init__(context)

    monkeypatch.setattr(documents, "RULES", (*documents.RULES, Counting))
    built = schema()
    parsed: list[Any] = []
    for _ in range(3):
        await run("{ thing { id } }", built=built)
        parsed.append(built.documents.parse("{ thing { id } }").document)
    assert len(validated) == 1
    assert all(document is parsed[0] for document in parsed)
    refused = [await run("{ nothing }", built=built) for _ in range(2)]
    assert len(validated) == 2
    assert [told(result) for result in refused] == [[("BAD_INPUT", None)]] * 2


async def test_what_is_remembered_is_bounded():
    kept = documents.Lately[int, str](3)
    for number in range(10):
        kept.keep(number, "x")
        kept.get(0)
    assert list(kept.held) == [8, 9, 0] or len(kept.held) == 3


def hashed(digest: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


async def test_a_persisted_document_is_known_by_its_hash_after_it_came_once():
    built = schema()
    query = "{ thing { id } }"
    digest = documents.hashlib.sha256(query.encode()).hexdigest()

    async def ask(text: str | None, told_digest: Any) -> Any:
        extensions = hashed(told_digest)
        return await built.execute(text, None, Context(World()), operation_extensions=extensions)

    assert told(await ask(None, digest))[0][0] == "PERSISTED_QUERY_NOT_FOUND"
    assert told(await ask("{ boom }", digest))[0][0] == "BAD_INPUT"
    assert told(await ask(None, digest))[0][0] == "PERSISTED_QUERY_NOT_FOUND"
    assert (await ask(query, digest)).data == {"thing": {"id": 1}}
    assert (await ask(None, digest)).data == {"thing": {"id": 1}}
    for wrong in (5, "short", None, ["x"], "Z" * 64, "é" * 64, digest + "\n"):
        for text in (None, query):
            assert told(await ask(text, wrong)) == [("BAD_INPUT", "extensions.persistedQuery")]
