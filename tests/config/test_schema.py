"""The schema of stack files says what the program says, checked by an implementation that is not ours."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infra.config.platform import CONCERNS, TIERS
from infra.config.schema import config_schema
from infra.config.stack_file import read_document
from tests.infra.projects import ROOT

SCHEMA = config_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def errors(document: Any) -> list[str]:
    """Where the document breaks the schema, as paths."""
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(document)]


def environment(**keys: Any) -> dict[str, Any]:
    return {"config": {"sayar:tier": "growth", **{f"sayar:{key}": value for key, value in keys.items()}}}


def test_the_schema_is_one_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("tier", TIERS)
def test_a_shipped_tier_file_is_valid(tier: str) -> None:
    assert errors(read_document(ROOT / f"Pulumi.{tier}.yaml")) == []


def test_the_kept_schema_is_the_one_that_the_code_gives() -> None:
    """Editors read the kept file; one that lags behind would mark right files as wrong."""
    assert json.loads((ROOT / "docs/schemas/config.schema.json").read_text(encoding="utf-8")) == SCHEMA


@pytest.mark.parametrize("tier", TIERS)
def test_the_first_line_of_a_tier_file_points_editors_to_a_schema_that_is_there(tier: str) -> None:
    first = (ROOT / f"Pulumi.{tier}.yaml").read_text(encoding="utf-8").splitlines()[0]
    _, _, path = first.partition("$schema=")
    assert first.startswith("# yaml-language-server: ")
    assert (ROOT / path).is_file()


def test_an_environment_may_say_single_leaves_because_the_tier_says_the_others() -> None:
    document = environment(
        edge={"dns": {"ttl_s": 60}},
        platform={"domain": "shop.dev"},
        budget={"monthly_usd": 80, "owner": "ann"},
        probe={"api": {"method": "GET", "path": "/health", "expect_status": [200]}},
        approvals=[],
        clients=[],
    )
    assert errors(document) == []


@pytest.mark.parametrize("name", [*CONCERNS, "platform", "accounts", "budget", "transition"])
def test_an_unknown_key_of_any_concern_is_refused(name: str) -> None:
    assert errors(environment(**{name: {"surprise": 1}})) == [f"config.sayar:{name}"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"confg": {}}, ""),
        ({"config": {"sayar:egde": {}}}, "config"),
        ({"config": {"tier": "growth"}}, "config"),
        ({"config": {"sayar:tier": "huge"}}, "config.sayar:tier"),
        ({"config": []}, "config"),
        (environment(edge={"dns": {"tll_s": 60}}), "config.sayar:edge.dns"),
        (environment(edge={"dns": {"ttl_s": "fast"}}), "config.sayar:edge.dns.ttl_s"),
        (environment(edge={"mode": "fast"}), "config.sayar:edge.mode"),
        (environment(platform={"domain": "Shop"}), "config.sayar:platform.domain"),
        (environment(accounts={"cloudflare": "abc"}), "config.sayar:accounts.cloudflare"),
        (environment(security={"compliance": {"evidence_months": -1}}), "config.sayar:security.compliance"),
    ],
)
def test_what_the_program_refuses_by_its_shape_the_editor_marks_too(document: Any, path: str) -> None:
    (found,) = errors(document)
    assert found.startswith(path)


def test_the_keys_of_the_engine_are_allowed_beside_ours() -> None:
    document = {"encryptionsalt": "v1:abc", "secretsprovider": "passphrase", **environment()}
    document["config"] = {**document["config"], "pulumi:disable-default-providers": ["*"]}
    assert errors(document) == []


def test_every_key_has_words_for_the_editor_to_show() -> None:
    keys = SCHEMA["properties"]["config"]["properties"]
    wordless = [key for key in ("sayar:tier", *(f"sayar:{name}" for name in CONCERNS)) if not keys[key]["description"]]
    assert wordless == []


@pytest.mark.parametrize("tier", TIERS)
def test_one_more_key_anywhere_in_a_tier_file_is_marked(tier: str) -> None:
    """Every object of a shipped file is closed: a typing mistake in any of them is seen while it is typed."""
    document = read_document(ROOT / f"Pulumi.{tier}.yaml")
    for name in CONCERNS:
        for path in objects(document["config"][f"sayar:{name}"]):
            changed = copy.deepcopy(document["config"][f"sayar:{name}"])
            here = changed
            for step in path:
                here = here[step]
            here["surprise"] = 1
            assert errors({"config": {f"sayar:{name}": changed}}), f"{name}: {path}"


def objects(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all mappings, of a list only of its first item: the others are of the same kind."""
    if isinstance(value, dict):
        return [at, *(path for key, item in value.items() for path in objects(item, (*at, key)))]
    return objects(value[0], (*at, 0)) if isinstance(value, list) and value else []
