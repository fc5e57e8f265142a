"""Documents meant to hurt: refused for what they are, before anything runs."""

import pytest

from tests.edge.toy import run, told

HOSTILE: dict[str, tuple[str, str]] = {
    "deep": ("levels", "{ thing" + "{ self" * 150 + "{ id }" + "}" * 151),
    "nine levels": ("levels", "{ thing" + "{ self" * 8 + "{ id }" + "}" * 9),
    "too deep to parse": ("nested too deeply", "{ thing" + "{ self" * 6_000),
    "fragment bomb": (
        "levels",
        "{ thing { ...f0 } }"
        + "".join(
            f"fragment f{n} on Thing {{ a: self {{ ...f{n + 1} }} b: self {{ ...f{n + 1} }} }}"
            for n in range(20)
        )
        + "fragment f20 on Thing { id }",
    ),
    "wide fragment bomb": (
        "same name",
        "{ thing { ...f0 } }"
        + "".join(
            f"fragment f{n} on Thing {{"
            f" self {{ ...f{n + 1} }} many {{ ...f{n + 1} }} few {{ ...f{n + 1} }} }}"
            for n in range(7)
        )
        + "fragment f7 on Thing { id }",
    ),
    "20,000 aliases": ("tokens", "{ thing {" + "".join(f" a{n}: id" for n in range(20_000)) + "}}"),
    "16 aliases": ("aliases", "{ thing {" + "".join(f" a{n}: id" for n in range(16)) + "}}"),
    "aliases by fragments": (
        "aliases",
        "{ thing { ...a self { ...a } } } fragment a on Thing {"
        + "".join(f" a{n}: id" for n in range(8))
        + "}",
    ),
    "a million nodes": ("costs", "{ thing" + "{ many" * 6 + "{ id }" + "}" * 7),
    "2,000 fields": ("tokens", "{ thing {" + " id" * 2_000 + "}}"),
    "990 fields": ("same name", "{ thing {" + " id" * 990 + "}}"),
    "900 unknown fields": (
        "Cannot query",
        "{ thing {" + "".join(f" x{n}" for n in range(900)) + "}}",
    ),
    "51 directives": ("directives", "{ thing {" + " ... @skip(if: false) { id }" * 51 + "}}"),
    "huge page": ("limit", "{ thing { things(first: " + "9" * 60_000 + ") { nodes { id } } } }"),
    "huge number": ("limit", "{ order(input: { quantity: " + "9" * 60_000 + " }) }"),
    "a circle": (
        "within itself",
        "{ thing { ...a } }"
        + "".join(
            f" fragment {name} on Thing {{ self {{ ...{other} }} }}"
            for name, other in (("a", "b"), ("b", "a"))
        ),
    ),
    "introspection, 6 times": (
        "costs",
        "{" + "".join(f" a{n}: __schema {{ types {{ name }} }}" for n in range(6)) + "}",
    ),
    "introspection, deep": (
        "introspection depth",
        '{ __type(name: "Thing") ' + "{ fields { type" * 4 + "{ name }" + "}" * 9,
    ),
    "zeros": ("Unexpected character", "\0" * 60_000),
    "braces": ("Syntax", "{" * 60_000),
    "brackets": ("nested too deeply", "query($a: " + "[" * 60_000),
    "half a character": ("Unicode", '{ fault(kind: "\\ud800") }'),
}


@pytest.mark.parametrize(("why", "query"), HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_document_is_refused(why: str, query: str, caplog):
    result = await run(query)
    assert result.data is None
    assert {code for code, _ in told(result)} <= {"BAD_INPUT", "COST_EXCEEDED"}
    assert why in result.errors[0].message
    assert len(result.errors) <= 11
    assert not caplog.records


async def test_eight_levels_pass():
    result = await run("{ thing" + "{ self" * 7 + "{ id }" + "}" * 8)
    assert result.errors is None


async def test_honest_repetition_passes():
    names = " ".join(f"...f{n}" for n in range(12))
    fragments = " ".join(
        f"fragment f{n} on Thing {{ __typename id name self {{ id __typename }} }}"
        for n in range(12)
    )
    result = await run(f"{{ thing {{ {names} }} }} {fragments}")
    assert result.errors is None
