"""Where in a request does an error lie: as a dotted path, in the names its client wrote.

A literal's path begins with the argument (``input.skuId``), a variable's with the
variable (``i.skuId``); items of lists are counted from 0.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    NameNode,
    Node,
    ObjectFieldNode,
    Token,
    TokenKind,
    ValueNode,
)

LONGEST = 300  # characters; names are the client's own, and may be as long as its document

_VARIABLE = re.compile(
    r"Variable '\$(?P<name>\w+)'(?: has invalid (?:default )?value(?: at (?P<at>[^:]*))?:)?"
)
_ARGUMENT = re.compile(r"Argument '[^']*?(?P<name>\w+)(?::\))?'")
_MISSING = re.compile(
    r"(?:Variable '\$\w+' has invalid value[^:]*: )?Expected value of type '\w+'"
    r" to include required field '(?P<name>\w+)'"
)
# In a literal the unknown field is itself what the error points at.
_UNKNOWN = re.compile(
    r"Variable '\$\w+' has invalid value[^:]*: Expected value of type '\w+'"
    r" not to include unknown field '(?P<name>\w+)'"
)
_INDEX = re.compile(r"\[(\w+)\]")
_OPENERS = (TokenKind.PAREN_L, TokenKind.BRACE_L, TokenKind.BRACKET_L)
_CLOSERS = (TokenKind.PAREN_R, TokenKind.BRACE_R, TokenKind.BRACKET_R)
_WRITTEN = (ValueNode, ArgumentNode, ObjectFieldNode, NameNode)


def place(error: GraphQLError) -> str | None:
    """Return the path of what ``error`` is about, None where it is about no value."""
    path = _of_variable(error.message) or _of_literal(error) or _of_argument(error.message)
    within = _MISSING.match(error.message) or _UNKNOWN.match(error.message)
    if path and within:
        path = f"{path}.{within['name']}"
    return path[:LONGEST] if path else None


def zero_in_literals(document: DocumentNode) -> str | None:
    """Return the path of the first literal with U+0000 in it, None where there is none."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in (TokenKind.STRING, TokenKind.BLOCK_STRING) and "\0" in (token.value or ""):
            return written(token)[:LONGEST]
        token = token.next
    return None


def zero_in_variables(variables: Mapping[str, Any]) -> str | None:
    """Return the path of the first text with U+0000 in it, None where there is none."""
    waiting = [iter(variables.items())]
    path: list[Any] = []
    while waiting:
        for name, value in waiting[-1]:
            if isinstance(value, str) and "\0" in value:
                return ".".join(map(str, (*path, name)))[:LONGEST]
            items = _items(value)
            if items is not None:
                path.append(name)
                waiting.append(items)
                break
        else:
            waiting.pop()
            del path[-1:]
    return None


def written(token: Token) -> str:
    """Return the path of the value, argument or field that begins with ``token``."""
    parts = [token.value or ""] if _is(token.next, TokenKind.COLON) else []
    items, depth = 0, 0
    before = token.prev if parts else _named(token, parts)
    while before is not None and before.kind is not TokenKind.SOF:
        if before.kind in _CLOSERS:
            depth += 1
        elif before.kind in _OPENERS and depth:
            depth -= 1
            items += not depth
        elif before.kind in _OPENERS:
            if before.kind is TokenKind.PAREN_L:
                break
            if before.kind is TokenKind.BRACKET_L:
                parts.append(str(items))
            items = 0
            before = _named(before, parts)
            continue
        else:
            items += not depth and before.kind is not TokenKind.DOLLAR
        before = before.prev
    return ".".join(reversed(parts))


def _named(token: Token, parts: list[str]) -> Token | None:
    """Add the name of the value that begins here, if it has one; return what stands before."""
    before = token.prev
    if before is not None and before.kind is TokenKind.COLON and before.prev is not None:
        parts.append(before.prev.value or "")
        return before.prev.prev
    if before is not None and before.kind is TokenKind.EQUALS:
        while before is not None and before.kind is not TokenKind.DOLLAR:
            before = before.prev
        parts.append((before.next.value if before and before.next else None) or "")
    return before


def _is(token: Token | None, kind: TokenKind) -> bool:
    return token is not None and token.kind is kind


def _items(value: object) -> Iterator[tuple[Any, Any]] | None:
    # What a client sends has no type until it was looked at.
    if isinstance(value, dict):
        return iter(cast("dict[str, Any]", value).items())
    return iter(enumerate(cast("list[Any]", value))) if isinstance(value, list) else None


def _of_variable(message: str) -> str | None:
    found = _VARIABLE.match(message)
    if found is None:
        return None
    return found["name"] + _INDEX.sub(r".\1", found["at"] or "").rstrip()


def _of_argument(message: str) -> str | None:
    found = _ARGUMENT.match(message)
    return found["name"] if found else None


def _of_literal(error: GraphQLError) -> str | None:
    node: Node | None = error.nodes[0] if error.nodes else None
    if not isinstance(node, _WRITTEN) or node.loc is None:
        return None
    token = node.loc.start_token
    if isinstance(node, NameNode) and not _is(token.next, TokenKind.COLON):
        return None
    return written(token)
