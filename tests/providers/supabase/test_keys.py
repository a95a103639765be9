"""API keys: those that every project has, however late they come."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import FailedError, Secret

LIST = "GET /v1/projects/{ref}/api-keys"
POST = "POST /v1/projects/{ref}/api-keys"


def _key(cloud: Cloud, kind: str) -> str:
    return next(key.api_key for key in cloud.live.keys if (key.type, key.name) == (kind, "default"))


def test_both_keys_are_told_and_the_secret_one_is_secret(ready: Cloud) -> None:
    assert ready.up("ApiKeys") == "create"
    state = ready.stack["it"]
    assert state.outputs["publishableKey"] == _key(ready, "publishable")
    assert state.outputs["secretKey"] == Secret(_key(ready, "secret"))
    assert state.id == f"{ready.ref}/api-keys"
    assert ready.up("ApiKeys") == "same"
    assert ready.written() == []


def test_keys_that_come_late_are_waited_for(cloud: Cloud) -> None:
    cloud.fake.keys_late = 4
    cloud.project()
    cloud.fake.seen.clear()
    cloud.up("ApiKeys")
    assert cloud.asked(LIST) > 4
    assert cloud.written() == []


def test_a_key_that_does_not_come_is_made(ready: Cloud) -> None:
    ready.live.keys = [key for key in ready.live.keys if key.type != "secret"]
    assert ready.up("ApiKeys") == "create"
    assert ready.asked(POST) == 1
    assert ready.stack["it"].plain("secretKey") == _key(ready, "secret")


def test_keys_that_come_after_all_are_taken(cloud: Cloud) -> None:
    cloud.fake.keys_late = 10_000
    cloud.project()

    def come() -> None:
        cloud.wait_for(POST)
        for key in cloud.live.keys:
            key.lag = 0

    with ThreadPoolExecutor() as pool:
        coming = pool.submit(come)
        assert cloud.up("ApiKeys") == "create"
        coming.result()
    assert cloud.stack["it"].plain("secretKey") == _key(cloud, "secret")
    assert len(cloud.live.keys) == 4


@pytest.mark.parametrize("effect", ["drop_after", "500", "429"])
def test_a_key_is_made_once_whatever_happens_to_the_answer(ready: Cloud, effect: str) -> None:
    ready.live.keys = [key for key in ready.live.keys if key.type != "secret"]
    ready.fault(POST, effect)
    ready.up("ApiKeys")
    assert sum(key.type == "secret" for key in ready.live.keys) == 1


def test_a_key_that_a_person_deletes_is_made_again(ready: Cloud) -> None:
    ready.up("ApiKeys")
    ready.live.keys = [key for key in ready.live.keys if key.type != "secret"]
    ready.stack.refresh("it")
    assert "secretKey" not in ready.stack["it"].outputs
    assert ready.up("ApiKeys") == "update"
    assert ready.stack["it"].plain("secretKey") == _key(ready, "secret")


def test_keys_are_imported_and_left_when_they_are_deleted(ready: Cloud) -> None:
    state = ready.stack.imported("it", "supabase:index:ApiKeys", ready.ref)
    assert state.outputs["secretKey"] == Secret(_key(ready, "secret"))
    assert ready.up("ApiKeys") == "same"
    keys = list(ready.live.keys)
    ready.stack.plugin.delete(state)
    assert ready.live.keys == keys


def test_a_token_that_may_not_read_keys_is_told(ready: Cloud) -> None:
    ready.fault(LIST, "not_authorized")
    with pytest.raises(FailedError, match=r"GET /v1/projects/\{ref\}/api-keys at Supabase: the token is not valid"):
        ready.up("ApiKeys")
    assert ready.up("ApiKeys") == "create"
