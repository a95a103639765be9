"""What R2 calls our buckets, and where they are reached."""

import re

from hypothesis import given
from hypothesis import strategies as st

from components.backup.dumps_spec import BucketSpec
from components.backup.names import bucket_name, endpoint, token_resource
from tests.components.backup.specs import BUCKET

ACCOUNT = "0" * 31 + "a"
label = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)
domain = st.lists(label, min_size=2, max_size=4).map(".".join).filter(lambda name: len(name) <= 253)


def bucket(**changes: str) -> BucketSpec:
    return BucketSpec.model_validate({**BUCKET, **changes})


def test_a_bucket_is_named_after_the_platform_as_an_account_may_hold_several() -> None:
    assert bucket_name("sayar.example", "dumps") == "sayar-example-dumps"
    assert bucket_name("staging.sayar.example", "dumps-eu") == "staging-sayar-example-dumps-eu"


@given(domain, label)
def test_a_name_is_one_that_r2_takes(platform: str, name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", bucket_name(platform, name))


@given(domain, st.lists(label, unique=True, min_size=2, max_size=5))
def test_names_that_had_to_be_cut_are_kept_apart(platform: str, names: list[str]) -> None:
    assert len({bucket_name(platform, name) for name in names}) == len(names)


def test_a_name_is_cut_at_the_limit_and_not_before() -> None:
    fits = bucket_name("sayar.example", "d" * 49)
    assert (len(fits), fits[-1]) == (63, "d")
    cut = bucket_name("sayar.example", "d" * 50)
    assert (len(cut), cut[:54]) == (63, fits[:54])
    assert re.fullmatch(r"-[0-9a-f]{8}", cut[54:])


def test_a_cut_leaves_no_two_dashes() -> None:
    assert "--" not in bucket_name("sayar.example", "d" * 39 + "-" + "e" * 20)


def test_a_jurisdiction_has_an_address_and_a_name_of_its_own() -> None:
    plain, european = bucket(), bucket(jurisdiction="eu", place="weur")
    assert endpoint(ACCOUNT, plain) == f"https://{ACCOUNT}.r2.cloudflarestorage.com"
    assert endpoint(ACCOUNT, european) == f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com"
    assert token_resource(ACCOUNT, plain, "x") == f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_x"
    assert token_resource(ACCOUNT, european, "x") == f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_eu_x"
