"""How is a question asked again for somebody who has seen a part of the answers: by a variable."""

from collections.abc import Collection
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
    print_ast,
)

from app.graphql.canonical import Canonical


def resuming(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    field: GraphQLField,
    form: Canonical,
    argument: str | None,
) -> tuple[str, str | None]:
    """Return an operation of one field alone, and the variable that says what was seen.

    It is given to the field's ``argument``, whatever the document gave to it; without such
    an argument there is no variable.
    """
    resumed = max(["after", *form.variables], key=len) + "_" if argument else None
    [root] = cast("tuple[FieldNode]", operation.selection_set.selections)
    arguments = tuple(each for each in root.arguments or () if each.name.value != argument)
    defined = tuple(
        each
        for each in operation.variable_definitions or ()
        if each.variable.name.value in form.variables
    )
    if argument and resumed:
        variable = VariableNode(name=NameNode(value=resumed))
        arguments += (ArgumentNode(name=NameNode(value=argument), value=variable),)
        defined += (_definition(variable, field, argument),)
    asked = FieldNode(
        alias=root.alias,
        name=root.name,
        arguments=arguments,
        directives=(),
        selection_set=root.selection_set,
    )
    alone = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=defined,
        directives=(),
        selection_set=SelectionSetNode(selections=(asked,)),
    )
    return print_ast(DocumentNode(definitions=(alone, *_spread(document, form.fragments)))), resumed


def _definition(
    variable: VariableNode, field: GraphQLField, argument: str
) -> VariableDefinitionNode:
    kind = parse_type(str(cast("Any", field.args[argument]).type))
    return VariableDefinitionNode(variable=variable, type=kind, directives=(), default_value=None)


def _spread(document: DocumentNode, names: Collection[str]) -> list[FragmentDefinitionNode]:
    return [
        each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode) and each.name.value in names
    ]
