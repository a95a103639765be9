"""Which store a service uses, and the URLs of stores that somebody else runs."""

from urllib.parse import unquote, urlsplit

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cache.external import external_urls
from components.cache.urls import redis_url, store_for
from components.cache.words import Use
from tests.components.cache.specs import CACHE, external, spec
from tests.support.mocks import record

ROW = {"use": "cache", "region": "us-east", "secret": "redis-cache"}
URLS: dict[tuple[Use, str], str] = {
    ("cache", "us-east"): "cache of us-east",
    ("cache", "eu-west"): "cache of eu-west",
    ("queue", "us-east"): "queue",
}


@given(st.text(min_size=1))
def test_any_password_comes_out_of_the_url_as_it_went_in(password: str) -> None:
    parts = urlsplit(redis_url("redis-cache-us-east.railway.internal", 6379, password))
    assert (parts.scheme, parts.username, parts.hostname, parts.port) == (
        "redis",
        "default",
        "redis-cache-us-east.railway.internal",
        6379,
    )
    assert unquote(parts.password or "") == password


def test_a_service_uses_the_store_of_its_own_region() -> None:
    assert store_for(URLS, "cache", "eu-west") == "cache of eu-west"


def test_a_use_with_one_home_is_the_same_store_from_everywhere() -> None:
    assert store_for(URLS, "queue", "eu-west") == "queue"


def test_without_a_store_in_the_region_the_first_that_is_listed_is_used() -> None:
    assert store_for(URLS, "cache", "ap-southeast") == "cache of us-east"


def test_a_use_without_a_store_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="no store has use idempotency"):
        store_for(URLS, "idempotency", "us-east")


def test_outputs_can_be_chosen_among_without_being_known() -> None:
    output = pulumi.Output.from_input("later")
    assert store_for({("queue", "us-east"): output}, "queue", "eu-west") is output


def test_external_urls_are_the_secrets_that_the_spec_names_and_stay_secret() -> None:
    seen: dict[str, object] = {}

    def program() -> None:
        secrets = {"redis-cache": pulumi.Output.from_input("redis://canary@example:6379")}
        url = external_urls(external(ROW, {**ROW, "region": "eu-west"}), secrets)["cache", "eu-west"]
        url.apply(lambda text: seen.__setitem__("url", text))
        pulumi.Output.from_input(url.is_secret()).apply(lambda secret: seen.__setitem__("secret", secret))

    recording = record(program)
    assert seen == {"url": "redis://canary@example:6379", "secret": True}
    assert recording.custom() == []


def test_all_missing_secrets_are_named_at_once() -> None:
    rows = external(ROW, {**ROW, "use": "queue", "secret": "redis-queue"})
    with pytest.raises(ValueError, match=r"missing: redis-cache, redis-queue$"):
        external_urls(rows, {})


def test_stores_that_we_run_are_not_external() -> None:
    with pytest.raises(ValueError, match="not external but railway"):
        external_urls(spec(CACHE), {})
