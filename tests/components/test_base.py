"""Letting go: what an approval names is neither protected nor deleted, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.base import letting_go

KEPT = "supabase:index:Project::sayar"


def args(type_: str, name: str, **options: Any) -> pulumi.ResourceTransformationArgs:
    return pulumi.ResourceTransformationArgs(
        resource=None,  # type: ignore[arg-type]  # a transformation here looks at names alone
        type_=type_,
        name=name,
        props={"size": 1},
        opts=pulumi.ResourceOptions(protect=True, ignore_changes=["size"], **options),
    )


def test_what_is_named_loses_its_protection_and_stays_at_the_vendor_when_it_is_taken_out() -> None:
    found = letting_go([KEPT])(args("supabase:index:Project", "sayar"))
    assert found is not None
    assert (found.opts.protect, found.opts.retain_on_delete) == (False, True)


def test_inputs_and_other_options_stay_as_they_were() -> None:
    found = letting_go([KEPT])(args("supabase:index:Project", "sayar"))
    assert found is not None
    assert (found.props, found.opts.ignore_changes) == ({"size": 1}, ["size"])


@pytest.mark.parametrize(("type_", "name"), [("supabase:index:Project", "other"), ("railway:index:Project", "sayar")])
def test_only_the_very_type_and_name_is_let_go_of(type_: str, name: str) -> None:
    assert letting_go([KEPT])(args(type_, name)) is None
