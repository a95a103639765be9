"""Every document that is sent is held against Railway's published schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.language.ast import FieldNode

from providers.railway.api.documents import Document, all_documents

DESCRIPTION = Path(__file__).resolve().parents[2] / "descriptions" / "railway.graphql"


@cache
def schema() -> GraphQLSchema:
    return build_schema(DESCRIPTION.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", all_documents(), ids=lambda each: each.name)
def test_the_document_is_valid(document: Document) -> None:
    assert not validate(schema(), parse(document.text))


@pytest.mark.parametrize("document", all_documents(), ids=lambda each: each.name)
def test_the_name_is_the_field_whose_value_is_read(document: Document) -> None:
    (operation,) = parse(document.text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    assert field.name.value == document.name


@pytest.mark.parametrize("document", all_documents(), ids=lambda each: each.name)
def test_only_what_makes_a_second_thing_may_not_be_sent_twice(document: Document) -> None:
    # Names as Railway gives them: creating is what is not the same when it is done twice.
    assert document.again == (not document.name.endswith("Create"))
