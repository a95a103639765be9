"""URNs are taken apart as the engine does."""

import pytest

from sayar.urn import is_urn, name_of, project_of, stack_of, type_of, types_of

URN = "urn:pulumi:prod::shop::my:index:Web$aws:s3/bucket:Bucket::files"


def test_each_part_is_where_the_engine_puts_it() -> None:
    assert (stack_of(URN), project_of(URN), name_of(URN)) == ("prod", "shop", "files")
    assert types_of(URN) == ("my:index:Web", "aws:s3/bucket:Bucket")
    assert type_of(URN) == "aws:s3/bucket:Bucket"


@pytest.mark.parametrize("name", ["a::b", "::", "a$b", "", "urn:pulumi:x::y::z::w"])
def test_a_name_may_hold_anything(name: str) -> None:
    urn = f"urn:pulumi:prod::shop::x:index:Y::{name}"
    assert (is_urn(urn), name_of(urn), type_of(urn)) == (True, name, "x:index:Y")


@pytest.mark.parametrize("text", ["", "x", "urn:pulumi:prod::shop::x:index:Y", "urn:other:a::b::c::d"])
def test_a_text_that_is_no_urn_has_no_parts(text: str) -> None:
    assert not is_urn(text)
    assert (stack_of(text), project_of(text), type_of(text), types_of(text)) == ("", "", "", ())
