"""Who may share an answer is read off the document alone, and errs on the viewer's side."""

import pytest
from graphql import OperationDefinitionNode, parse

from app.asgi import SCHEMA
from app.graphql.scopes import Scope, is_momentary, scope_of

GRAPH = SCHEMA.core

PUBLIC = (
    "{ campaigns(first: 2) { nodes { title merchant { name } skus { name } } } }",
    'subscription { teamProgress(code: "A") { version seats { number member { displayName } } } }',
    'subscription { campaignPulse(slug: "a") { version stockLeft serverTime } }',
    'subscription { drawStage(id: "a") { winners { member { displayName } } } }',
    "{ __schema { types { name } } }",
    "query A { serverTime } query B { viewer { id } }",
)
VIEWERS = (
    'subscription { teamProgress(code: "A") { version seats { number isMine } } }',
    'subscription { teamProgress(code: "A") { ...f } } fragment f on Team { mySeat { number } }',
    'subscription { teamProgress(code: "A") { ... on Team { ... { isLedByViewer } } } }',
    'subscription { drawStage(id: "a") { draw { myEntries { serial } } } }',
    'subscription($no: Boolean!) { teamProgress(code: "A") { isLedByViewer @include(if: $no) } }',
    "subscription { viewerEvents { position } }",
    'subscription { pairing(secret: "s") { state } }',
    'subscription { conversation(conversationId: "a") { version } }',
    '{ node(id: "a") { id } }',
    '{ campaign(slug: "a") { title } }',  # a draft is its merchant's
    "{ products(filter: {favourites: true}, first: 1) { nodes { title } } }",
    "{ viewer { id } }",
    "mutation { signOut { __typename } }",
)


def operation_of(text: str):
    document = parse(text)
    [first, *_] = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ]
    return document, first


@pytest.mark.parametrize("text", PUBLIC)
def test_what_everybody_is_answered_alike_is_public(text):
    assert scope_of(GRAPH, *operation_of(text)) is Scope.PUBLIC


@pytest.mark.parametrize("text", VIEWERS)
def test_one_field_of_the_viewers_makes_all_of_it_theirs(text):
    assert scope_of(GRAPH, *operation_of(text)) is Scope.VIEWER


def test_a_document_that_holds_the_time_is_old_at_once():
    timed = "{ teams(first: 1) { nodes { ...f } } } fragment f on Team { code serverTime }"
    assert is_momentary(GRAPH, *operation_of(timed))
    assert is_momentary(GRAPH, *operation_of('{ team(code: "A") { confirming } }'))
    assert not is_momentary(GRAPH, *operation_of('{ team(code: "A") { code closesAt } }'))
