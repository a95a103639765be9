"""Reads what `pulumi preview --json --show-replacement-steps --show-sames` printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sayar.graph.asked import Facts
from sayar.graph.errors import InputError
from sayar.graph.fields import Fields
from sayar.graph.model import Change, Comparison, Op, Order, Remark, Resource

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
    changes: list[Change] = []
    same: list[str] = []
    for urn, found in steps.items():
        resource = Resource(urn, _type(urn, found))
        ops = [(step, op) for step in found if (op := step.text("op")) in _OPS]
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
    return Comparison(tuple(deletes_last), tuple(same), remarks)


def _document(text: str) -> Mapping[str, Any]:
    # Warnings of the command line may stand before the object.
    start = 0 if text.startswith("{") else text.find("\n{") + 1
    try:
        document = json.loads(text[start:])
    except (json.JSONDecodeError, RecursionError):
        raise InputError(["not a JSON document: the preview did not get as far as the engine"]) from None
    if not isinstance(document, Mapping) or not ({"steps", "changeSummary", "diagnostics"} & document.keys()):
        raise InputError(["not the output of `pulumi preview --json`"])
    return document


def _change(resource: Resource, ops: Sequence[tuple[Fields, str]], facts: Facts | None) -> Change | None:
    kinds = [one for _, op in ops if (one := _OPS[op]) is not None]
    if not kinds:
        return None
    # A replacement is told in several steps, of which one may look like a plain one.
    kind: Op = "replace" if "replace" in kinds else kinds[0]
    old = next((found for step, _ in ops if (found := step.members("oldState"))), {})
    properties, replacing = _paths(step for step, _ in ops)
    return Change(
        resource.urn,
        resource.type,
        kind,
        order=_order([op for _, op in ops]) if kind == "replace" else None,
        properties=properties if kind in ("update", "replace") else (),
        replace_properties=replacing if kind == "replace" else (),
        stateful=facts is not None and facts.stateful(resource.type) is not None,
        protected=old.get("protect") is True,
        retained=old.get("retainOnDelete") is True,
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


def _replaces(detail: Any) -> bool:
    kind = detail.get("kind") if isinstance(detail, Mapping) else detail
    return isinstance(kind, str) and kind.endswith("-replace")


def _type(urn: str, steps: Sequence[Fields]) -> str:
    for step in steps:
        for side in ("newState", "oldState"):
            if isinstance(found := step.members(side).get("type"), str):
                return found
    parts = urn.split("::")
    return parts[2].rsplit("$", 1)[-1] if len(parts) > 2 else ""


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
