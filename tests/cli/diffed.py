"""Small stacks of anybody's project as files: exports, graph documents and previews."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.ran import SECRET, SIGNATURE, Ran, sayar

QUEUE, DATABASE, MAP = "aws:sqs/queue:Queue", "aws:rds/cluster:Cluster", "kubernetes:core/v1:ConfigMap"
STACK = "pulumi:pulumi:Stack"


def urn(name: str, type_: str = QUEUE, *, stack: str = "prod", project: str = "shop") -> str:
    return f"urn:pulumi:{stack}::{project}::{type_}::{name}"


def entry(name: str, type_: str = QUEUE, inputs: Any = None, *, stack: str = "prod", **options: Any) -> dict[str, Any]:
    """A resource of an export."""
    found = {"urn": urn(name, type_, stack=stack), "type": type_, "custom": True, "id": f"{name}-1"}
    return {**found, "inputs": {} if inputs is None else inputs, **options}


def export(*entries: dict[str, Any], version: Any = 3, stack: str = "prod", **more: Any) -> dict[str, Any]:
    """A stack export with its root stack."""
    root = {"urn": urn(f"shop-{stack}", STACK, stack=stack), "type": STACK, "custom": False}
    return {"version": version, "deployment": {"manifest": {}, "resources": [root, *entries], **more}}


def document(*resources: dict[str, Any], stack: str = "prod") -> dict[str, Any]:
    """A graph document; resources may be entries of an export."""
    known = ("urn", "type", "custom", "inputs", "protect", "dependencies", "aliases", "parent", "delete_before_replace")
    root = {"urn": urn(f"shop-{stack}", STACK, stack=stack), "type": STACK, "custom": False}
    rows = [{key: one[key] for key in known if key in one} for one in (root, *resources)]
    return {"format": "sayar.graph/1", "resources": rows}


def step(op: str, name: str = "a", type_: str = QUEUE, **more: Any) -> dict[str, Any]:
    """A step of a preview."""
    state = {"urn": urn(name, type_), "type": type_, "custom": True, "inputs": more.pop("inputs", {})}
    sides = {"create": ("newState",), "delete": ("oldState",)}.get(op, ("oldState", "newState"))
    return {"op": op, "urn": urn(name, type_), **dict.fromkeys(sides, state), **more}


def preview(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"config": {}, "steps": list(steps), "changeSummary": {}, **more}


def plain(value: Any) -> dict[str, str]:
    """A secret of an export that was made with --show-secrets."""
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def kept(folder: Path, name: str, content: Any) -> str:
    """A file with a document (a text: as it is)."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def diff(folder: Path, old: Any, new: Any = None, *more: str, form: str = "json") -> Ran:
    """`sayar diff` of two documents, or of a preview alone."""
    files = [kept(folder, "old.json", old)] + ([] if new is None else [kept(folder, "new.json", new)])
    return sayar("diff", *files, "--format", form, *more, folder=None)


def changes(ran: Ran) -> dict[str, dict[str, Any]]:
    """The changes by name."""
    return {change["name"]: change for change in ran.json["direct"]["changes"]}


def ids(ran: Ran) -> list[str]:
    return [finding["id"] for finding in ran.json["findings"]]
