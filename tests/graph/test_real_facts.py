"""The comparison with the facts that come with the tool, over graphs of a real program."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_random as random

from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.record import record


def passwords(length: int, *, first: bool | None = None) -> Callable[[], None]:
    def program() -> None:
        provider = random.Provider("random")

        def options(**more: object) -> pulumi.ResourceOptions:
            return pulumi.ResourceOptions(provider=provider, **more)  # type: ignore[arg-type]

        made = random.RandomPassword("made", length=length, opts=options(protect=True, delete_before_replace=first))
        random.RandomString("user", length=4, keepers={"of": made.result}, opts=options())
        random.RandomString("beside", length=4, opts=options(depends_on=[made]))

    return program


def test_a_longer_password_is_replaced_and_what_is_made_from_it_may_be() -> None:
    result = compare(record(passwords(16)), record(passwords(32)), load_facts())
    made, user = result.changes
    assert (made.name, made.op, made.order, made.replace_properties) == ("made", "replace", "create_first", ("length",))
    assert made.stateful
    assert made.refused is not None
    assert (user.name, user.op, user.may_replace, user.properties) == ("user", "update", True, ("keepers.of",))
    assert len(result.same) == 2
    assert result.remarks == ()


def test_deleted_first_it_takes_what_is_made_from_it_along() -> None:
    result = compare(record(passwords(16)), record(passwords(32, first=True)), load_facts())
    assert [(one.name, one.op, one.order) for one in result.changes] == [
        ("made", "replace", "delete_first"),
        ("user", "replace", "delete_first"),
    ]
    assert result.changes[1].replace_properties == ("keepers.of",)


def test_the_same_program_twice_changes_nothing() -> None:
    assert compare(record(passwords(16)), record(passwords(16)), load_facts()).changes == ()
