"""What a store may be, and what all kinds have in common."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.cache.spec import CacheSpec

ROW = {"use": "cache", "region": "us-east", "secret": "redis-cache"}


def external(*stores: dict[str, Any]) -> CacheSpec:
    return CacheSpec.model_validate_json(json.dumps({"store": {"kind": "external", "stores": stores}}))


def test_no_store_is_said_out_loud_and_has_no_uses() -> None:
    none = CacheSpec.model_validate_json('{"store": {"kind": "none"}}')
    assert none.uses == ()
    assert [*none.problems(), *none.in_regions(()), *none.on_plan("free")] == []


def test_a_store_without_a_kind_or_with_a_field_too_many_is_refused() -> None:
    for text in ('{"store": {}}', '{"store": null}', '{"store": {"kind": "none", "version": "8"}}', "{}"):
        with pytest.raises(ValidationError):
            CacheSpec.model_validate_json(text)


def test_uses_do_not_share_a_url_because_a_full_cache_would_push_out_keys() -> None:
    queue = {**ROW, "use": "queue"}
    found = {problem.path: problem.allowed for problem in external(ROW, queue).problems()}
    assert found == {"store.stores[1].secret": "a URL of its own: use cache has this one"}
    assert list(external(ROW, {**queue, "secret": "redis-queue"}).problems()) == []


def test_regions_of_one_use_may_share_a_url() -> None:
    assert list(external(ROW, {**ROW, "region": "eu-west"}).problems()) == []


def test_a_use_has_one_url_a_region() -> None:
    found = [problem.path for problem in external(ROW, ROW).problems()]
    assert found == ["store.stores[1].use"]


def test_a_store_in_a_region_that_the_platform_lacks_is_refused() -> None:
    spec = external(ROW, {**ROW, "region": "eu-west"})
    assert spec.uses == (("cache", "us-east"), ("cache", "eu-west"))
    assert list(spec.in_regions(("us-east", "eu-west"))) == []
    (problem,) = spec.in_regions(("us-east",))
    assert (problem.path, problem.value) == ("store.stores[1].region", "eu-west")
