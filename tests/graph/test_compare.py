"""Each rule of the engine, and each rule about what nobody can know, on the smallest graph that shows it."""

from dataclasses import replace
from typing import Any

import pytest

from sayar.graph.compare import NO_ORDER, NO_ROWS, compare
from sayar.graph.diff import SECRET_CHANGED, UNKNOWN_CHANGED
from sayar.graph.model import UNKNOWN, Change, Ciphertext, Comparison, Graph, Identity, Resource, Secret
from tests.graph.builders import STACK, TYPE, FakeFacts, graph, thing, urn

OTHER = "vendor:index:Other"


def the(comparison: Comparison, name: str) -> Change:
    found = [change for change in comparison.changes if change.name == name]
    assert len(found) == 1, comparison.changes
    return found[0]


def only(old: Resource, new: Resource, facts: FakeFacts | None = None) -> Change | None:
    changes = compare(graph(old), graph(new), facts or FakeFacts()).changes
    assert len(changes) <= 1
    return changes[0] if changes else None


def test_what_only_one_side_has_is_created_or_deleted() -> None:
    result = compare(graph(thing("gone"), thing("kept")), graph(thing("kept"), thing("made")), FakeFacts())
    assert [(one.name, one.op) for one in result.changes] == [("made", "create"), ("gone", "delete")]
    assert result.same == (urn("kept"),)


def test_an_edit_is_an_update_unless_the_facts_say_that_it_replaces() -> None:
    update = only(thing("a", {"size": 1}), thing("a", {"size": 2}))
    assert update is not None
    assert (update.op, update.order, update.properties, update.replace_properties) == ("update", None, ("size",), ())
    replaced = only(thing("a", {"size": 1, "forced": "x"}), thing("a", {"size": 2, "forced": "y"}))
    assert replaced is not None
    assert (replaced.op, replaced.order) == ("replace", "create_first")
    assert (replaced.properties, replaced.replace_properties) == (("forced", "size"), ("forced",))
    assert not replaced.assumed


@pytest.mark.parametrize(
    ("option", "rule", "order"),
    [
        (None, False, "create_first"),
        (None, True, "delete_first"),
        (True, False, "delete_first"),
        # The option of the program beats the provider's own rule, in both directions.
        (False, True, "create_first"),
    ],
)
def test_the_order_is_the_option_or_else_the_providers_rule(option: bool | None, rule: bool, order: str) -> None:
    facts = FakeFacts(first=frozenset({TYPE}) if rule else frozenset())
    change = only(thing("a", {"forced": 1}), thing("a", {"forced": 2}, delete_before_replace=option), facts)
    assert change is not None
    assert change.order == order
    assert not change.assumed


def test_between_two_exports_the_order_is_assumed_because_exports_do_not_hold_the_option() -> None:
    change = only(thing("a", {"forced": 1}, id="i-1"), thing("a", {"forced": 2}, id="i-1"))
    assert change is not None
    assert (change.order, change.assumed) == ("create_first", (NO_ORDER,))


def test_a_type_without_rows_is_an_update_that_may_replace_and_is_named_once() -> None:
    facts = FakeFacts(replace={})
    old, new = (graph(thing("a", {"x": n}), thing("b", {"x": n})) for n in (1, 2))
    result = compare(old, new, facts)
    assert {(one.op, one.may_replace, one.assumed) for one in result.changes} == {("update", True, (NO_ROWS,))}
    assert [(one.id, one.urns) for one in result.remarks] == [("types_without_facts", (urn("a"), urn("b")))]


def test_a_component_is_never_replaced_and_needs_no_rows() -> None:
    old, new = (thing("a", {"forced": n}, type="sayar:edge:Zone", custom=False) for n in (1, 2))
    change = only(old, new)
    assert change is not None
    assert (change.op, change.may_replace, change.assumed) == ("update", False, ())


def test_root_stack_default_providers_and_reads_do_not_count_but_explicit_providers_do() -> None:
    explicit = thing("cloudflare", type="pulumi:providers:cloudflare")
    uncounted = (thing("default_6_23_1", type="pulumi:providers:cloudflare"), thing("seen", external=True))
    assert compare(graph(), graph(*uncounted), FakeFacts()).changes == ()
    assert compare(graph(*uncounted), graph(), FakeFacts()).changes == ()
    result = compare(graph(), graph(explicit), FakeFacts())
    assert [one.urn for one in result.changes] == [explicit.urn]
    assert STACK.urn not in result.same


def test_a_newer_sdk_updates_its_explicit_provider_as_the_engine_adds_the_version_to_its_inputs() -> None:
    old = thing("c", {"version": "6.22.0", "__internal": {}}, type="pulumi:providers:c")
    assert only(old, thing("c", version="6.22.0", type="pulumi:providers:c")) is None
    change = only(old, thing("c", version="6.23.1", type="pulumi:providers:c"))
    assert change is not None
    assert (change.op, change.properties) == ("update", ("version",))


# Options


def test_an_ignored_property_never_appears_even_deep_inside_a_list() -> None:
    old, new = (
        thing("a", {"rules": [{"ref": n, "on": n}], "x": n}, ignore_changes=("rules[*].ref", "x")) for n in (1, 2)
    )
    change = only(old, new)
    assert change is not None
    assert change.properties == ("rules[0].on",)


def test_replace_on_changes_turns_an_update_into_a_replacement() -> None:
    change = only(thing("a", {"size": {"gb": 1}}), thing("a", {"size": {"gb": 2}}, replace_on_changes=("size",)))
    assert change is not None
    assert (change.op, change.replace_properties) == ("replace", ("size.gb",))
    assert only(thing("a", {"size": 1}), thing("a", {"size": 1}, replace_on_changes=("*",))) is None


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [(True, True, True), (True, False, False), (False, True, False), (None, None, False)],
)
def test_a_replacement_is_refused_only_where_both_sides_are_protected(before: Any, after: Any, refused: bool) -> None:
    change = only(thing("a", {"forced": 1}, protect=before), thing("a", {"forced": 2}, protect=after))
    assert change is not None
    assert bool(change.refused) is refused
    assert change.protected is bool(before)


def test_an_update_of_a_protected_resource_is_not_refused() -> None:
    change = only(thing("a", {"x": 1}, protect=True), thing("a", {"x": 2}, protect=True))
    assert change is not None
    assert change.refused is None


def test_deleting_looks_at_the_protection_and_retention_of_the_old_state() -> None:
    result = compare(graph(thing("a", protect=True), thing("b", retain_on_delete=True)), graph(), FakeFacts())
    assert the(result, "a").refused
    assert (the(result, "b").refused, the(result, "b").retained) == (None, True)


def test_turning_protection_on_or_off_is_no_change_of_the_resource() -> None:
    assert only(thing("a", {"x": 1}, protect=True), thing("a", {"x": 1}, protect=False)) is None


def test_a_stateful_type_is_marked_in_each_kind_of_change() -> None:
    facts = FakeFacts(kept=frozenset({TYPE}))
    result = compare(graph(thing("a"), thing("b", {"x": 1})), graph(thing("b", {"x": 2}), thing("c")), facts)
    assert {one.op for one in result.changes} == {"create", "update", "delete"}
    assert all(one.stateful for one in result.changes)


# Aliases


def test_an_alias_finds_the_resource_under_its_old_name_and_takes_its_dependents_along() -> None:
    old = graph(thing("old", {"x": 1}), thing("user", {"id": "i-1"}, on={"id": ("old",)}))
    new = graph(
        thing("new", {"x": 1}, aliases=(urn("older"), urn("old"))), thing("user", {"id": UNKNOWN}, on={"id": ("new",)})
    )
    result = compare(old, new, FakeFacts())
    assert result.changes == ()
    assert set(result.same) == {urn("new"), urn("user")}


def test_an_alias_does_not_take_what_is_still_there_under_its_own_name() -> None:
    result = compare(graph(thing("old")), graph(thing("old"), thing("new", aliases=(urn("old"),))), FakeFacts())
    assert [(one.name, one.op) for one in result.changes] == [("new", "create")]


def test_a_provider_found_by_alias_replaces_nothing_below_it() -> None:
    kind = "pulumi:providers:c"
    old = graph(thing("p", type=kind), thing("a", provider=f"{urn('p', kind)}::id-1"))
    new = graph(thing("q", type=kind, aliases=(urn("p", kind),)), thing("a", provider=f"{urn('q', kind)}::[unknown]"))
    assert compare(old, new, FakeFacts()).changes == ()


# Providers


def test_another_explicit_provider_replaces_what_it_manages() -> None:
    kind = "pulumi:providers:c"
    providers = (thing("p", type=kind), thing("q", type=kind))
    old, new = (graph(*providers, thing("a", provider=f"{urn(one, kind)}::id")) for one in ("p", "q"))
    change = the(compare(old, new, FakeFacts()), "a")
    assert (change.op, change.replace_properties) == ("replace", ("provider",))


def test_a_new_version_of_a_default_provider_replaces_nothing() -> None:
    kind = "pulumi:providers:c"
    old, new = (graph(thing("a", provider=f"{urn(one, kind)}::id")) for one in ("default_6_22_0", "default_6_23_1"))
    assert compare(old, new, FakeFacts()).changes == ()


def test_a_replaced_provider_replaces_what_it_manages() -> None:
    kind = "pulumi:providers:c"
    facts = FakeFacts(replace={TYPE: (), kind: ("region",)})
    old, new = (
        graph(thing("p", {"region": region}, type=kind), thing("a", provider=f"{urn('p', kind)}::id"))
        for region in ("eu", "us")
    )
    result = compare(old, new, facts)
    assert [(one.name, one.op) for one in result.changes] == [("p", "replace"), ("a", "replace")]


# Unknowns


def linked(base: dict[str, Any], key: str = "zone", value: Any = UNKNOWN, **options: Any) -> tuple[Resource, ...]:
    return thing("base", base), thing("user", {key: value}, on={key: ("base",)}, **options)


def test_an_unknown_is_equal_on_both_sides_while_nothing_it_depends_on_changes() -> None:
    assert compare(graph(*linked({"x": 1})), graph(*linked({"x": 1})), FakeFacts()).changes == ()


def test_a_known_value_of_an_export_equals_the_unknown_of_a_recording_under_the_same_condition() -> None:
    old, new = graph(*linked({"x": 1}, value="z-123")), graph(*linked({"x": 1}))
    assert compare(old, new, FakeFacts()).changes == ()
    assert compare(new, old, FakeFacts()).changes == ()


def test_an_unknown_counts_as_changed_where_something_it_depends_on_changes() -> None:
    result = compare(graph(*linked({"x": 1})), graph(*linked({"x": 2})), FakeFacts())
    change = the(result, "user")
    assert (change.op, change.properties, change.assumed) == ("update", ("zone",), (UNKNOWN_CHANGED,))
    assert not change.may_replace


def test_an_unknown_where_another_value_would_replace_may_replace() -> None:
    result = compare(graph(*linked({"x": 1}, "forced")), graph(*linked({"x": 2}, "forced")), FakeFacts())
    change = the(result, "user")
    assert (change.op, change.may_replace, change.order) == ("update", True, None)


def test_replace_on_changes_of_an_unknown_may_replace_as_well() -> None:
    old, new = (graph(*linked({"x": n}, replace_on_changes=("zone",))) for n in (1, 2))
    assert the(compare(old, new, FakeFacts()), "user").may_replace


def test_an_unknown_that_comes_from_somewhere_else_counts_as_changed() -> None:
    bases = (thing("one"), thing("two"))
    old, new = (graph(*bases, thing("user", {"zone": UNKNOWN}, on={"zone": (name,)})) for name in ("one", "two"))
    assert the(compare(old, new, FakeFacts()), "user").assumed == (UNKNOWN_CHANGED,)


def test_a_literal_that_becomes_an_unknown_counts_as_changed() -> None:
    old = graph(thing("base"), thing("user", {"zone": "z-1"}))
    new = graph(thing("base"), thing("user", {"zone": UNKNOWN}, on={"zone": ("base",)}))
    assert the(compare(old, new, FakeFacts()), "user").properties == ("zone",)


def test_an_unknown_of_which_nobody_says_where_it_comes_from_equals_another_one_only() -> None:
    assert only(thing("a", {"zone": UNKNOWN}), thing("a", {"zone": UNKNOWN})) is None
    change = only(thing("a", {"zone": "z-1"}), thing("a", {"zone": UNKNOWN}))
    assert change is not None
    assert change.assumed == (UNKNOWN_CHANGED,)


def test_without_dependencies_by_property_those_of_the_whole_resource_count_renamed_ones_included() -> None:
    def user(of: str) -> Resource:
        return replace(thing("user", {"zone": UNKNOWN}, dependencies=(urn(of),)), property_dependencies={})

    old = graph(thing("old"), user("old"))
    assert compare(old, graph(thing("new", aliases=(urn("old"),)), user("new")), FakeFacts()).changes == ()
    result = compare(graph(thing("b", {"x": 1}), user("b")), graph(thing("b", {"x": 2}), user("b")), FakeFacts())
    assert the(result, "user").assumed == (UNKNOWN_CHANGED,)


def test_a_change_goes_on_through_a_chain_of_unknowns_and_not_beside_it() -> None:
    def chain(x: int) -> tuple[Resource, ...]:
        return (
            thing("a", {"x": x}),
            thing("b", {"id": UNKNOWN}, on={"id": ("a",)}),
            thing("c", {"id": UNKNOWN}, on={"id": ("b",)}),
            thing("d", {"id": UNKNOWN, "x": 1}, dependencies=(urn("c"),)),
        )

    result = compare(graph(*chain(1)), graph(*chain(2)), FakeFacts())
    assert [one.name for one in result.changes] == ["a", "b", "c"]


# Ids


def holder(name: str = "base", before: str = "", after: str = "") -> Identity:
    return Identity((before, urn(name), after))


def test_the_id_of_a_resource_that_is_updated_stays_and_forces_nothing() -> None:
    old, new = (graph(*linked({"x": n}, "forced", holder())) for n in (1, 2))
    assert [one.name for one in compare(old, new, FakeFacts()).changes] == ["base"]


def test_the_id_of_a_resource_that_is_replaced_is_another_one() -> None:
    old, new = (graph(*linked({"forced": n}, "zone", holder())) for n in (1, 2))
    change = the(compare(old, new, FakeFacts()), "user")
    assert (change.properties, change.assumed) == (("zone",), ()), "a new resource has another id for certain"


def test_an_id_that_is_certain_to_change_is_certain_to_force_what_an_id_forces() -> None:
    old = graph(thing("base"), thing("user", {"forced": holder()}, on={"forced": ("base",)}))
    new = graph(thing("base"), thing("user", {"forced": "written by hand"}))
    assert the(compare(old, new, FakeFacts()), "user").op == "replace"


def test_ids_of_a_state_are_put_in_where_a_recording_left_them_open() -> None:
    def state(value: str) -> Graph:
        base = replace(thing("base", {"x": 1}), id="z-1")
        return graph(base, thing("user", {"zone": value}, on={"zone": ("base",)}))

    new = graph(*linked({"x": 2}, "zone", holder(before="zones/")))
    assert [one.name for one in compare(state("zones/z-1"), new, FakeFacts()).changes] == ["base"]
    assert the(compare(state("zones/z-2"), new, FakeFacts()), "user").properties == ("zone",)


def test_the_same_id_in_another_text_or_of_another_resource_is_a_change() -> None:
    bases = (thing("base"), thing("other"))
    for value in (holder(after="/x"), holder("other")):
        old = graph(*bases, thing("user", {"zone": holder()}, on={"zone": ("base",)}))
        new = graph(*bases, thing("user", {"zone": value}, on={"zone": ("base",)}))
        assert the(compare(old, new, FakeFacts()), "user").properties == ("zone",)


def test_an_id_follows_its_resource_through_an_alias() -> None:
    old = graph(thing("old"), thing("user", {"list": [holder("old")]}, on={"list": ("old",)}))
    new = graph(thing("new", aliases=(urn("old"),)), thing("user", {"list": [holder("new")]}, on={"list": ("new",)}))
    assert compare(old, new, FakeFacts()).changes == ()


# Secrets


def test_two_recorded_secrets_compare_by_value_and_being_secret_is_no_difference() -> None:
    assert only(thing("a", {"x": Secret("s")}), thing("a", {"x": "s"})) is None
    change = only(thing("a", {"x": Secret("s")}), thing("a", {"x": Secret("t")}))
    assert change is not None
    assert change.properties == ("x",)
    assert not change.assumed


def test_equal_ciphertexts_are_equal_and_different_ones_are_an_assumed_change() -> None:
    assert only(thing("a", {"x": Ciphertext("v1:a")}), thing("a", {"x": Ciphertext("v1:a")})) is None
    change = only(thing("a", {"forced": Ciphertext("v1:a")}), thing("a", {"forced": Ciphertext("v1:b")}))
    assert change is not None
    assert (change.op, change.may_replace, change.assumed) == ("update", True, (SECRET_CHANGED,))


@pytest.mark.parametrize("hidden", ["v1:a", "[secret]"])
def test_a_ciphertext_against_a_recorded_secret_is_equal_and_counted(hidden: str) -> None:
    old = graph(thing("a", {"x": Ciphertext(hidden), "y": {"z": Ciphertext(hidden)}}))
    new = graph(thing("a", {"x": Secret("s"), "y": {"z": Secret("t")}}))
    result = compare(old, new, FakeFacts())
    assert result.changes == ()
    assert result.secrets_assumed == 2
    assert [one.id for one in result.remarks] == ["secrets_assumed"]


def test_two_secrets_of_which_only_the_word_is_left_are_equal_and_counted() -> None:
    one = graph(thing("a", {"x": Ciphertext("[secret]")}))
    result = compare(one, one, FakeFacts())
    assert (result.changes, result.secrets_assumed) == ((), 1)


def test_a_secret_that_appears_or_goes_is_a_change() -> None:
    for old, new in (({}, {"x": Secret("s")}), ({"x": Ciphertext("v1:a")}, {})):
        change = only(thing("a", old), thing("a", new))
        assert change is not None
        assert change.properties == ("x",)


# Delete first


def test_a_delete_first_replacement_takes_along_dependents_that_cannot_do_without() -> None:
    def chain(x: int) -> tuple[Resource, ...]:
        return (
            thing("base", {"forced": x}, delete_before_replace=True),
            thing("child", {"forced": UNKNOWN}, on={"forced": ("base",)}),
            thing("grandchild", {"forced": UNKNOWN}, on={"forced": ("child",)}),
            thing("updated", {"size": UNKNOWN}, on={"size": ("base",)}),
            thing("beside", {"forced": 1}, dependencies=(urn("base"),)),
        )

    result = compare(graph(*chain(1)), graph(*chain(2)), FakeFacts())
    found = {one.name: (one.op, one.order) for one in result.changes}
    assert found == {
        "base": ("replace", "delete_first"),
        "child": ("replace", "delete_first"),
        "grandchild": ("replace", "delete_first"),
        "updated": ("update", None),
    }
    assert the(result, "child").replace_properties == ("forced",)


def test_a_create_first_replacement_takes_nothing_along_for_sure() -> None:
    old, new = (
        graph(thing("base", {"forced": n}), thing("child", {"forced": UNKNOWN}, on={"forced": ("base",)}))
        for n in (1, 2)
    )
    change = the(compare(old, new, FakeFacts()), "child")
    assert (change.op, change.may_replace) == ("update", True)


def test_a_protected_dependent_refuses_a_delete_first_replacement_that_would_take_it_along() -> None:
    old, new = (
        graph(
            thing("base", {"forced": n}, delete_before_replace=True),
            thing("child", {"forced": UNKNOWN}, on={"forced": ("base",)}, protect=n == 1),
        )
        for n in (1, 2)
    )
    change = the(compare(old, new, FakeFacts()), "child")
    assert change.refused is not None
    assert "base" in change.refused


def test_everything_of_a_provider_that_is_deleted_first_goes_with_it() -> None:
    kind = "pulumi:providers:c"
    facts = FakeFacts(replace={TYPE: (), kind: ("region",)}, first=frozenset({kind}))
    old, new = (
        graph(thing("p", {"region": n}, type=kind), thing("a", provider=f"{urn('p', kind)}::id")) for n in (1, 2)
    )
    assert the(compare(old, new, facts), "a").order == "delete_first"


# Order of the changes


def test_changes_come_as_dependencies_allow_and_deletes_last_in_reverse() -> None:
    old = graph(thing("base"), thing("user", {"id": UNKNOWN}, on={"id": ("base",)}))
    new = graph(thing("a-user", {"id": UNKNOWN}, on={"id": ("z-base",)}), thing("z-base"))
    result = compare(old, new, FakeFacts())
    assert [(one.name, one.op) for one in result.changes] == [
        ("z-base", "create"),
        ("a-user", "create"),
        ("user", "delete"),
        ("base", "delete"),
    ]


def test_what_a_provider_filled_in_by_itself_is_no_difference_to_a_program_that_leaves_it_out() -> None:
    old = thing("a", {"name": "made-up-1", "x": 1, "__defaults": ["name"]})
    assert only(old, thing("a", {"x": 1})) is None
    change = only(old, thing("a", {"x": 1, "name": "chosen"}))
    assert change is not None
    assert change.properties == ("name",)


def test_a_path_that_the_facts_ignore_is_no_change() -> None:
    assert only(thing("a", {"x": 1}), thing("a", {"x": 2}), FakeFacts(skipped=frozenset({"x"}))) is None
