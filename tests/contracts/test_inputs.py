"""What a tier sends to the vendors passes the schemas of their providers, before any of them is asked."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.config.platform import TIERS
from sayar.engine.sandbox.checks import failures
from sayar.engine.sandbox.schema import PackageSchema, load_schema
from sayar.engine.sandbox.wire import UNKNOWN as UNKNOWN_TEXT
from sayar.graph.model import Resource, Secret, Unknown
from sayar.platform import platform_graph

ROOT = Path(__file__).resolve().parents[2]
TAGGED = "aws:"


@cache
def package(name: str) -> PackageSchema:
    return load_schema(name)


def plain(value: Any) -> Any:
    """As it goes over the wire, with secrets opened: a schema looks at what is inside."""
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def custom(tier: str) -> list[Resource]:
    graph = platform_graph(tier, config_dir=ROOT, stack="prod").graph
    return [row for row in graph.resources if row.custom and not row.type.startswith("pulumi:")]


@pytest.mark.parametrize("tier", TIERS)
def test_every_input_of_every_resource_is_one_that_its_provider_takes(tier: str) -> None:
    """An SDK lets through misspelt keys, wrong words and missing fields; a provider refuses them in the middle."""
    wrong: list[str] = []
    for row in custom(tier):
        schema = package(row.type.partition(":")[0]).resource(row.type)
        if schema is None:
            wrong.append(f"{row.type}: not in the schema")
        else:
            wrong += [f"{row.urn} {found.path}: {found.reason}" for found in failures(schema, plain(row.inputs))]
    assert not wrong


def test_everything_on_aws_that_takes_tags_says_whose_it_is_and_what_it_holds() -> None:
    """Cost, tier, owner, class of data and client: what a bill and an audit ask for."""
    wanted = {"tier", "environment", "owner", "cost", "data-class", "client"}
    bare: list[str] = []
    for row in custom("enterprise"):
        schema = package("aws").resource(row.type) if row.type.startswith(TAGGED) else None
        if schema is not None and "tags" in schema.inputs and not wanted <= set(row.inputs.get("tags") or ()):
            bare.append(row.urn)
    assert not bare
