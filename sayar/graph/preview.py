"""Reads what `pulumi preview --json --show-replacement-steps --show-sames` printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sayar.facts.paths import top_of
from sayar.graph.asked import Facts
from sayar.graph.diff import shown_path
from sayar.graph.errors import InputError
from sayar.graph.fields import Fields
from sayar.graph.model import Change, Comparison, Inputs, Op, Order, Remark, Resource
from sayar.graph.preview_lines import digest_of, is_lines
from sayar.graph.refused import refusal
from sayar.urn import type_of

_OPS: Final[Mapping[str, Op | None]] = {
    "create": "create",
    "import": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import-replacement": "replace",
    "discard-replaced": "replace",
    "same": None,
}
"""Steps that say what happens to a resource; reads, refreshes and bookkeeping say nothing of it."""
_DELETING: Final = ("delete-replaced", "discard-replaced")
_CREATING: Final = ("create-replacement", "import-replacement")


def read_preview(text: str, facts: Facts | None = None) -> Comparison:
    """The engine's changes in the order of its steps, each replacement once.

    The order of a replacement is None where the preview was made without replacement steps, which a remark says.
    Errors of the preview are remarks of the id `engine_error`. Without `facts` no change is marked as stateful.
    Raises InputError where the text is no preview.
    """
    document = _document(text)
    problems: list[str] = []
    whole = Fields(document, "", problems)
    steps: dict[str, list[Fields]] = {}
    for index, entry in enumerate(whole.items("steps")):
        if not isinstance(entry, Mapping):
            problems.append(f"steps[{index}]: not an object")
            continue
        fields = Fields(entry, f"steps[{index}].", problems)
        steps.setdefault(fields.urn("urn"), []).append(fields)
    steps = _under_new_names(steps)
    changes: list[Change] = []
    same: list[str] = []
    kept: list[Resource] = []
    for urn, found in steps.items():
        resource = Resource(urn, _type(urn, found))
        ops = [(step, op) for step in found if (op := step.text("op")) in _OPS]
        kept += _kept(resource, found)
        if not ops or resource.is_stack or resource.is_default_provider or _external(found):
            continue
        change = _change(resource, ops, facts)
        if change is None:
            same.append(urn)
        else:
            changes.append(change)
    remarks = (*_errors(whole), *_orderless(changes))
    if problems:
        raise InputError(problems)
    deletes_last = sorted(changes, key=lambda one: one.op == "delete")
    changed = {one.urn for one in changes}
    return Comparison(
        tuple(deletes_last), tuple(same), remarks, kept=tuple(one for one in kept if one.urn not in changed)
    )


def _kept(resource: Resource, steps: Sequence[Fields]) -> Iterable[Resource]:
    """What a preview with sames shows of a resource as it will be."""
    found = _state(resource, steps, "newState") or _state(resource, steps, "oldState")
    return () if found is None else (found,)


def _under_new_names(steps: dict[str, list[Fields]]) -> dict[str, list[Fields]]:
    """The steps by URN, those of an old name under the new one: a renamed resource is deleted under its old name."""
    renamed = {
        alias: urn
        for urn, found in steps.items()
        for step in found
        if step.text("op") in _CREATING
        if (state := step.inside("newState")) is not None
        for alias in state.texts("aliases")
        if alias != urn and _only_deleted(steps.get(alias))
    }
    merged: dict[str, list[Fields]] = {}
    for urn, found in steps.items():
        home = renamed.get(urn, urn)
        # Whether the deletion came first is told by the order of the steps.
        earlier = merged.setdefault(home, [])
        earlier.extend(found)
    return merged


def _only_deleted(steps: Sequence[Fields] | None) -> bool:
    return bool(steps) and all(step.text("op") == "delete-replaced" for step in steps or ())


def read_whole_preview(text: str, facts: Facts | None = None) -> Comparison:
    """The same, of a preview that went through. Raises InputError with the errors of one that failed half-way."""
    found = read_preview(text, facts)
    failed = [" ".join(one.text.split()) for one in found.remarks if one.id == "engine_error"]
    if failed:
        raise InputError([f"the preview failed half-way: {line}" for line in failed])
    return found


def _document(text: str) -> Mapping[str, Any]:
    # Warnings of the command line may stand before the object.
    start = 0 if text.startswith("{") else text.find("\n{") + 1
    try:
        document = digest_of(text[start:]) if is_lines(text[start:]) else json.loads(text[start:])
    except (json.JSONDecodeError, RecursionError):
        raise InputError(["not a JSON document: the preview did not get as far as the engine"]) from None
    if not isinstance(document, Mapping) or not ({"steps", "changeSummary", "diagnostics"} & document.keys()):
        raise InputError(["not the output of `pulumi preview --json`"])
    return document


def _change(resource: Resource, ops: Sequence[tuple[Fields, str]], facts: Facts | None) -> Change | None:
    kind = _kind([op for _, op in ops])
    if kind is None:
        return None
    old, new = (_state(resource, [step for step, _ in ops], side) for side in ("oldState", "newState"))
    sides = [one.inputs for one in (old, new) if one is not None]
    properties, replacing = ([_readable(path, sides) for path in found] for found in _paths(step for step, _ in ops))
    return Change(
        resource.urn,
        resource.type,
        kind,
        order=_order([op for _, op in ops]) if kind == "replace" else None,
        properties=_unique(properties) if kind in ("update", "replace") else (),
        replace_properties=_unique(replacing) if kind == "replace" else (),
        stateful=facts is not None and facts.stateful(resource.type) is not None,
        protected=old is not None and old.protect is True,
        retained=old is not None and old.retain_on_delete is True,
        refused=refusal(kind, old, new),
        old=old,
        new=new if kind != "delete" else None,
    )


def _kind(ops: Sequence[str]) -> Op | None:
    """What all steps of a resource come to. A replacement is told in several, of which one may look like a plain one.

    Something deleted for a replacement that has no successor is gone: deleted with what it depends on, because the new
    program has none of it, or left over from an update before.
    """
    told = [op for op in ops if op not in _DELETING]
    kinds = [_OPS[op] for op in told]
    if "replace" in kinds:
        return "replace"
    return next((kind for kind in kinds if kind is not None), None) if told else "delete"


def _state(resource: Resource, steps: Sequence[Fields], side: str) -> Resource | None:
    """The resource on one side, as the first step that shows it says."""
    found = next((fields for step in steps if (fields := step.inside(side)) is not None), None)
    if found is None:
        return None
    return Resource(
        resource.urn,
        resource.type,
        custom=found.flag("custom", default=True) is not False,
        parent=found.text("parent") or None,
        inputs=found.values("inputs"),
        dependencies=found.texts("dependencies"),
        property_dependencies=found.text_lists("propertyDependencies"),
        provider=found.text("provider") or None,
        protect=found.flag("protect"),
        retain_on_delete=found.flag("retainOnDelete"),
        id=found.text("id") or None,
    )


def _order(ops: Sequence[str]) -> Order | None:
    created = next((index for index, op in enumerate(ops) if op in _CREATING), None)
    deleted = next((index for index, op in enumerate(ops) if op == "delete-replaced"), None)
    if created is None:
        return None
    return "delete_first" if deleted is not None and deleted < created else "create_first"


def _paths(steps: Iterable[Fields]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Changed and replacing paths: the detailed ones where the provider gave them, else top-level names."""
    changed: dict[str, None] = {}
    replacing: dict[str, None] = {}
    for step in steps:
        detailed = step.members("detailedDiff")
        changed.update(dict.fromkeys(detailed or step.texts("diffReasons")))
        forcing = [path for path, one in detailed.items() if _replaces(one)]
        replacing.update(dict.fromkeys(forcing or step.texts("replaceReasons")))
    return tuple(sorted(changed.keys() | replacing.keys())), tuple(sorted(replacing))


def _readable(path: str, sides: Sequence[Inputs]) -> str:
    """A path as far as it may be shown; of one that nobody can read, the property that it begins with."""
    try:
        return shown_path(path, *sides)
    except ValueError:
        return top_of(path)


def _unique(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for path in paths if path))


def _replaces(detail: Any) -> bool:
    kind = detail.get("kind") if isinstance(detail, Mapping) else detail
    return isinstance(kind, str) and kind.endswith("-replace")


def _type(urn: str, steps: Sequence[Fields]) -> str:
    for step in steps:
        for side in ("newState", "oldState"):
            if isinstance(found := step.members(side).get("type"), str):
                return found
    return type_of(urn)


def _external(steps: Sequence[Fields]) -> bool:
    return any(step.members(side).get("external") is True for step in steps for side in ("newState", "oldState"))


def _errors(whole: Fields) -> Iterable[Remark]:
    for entry in whole.items("diagnostics"):
        if isinstance(entry, Mapping) and entry.get("severity") == "error":
            message, urn = str(entry.get("message", "")).strip(), entry.get("urn")
            yield Remark("engine_error", message, (urn,) if isinstance(urn, str) and urn else ())


def _orderless(changes: Iterable[Change]) -> Iterable[Remark]:
    urns = tuple(sorted(one.urn for one in changes if one.op == "replace" and one.order is None))
    if urns:
        text = "The preview was made without --show-replacement-steps, so the order of its replacements is not known."
        yield Remark("replacement_order_unknown", text, urns)
