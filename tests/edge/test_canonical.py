"""What asks the same is written the same; what asks for anything else is not."""

import pytest
from graphql import OperationDefinitionNode, parse

from app.graphql.canonical import canonical, frozen

PLAIN = """subscription Watch($code: String!, $deep: Boolean = true) {
  teamProgress(code: $code) { ...Of seats(first: 2, last: 3) { number } kind: status code }
}
fragment Of on Team { version more @include(if: $deep) { text(words: ["a", {x: 1, y: $code}]) } }
"""


def written(text: str, name: str | None = None, *, without: str | None = None) -> str:
    document = parse(text)
    [operation] = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        and (name is None or (each.name and each.name.value == name))
    ]
    return canonical(document, operation, without=without).text


SAME = [
    (
        "subscription Other($c: String!, $d: Boolean = true) { teamProgress(code: $c) { ...F "
        "seats(last: 3, first: 2) { number } kind: status code: code } } "
        "fragment F on Team { version more @include(if: $d) { text(words: ['a' {y: $c x: 1}]) } }"
    ),
    (
        "fragment X on Team { version more @include(if: $b) { "
        'text(words: ["""a""", {x: 1, y: $a}]) } } # said\n'
        "subscription ($b: Boolean! $a: String) { teamProgress(code: $a) { ...X "
        "seats(first: 2, last: 3) { number } kind: status code } }"
    ),
]


@pytest.mark.parametrize("text", SAME)
def test_words_of_ones_own_make_no_difference(text: str):
    assert written(text.replace("'", '"')) == written(PLAIN)


def test_other_operations_of_the_document_make_no_difference():
    more = PLAIN + " query Rest { x { ...Alone } } fragment Alone on T { y }"
    assert written(more, "Watch") == written(PLAIN)


OTHER = [
    ("code: $code", 'code: "$code"'),
    ("first: 2", "first: 3"),
    ("first: 2, last: 3", "first: 2"),
    ("kind: status code", "code kind: status"),
    ("kind: status", "state: status"),
    ("kind: status", "kind: version"),
    ("...Of seats", "seats"),
    ("@include", "@skip"),
    ("@include(if: $deep)", ""),
    ("on Team", "on Node"),
    ('"a"', '"A"'),
    ('"a"', "a"),
    ("x: 1", "x: 1.0"),
    ("y: $code", "y: $deep"),
    ("subscription", "query"),
    ("{ number }", "{ number number }"),
]


@pytest.mark.parametrize(("said", "instead"), OTHER)
def test_whatever_selects_data_makes_a_difference(said: str, instead: str):
    changed = PLAIN.replace(said, instead)
    assert changed != PLAIN
    assert written(changed) != written(PLAIN)


def test_which_variable_stands_where_makes_a_difference():
    one = canonical_of("query($a: Int, $b: Int) { x(a: $a, b: $b) }")
    two = canonical_of("query($a: Int, $b: Int) { x(a: $b, b: $a) }")
    assert one.text == two.text
    assert (one.variables, two.variables) == ({"a": "0", "b": "1"}, {"b": "0", "a": "1"})


def canonical_of(text: str, *, without: str | None = None):
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return canonical(document, operation, without=without)


def test_an_argument_left_out_takes_its_variable_along():
    text = "subscription($id: ID!, $after: Int) { drawStage(id: $id, afterVersion: $after) { a } }"
    bare = canonical_of("subscription($x: ID!) { drawStage(id: $x) { a } }")
    found = canonical_of(text, without="afterVersion")
    assert (found.text, dict(found.variables)) == (bare.text, {"id": "0"})
    deeper = canonical_of("{ a(after: 1) { b(after: 2) } }", without="after")
    assert deeper.text == canonical_of("{ a { b(after: 2) } }").text


def test_a_bomb_of_fragments_is_written_in_its_own_length():
    names = [f"F{number}" for number in range(100)]
    bodies = [
        f"fragment {name} on T {{ a {{ ...{after} }} b {{ ...{after} }} }}"
        for name, after in zip(names, [*names[1:], "End"], strict=True)
    ]
    bomb = " ".join(["{ ...F0 }", *bodies, "fragment End on T { a }"])
    assert len(written(bomb)) < 2 * len(bomb)


def test_what_is_frozen_is_equal_only_where_it_is_the_same():
    values = [1, 1.0, True, "1", None, [1], [[1]], {"a": 1}, {"a": True}, {}, [], "", 0, False]
    for one in values:
        assert [frozen(one) == frozen(other) for other in values].count(True) == 1, one
    assert frozen({"a": [1, {"b": 2, "c": 3}], "z": None}) == frozen(
        {"z": None, "a": [1, {"c": 3, "b": 2}]}
    )
    with pytest.raises(TypeError):
        frozen({1, 2})
