"""The recorder against small real programs on the real SDK: what comes out is what the engine would have seen."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable

import pulumi
import pulumi_random as random
import pytest

from sayar.graph.document import to_document
from sayar.graph.errors import RecordError
from sayar.graph.model import UNKNOWN, Graph, Identity, Resource, Secret
from sayar.graph.record import record

PREFIX = "urn:pulumi:prod::sayar::"
STRING = "random:index/randomString:RandomString"


class Group(pulumi.ComponentResource):
    """A component that hands its options to nobody by itself."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("sayar:test:Group", name, None, opts)


def named(graph: Graph, name: str) -> Resource:
    (found,) = [resource for resource in graph.resources if resource.name == name]
    return found


def string(name: str, **options: object) -> random.RandomString:
    return random.RandomString(name, length=4, opts=pulumi.ResourceOptions(**options))  # type: ignore[arg-type]


def test_urns_carry_the_types_of_all_parents_but_the_root_stack() -> None:
    def program() -> None:
        outer = Group("outer")
        inner = Group("inner", pulumi.ResourceOptions(parent=outer))
        string("leaf", parent=inner)

    graph = record(program)
    assert [resource.urn for resource in graph.resources] == [
        f"{PREFIX}pulumi:pulumi:Stack::sayar-prod",
        f"{PREFIX}sayar:test:Group::outer",
        f"{PREFIX}sayar:test:Group$sayar:test:Group::inner",
        f"{PREFIX}sayar:test:Group$sayar:test:Group${STRING}::leaf",
    ]
    assert named(graph, "leaf").parent == named(graph, "inner").urn


def test_project_and_stack_are_in_the_urns() -> None:
    graph = record(lambda: string("a"), project="other", stack="staging")  # type: ignore[arg-type, return-value]
    assert named(graph, "a").urn == f"urn:pulumi:staging::other::{STRING}::a"


def test_inputs_keep_wire_names_whole_numbers_secrets_and_unknowns() -> None:
    def program() -> None:
        first = string("first")
        random.RandomString(
            "second",
            length=4,
            min_lower=1,
            keepers={"id": first.id, "result": first.result, "hidden": pulumi.Output.secret("s")},
        )

    inputs = named(record(program), "second").inputs
    assert inputs["minLower"] == 1
    assert isinstance(inputs["minLower"], int)
    first = Identity(("", f"{PREFIX}{STRING}::first", ""))
    assert inputs["keepers"] == {"id": first, "result": UNKNOWN, "hidden": Secret("s")}


def test_an_id_is_found_again_inside_a_text_and_a_mutilated_one_is_simply_unknown() -> None:
    def program() -> None:
        first, other = string("first"), string("other")
        both = pulumi.Output.concat("zones/", first.id, "/rules/", other.id)
        cut = first.id.apply(lambda text: text[:-3])
        hidden = pulumi.Output.secret(first.id)
        random.RandomString("second", length=4, keepers={"both": both, "cut": cut, "hidden": hidden})

    keepers = named(record(program), "second").inputs["keepers"]
    one, two = (f"{PREFIX}{STRING}::{name}" for name in ("first", "other"))
    assert keepers["both"] == Identity(("zones/", one, "/rules/", two, ""))
    assert keepers["both"].text({one: "a", two: "b"}) == "zones/a/rules/b"
    assert keepers["both"].text({one: "a"}) is None
    assert keepers["cut"] is UNKNOWN
    assert keepers["hidden"] == Identity(("", one, ""))


def test_what_equals_an_input_is_known_and_what_the_provider_computes_is_not() -> None:
    def program() -> None:
        first = string("first")
        pulumi.export("length", first.length)
        pulumi.export("result", first.result)
        pulumi.export("secret", pulumi.Output.secret("s"))

    assert record(program).outputs == {"length": 4, "result": UNKNOWN, "secret": Secret("s")}


def test_an_apply_over_an_unknown_does_not_run() -> None:
    def program() -> None:
        string("a").result.apply(lambda _: pytest.fail("the value is not known in a preview"))

    record(program)


def test_dependencies_are_told_by_property_and_in_order_of_their_urns() -> None:
    def program() -> None:
        b, a = string("b"), string("a")
        random.RandomString("c", length=4, keepers={"a": a.id, "b": b.id}, opts=pulumi.ResourceOptions(depends_on=[b]))

    found = named(record(program), "c")
    urns = (f"{PREFIX}{STRING}::a", f"{PREFIX}{STRING}::b")
    assert found.dependencies == urns
    assert found.property_dependencies == {"keepers": urns, "length": ()}


def test_children_inherit_protection_retention_and_deletion_with_as_the_engine_hands_them_down() -> None:
    def program() -> None:
        other = string("other")
        group = Group("group", pulumi.ResourceOptions(protect=True, retain_on_delete=True, deleted_with=other))
        string("heir", parent=group)
        string("own", parent=group, protect=False, retain_on_delete=False)

    graph = record(program)
    heir, own = named(graph, "heir"), named(graph, "own")
    assert (heir.protect, heir.retain_on_delete, heir.deleted_with) == (True, True, named(graph, "other").urn)
    assert (own.protect, own.retain_on_delete) == (False, False)
    assert named(graph, "other").protect is None


def test_the_provider_of_a_component_reaches_its_children_and_has_no_identifier_yet() -> None:
    def program() -> None:
        provider = random.Provider("random")
        group = Group("group", pulumi.ResourceOptions(providers=[provider]))
        string("leaf", parent=group)

    graph = record(program)
    assert named(graph, "leaf").provider == f"{named(graph, 'random').urn}::[unknown]"


@pytest.mark.parametrize("said", [None, True, False])
def test_delete_before_replace_is_none_where_the_program_does_not_say(said: bool | None) -> None:
    graph = record(lambda: string("a", delete_before_replace=said))  # type: ignore[arg-type, return-value]
    assert named(graph, "a").delete_before_replace is said


def test_paths_of_options_are_translated_to_wire_names_and_timeouts_kept() -> None:
    def program() -> None:
        string(
            "a",
            ignore_changes=["min_lower"],
            replace_on_changes=["overrideSpecial"],
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
        )

    found = named(record(program), "a")
    assert (found.ignore_changes, found.replace_on_changes) == (("minLower",), ("overrideSpecial",))
    assert found.timeouts == {"create": "5m"}


def test_aliases_become_urns_those_of_the_parent_included() -> None:
    def program() -> None:
        group = Group("group", pulumi.ResourceOptions(aliases=[pulumi.Alias(type_="sayar:test:Old")]))
        string("new", parent=group, aliases=[pulumi.Alias(name="old")])

    assert set(named(record(program), "new").aliases) == {
        f"{PREFIX}sayar:test:Group${STRING}::old",
        f"{PREFIX}sayar:test:Old${STRING}::old",
        f"{PREFIX}sayar:test:Old${STRING}::new",
    }


def test_config_reaches_the_program_and_nothing_of_a_run_reaches_the_next() -> None:
    seen: list[str | None] = []

    def program() -> None:
        seen.append(pulumi.Config("sayar").get("tier"))
        string("same")

    first = record(program, config={"sayar:tier": "growth"})
    second = record(program)
    assert seen == ["growth", None]
    assert first == second


def test_two_recordings_give_the_same_bytes() -> None:
    def program() -> None:
        made = [string(name) for name in "dcab"]
        random.RandomString("z", length=4, keepers={str(index): one.id for index, one in enumerate(made)})

    one, other = (json.dumps(to_document(record(program))) for _ in range(2))
    assert one == other


def test_every_resource_comes_after_all_it_needs() -> None:
    def program() -> None:
        last = string("a")
        string("0", depends_on=[last])

    names = [resource.name for resource in record(program).resources]
    assert names.index("a") < names.index("0")


def read_existing() -> None:
    random.RandomString.get("a", "some-id")


def invoke() -> None:
    pulumi.runtime.invoke("random:index:get", {})


def duplicate() -> None:
    string("a")
    string("a")


def replaced_with() -> None:
    string("b", replace_with=[string("a")])


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (read_existing, "is read from the vendor"),
        (invoke, "invokes random:index:get"),
        (duplicate, "duplicate resource URN"),
        (replaced_with, "replace_with cannot be recorded"),
    ],
)
def test_what_cannot_be_recorded_is_refused_by_name(program: Callable[[], None], words: str) -> None:
    with pytest.raises(RecordError, match=words):
        record(program)


class OwnError(Exception):
    """An error of the program."""


def fails_at_once() -> None:
    string("a")
    raise OwnError("no")


def fails_in_an_apply() -> None:
    def fail(_: object) -> None:
        raise OwnError("no")

    string("a", protect=True).length.apply(fail)


def fails_while_outputs_wait() -> None:
    group = Group("group")
    first = string("first", parent=group)
    for number in range(3):
        # Each is refused as a duplicate or waits for one that was.
        again = string("first", parent=group)
        random.RandomString(f"user-{number}", length=4, keepers={"a": again.id, "b": first.id})
    raise OwnError("no")


def test_an_error_of_the_program_comes_out_as_it_is() -> None:
    for program in (fails_at_once, fails_in_an_apply):
        with pytest.raises(OwnError, match=r"^no$"):
            record(program)


@pytest.mark.parametrize("program", [fails_at_once, fails_in_an_apply, fails_while_outputs_wait, duplicate, invoke])
def test_a_run_that_fails_prints_and_logs_nothing(
    program: Callable[[], None], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises((OwnError, RecordError)):
        record(program)
    gc.collect()
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_a_run_after_one_that_failed_is_not_touched_by_it() -> None:
    with pytest.raises(OwnError):
        record(fails_at_once)
    assert len(record(lambda: string("a")).resources) == 2  # type: ignore[arg-type, return-value]


def test_the_collector_is_on_again_after_a_run_even_one_that_failed() -> None:
    with pytest.raises(OwnError):
        record(fails_at_once)
    assert gc.isenabled()


def test_a_document_shows_no_secret_and_marks_unknowns() -> None:
    def program() -> None:
        first = string("first")
        random.RandomString(
            "second",
            length=4,
            keepers={"a": first.id, "b": pulumi.Output.secret("hunter2"), "c": pulumi.Output.secret(first.id)},
        )
        pulumi.export("password", pulumi.Output.secret("hunter2"))

    graph = record(program)
    text = json.dumps(to_document(graph))
    assert "hunter2" not in text
    assert "hunter2" not in repr(graph)
    second = to_document(graph)["resources"][-1]
    assert second["inputs"]["keepers"] == {"a": "[unknown]", "b": "[secret]", "c": "[unknown]"}
    assert to_document(graph)["outputs"] == {"password": "[secret]"}
