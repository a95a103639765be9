"""Documents and previews of any stack become plan documents: where they come from, what they say beside the changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayar.documents.plan import PlanDocument
from sayar.graph.errors import InputError
from sayar.impact.read import Services
from sayar.plan.diffs import between_documents, of_preview
from tests.impact.rows import services

TYPE, PROVIDER = "vendor:index:Thing", "pulumi:providers:vendor"
QUEUE = "aws:sqs/queue:Queue"


def urn(name: str, type_: str = QUEUE, stack: str = "prod", project: str = "shop") -> str:
    return f"urn:pulumi:{stack}::{project}::{type_}::{name}"


def entry(name: str, type_: str = QUEUE, inputs: Any = None, **options: Any) -> dict[str, Any]:
    return {"urn": urn(name, type_), "type": type_, "custom": True, "inputs": inputs or {}, **options}


def kept(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def exported(folder: Path, name: str, *entries: dict[str, Any]) -> Path:
    return kept(folder, name, {"version": 3, "deployment": {"resources": list(entries)}})


def written(folder: Path, name: str, *entries: dict[str, Any]) -> Path:
    return kept(folder, name, {"format": "sayar.graph/1", "resources": list(entries)})


def step(op: str, name: str = "a", type_: str = QUEUE, **more: Any) -> dict[str, Any]:
    state = {"urn": urn(name, type_), "type": type_, "custom": True, **more.pop("state", {})}
    sides = {"create": ("newState",), "delete": ("oldState",)}.get(op, ("oldState", "newState"))
    return {"op": op, "urn": urn(name, type_), **dict.fromkeys(sides, state), **more}


def previewed(folder: Path, *steps: dict[str, Any], known: Services | None = None, **more: Any) -> PlanDocument:
    return of_preview(kept(folder, "preview.json", {"steps": list(steps), "changeSummary": {}, **more}), services=known)


def told(document: PlanDocument) -> list[tuple[Any, ...]]:
    return [(one.name, one.op, one.effect, one.typical_s, one.surfaces) for one in document.direct.changes]


def ids(document: PlanDocument) -> list[str]:
    return [one.id for one in document.findings]


WEB = services(
    nodes={"jobs": {"match": {"name": "jobs"}}, "nobody": {"match": {"name": "nobody"}}, "event": {}},
    surfaces={
        "site": {"needs": [{"on": "jobs", "mode": "hard"}]},
        "idle": {"needs": [{"on": "jobs", "mode": "soft", "weight": 0}]},
    },
    facts=[
        {"match": {"type": QUEUE}, "op": "update", "effect": "degraded"}
        | {"typical_s": 4, "worst_s": 9, "source": "seen"},
    ],
)  # fmt: skip


def test_a_state_on_either_side_makes_the_source_a_state(tmp_path: Path) -> None:
    one, other = exported(tmp_path, "a.json", entry("jobs")), written(tmp_path, "b.json", entry("jobs"))
    found = [between_documents(old, new).source for old in (one, other) for new in (one, other)]
    assert found == ["state", "state", "state", "offline"]


def test_a_services_file_gives_effects_seconds_and_surfaces(tmp_path: Path) -> None:
    old = written(tmp_path, "old.json", entry("jobs", inputs={"delaySeconds": 1}), entry("mail"))
    new = written(tmp_path, "new.json", entry("jobs", inputs={"delaySeconds": 2}), entry("mail"))
    found = between_documents(old, new, services=WEB)
    assert told(found) == [("jobs", "update", "degraded", 4, ("site",))]
    (change,) = found.direct.changes
    assert (change.worst_s, change.confidence, change.source) == (9, "assumed", "seen")
    assert (found.coverage.with_fact, found.verdict, found.exit_code) == (1, "ok", 0)
    without = between_documents(old, new)
    assert told(without) == [("jobs", "update", "unknown", None, ())]
    assert (without.coverage.with_fact, without.verdict, without.exit_code) == (0, "unknown", 4)


def test_a_node_whose_match_finds_nothing_is_a_finding_and_one_found_on_either_side_is_not(tmp_path: Path) -> None:
    full, empty = written(tmp_path, "full.json", entry("jobs")), written(tmp_path, "empty.json")
    for old, new, missing in ((full, empty, 1), (empty, full, 1), (full, full, 1), (empty, empty, 2)):
        found = between_documents(old, new, services=WEB)
        texts = [one.text for one in found.findings if one.id == "node-without-resource"]
        assert len(texts) == missing
        assert any("nobody" in text for text in texts)
        assert not any("event" in text for text in texts), "it is reached by events alone"
    assert "node-without-resource" not in ids(between_documents(full, empty))


def test_the_date_is_that_of_the_newest_fact_about_the_types_in_the_files_or_the_one_asked_for(tmp_path: Path) -> None:
    known, unheard = exported(tmp_path, "a.json", entry("a")), exported(tmp_path, "b.json", entry("b", TYPE))
    assert between_documents(unheard, unheard).as_of == "1970-01-01"
    date = between_documents(known, known).as_of
    assert date > "2020"
    assert between_documents(unheard, known).as_of == between_documents(known, unheard).as_of == date
    assert between_documents(known, known, as_of="2024-02-29").as_of == "2024-02-29"
    assert previewed(tmp_path, step("create")).as_of == date


def test_problems_of_both_documents_come_in_one_refusal(tmp_path: Path) -> None:
    bad = [exported(tmp_path, name, entry("a", parent=urn("gone"))) for name in ("a.json", "b.json")]
    with pytest.raises(InputError) as caught:
        between_documents(*bad)
    assert [line.split(": ")[0] for line in caught.value.problems] == [str(path) for path in bad]


def test_the_root_of_another_stack_is_no_change_and_parents_follow(tmp_path: Path) -> None:
    root = "pulumi:pulumi:Stack"

    def state(stack: str) -> Path:
        parent = urn(f"shop-{stack}", root, stack)
        entries = [
            {"urn": parent, "type": root, "custom": False},
            {**entry("jobs"), "urn": urn("jobs", stack=stack), "parent": parent},
        ]
        return exported(tmp_path, f"{stack}.json", *entries)

    found = between_documents(state("dev"), state("prod"))
    assert (found.direct.changes, found.direct.summary.same) == ((), 1)
    assert ids(found) == ["two-stacks"]
    assert found.findings[0].source == str(tmp_path / "dev.json")


def test_a_released_protection_is_named_under_the_new_stacks_urn(tmp_path: Path) -> None:
    old = exported(tmp_path, "old.json", {**entry("jobs", protect=True), "urn": urn("jobs", stack="dev")})
    new = exported(tmp_path, "new.json", entry("jobs"))
    assert between_documents(old, new).direct.released == (urn("jobs"),)


def test_an_empty_document_has_no_project_and_goes_with_any(tmp_path: Path) -> None:
    empty, full = written(tmp_path, "empty.json"), written(tmp_path, "full.json", entry("jobs"))
    assert [one.op for one in between_documents(empty, full).direct.changes] == ["create"]
    assert [one.op for one in between_documents(full, empty).direct.changes] == ["delete"]


def test_a_preview_tells_the_engines_own_changes(tmp_path: Path) -> None:
    found = previewed(
        tmp_path,
        step("create", "c"),
        step("import", "i"),
        step("update", "jobs", diffReasons=["delaySeconds"]),
        step("same", "s"),
        step("read", "r", TYPE),
        step("refresh", "f", TYPE),
        step("create", "default_1", PROVIDER),
        known=WEB,
    )
    assert found.source == "engine"
    assert told(found) == [
        ("jobs", "update", "degraded", 4, ("site",)),
        ("c", "create", "none", 0, ()),
        ("i", "create", "none", 0, ()),
    ]
    assert (found.direct.summary.same, found.verdict) == (1, "ok")


def test_an_unchanged_resource_of_a_preview_is_part_of_its_node(tmp_path: Path) -> None:
    """With --show-sames the preview names everything, so a node is missing only where no resource is its."""
    same = previewed(tmp_path, step("same", "jobs"), known=WEB)
    assert [one.text for one in same.findings] == ["No resource is part of the node nobody."]
    assert len([one for one in previewed(tmp_path, known=WEB).findings if one.id == "node-without-resource"]) == 2


@pytest.mark.parametrize(
    ("ops", "order"),
    [
        (["create-replacement", "replace", "delete-replaced"], "create_first"),
        (["delete-replaced", "replace", "create-replacement"], "delete_first"),
        (["replace"], None),
        (["import-replacement", "delete-replaced"], "create_first"),
    ],
)
def test_a_replacement_of_a_preview_takes_the_row_of_its_order(tmp_path: Path, ops: list[str], order: Any) -> None:
    seconds = {"replace_create_first": 2, "replace_delete_first": 30}
    facts = [
        {"match": {"type": TYPE}, "op": op, "effect": "full", "typical_s": typical, "worst_s": typical}
        for op, typical in seconds.items()
    ]
    steps = [step(op, "a", TYPE, replaceReasons=["size"]) for op in ops]
    found = previewed(tmp_path, *steps, known=services(facts=facts))
    (change,) = found.direct.changes
    expected = 30 if order is None else seconds[f"replace_{order}"]
    assert (change.op, change.order, change.typical_s, found.direct.summary.replace) == ("replace", order, expected, 1)
    assert ids(found).count("replacement-order-unknown") == (order is None)


def test_rows_of_a_services_file_see_the_inputs_of_a_preview(tmp_path: Path) -> None:
    fact = {"match": {"type": TYPE}, "when": "old.size < new.size", "effect": "full", "typical_s": 7, "worst_s": 7}
    found = step("update", "a", TYPE, diffReasons=["size"])
    found["oldState"], found["newState"] = ({**found["oldState"], "inputs": {"size": size}} for size in (1, 2))
    assert told(previewed(tmp_path, found, known=services(facts=[fact])))[0][2:4] == ("full", 7)
    found["oldState"], found["newState"] = found["newState"], found["oldState"]
    assert told(previewed(tmp_path, found, known=services(facts=[fact])))[0][2:4] == ("unknown", None)


def test_protection_and_data_of_a_preview_count_like_those_of_a_state(tmp_path: Path) -> None:
    lost = previewed(tmp_path, step("delete", "jobs"))
    assert (told(lost)[0][2], lost.verdict, lost.exit_code, lost.direct.one_way) == ("data_loss", "blocked", 3, True)
    kept_ = previewed(tmp_path, step("delete", "jobs", state={"retainOnDelete": True}))
    assert (told(kept_)[0][2], kept_.verdict, kept_.direct.one_way) == ("none", "ok", False)
    assert "retained" in ids(kept_)


def test_deleting_what_is_protected_is_blocked_in_a_preview_too(tmp_path: Path) -> None:
    """The contract makes no difference: deleting a protected resource is `blocked`, and so is replacing one."""
    gone = previewed(tmp_path, step("delete", "a", TYPE, state={"protect": True}))
    assert (told(gone)[0][2], gone.verdict) == ("blocked", "blocked")
    steps = [
        step(op, "a", TYPE, state={"protect": True}) for op in ("create-replacement", "replace", "delete-replaced")
    ]
    assert told(previewed(tmp_path, *steps))[0][2] == "blocked"


def test_a_failed_preview_is_refused_with_its_errors_in_one_line_each(tmp_path: Path) -> None:
    errors = [{"message": f"no {word}\n  at all", "severity": "error"} for word in ("token", "quota")]
    with pytest.raises(InputError) as caught:
        previewed(tmp_path, step("create"), diagnostics=errors)
    path = tmp_path / "preview.json"
    assert caught.value.problems == tuple(
        f"{path}: the preview failed half-way: no {word} at all" for word in ("token", "quota")
    )
