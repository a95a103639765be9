"""Runs the command line in this process, and makes what it reads: stack exports and folders of a project."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayar.cli.main import run
from sayar.graph.model import Graph, Identity, Resource, Secret, Unknown
from sayar.graph.order import provider_urn
from sayar.platform import platform_graph
from tests.infra.projects import ROOT

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
PROD = "config:\n  sayar:tier: {tier}\n  sayar:platform: {{domain: shop.dev}}\n"


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON: nothing but the document may be there."""
        return json.loads(self.out)


def sayar(*arguments: str, folder: Path | None = ROOT) -> Ran:
    """Run a command over a project folder (None: name none)."""
    where = ["--config-dir", str(folder)] if folder is not None else []
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*arguments, *where])
    return Ran(code, out.getvalue(), err.getvalue())


def encrypted(text: str) -> dict[str, str]:
    """A secret as an export holds it."""
    return {SIGNATURE: SECRET, "ciphertext": text}


def export(tier: str | None, *more: Mapping[str, Any], stack: str = "prod", folder: Path = ROOT) -> dict[str, Any]:
    """What `pulumi stack export` says once a tier is deployed (None: nothing is), with further resources."""
    found = platform_graph(tier, config_dir=folder, stack=stack).graph if tier is not None else Graph(())
    ids = {one.urn: f"id-{number}" for number, one in enumerate(found.resources)}
    entries = [_entry(one, ids) for one in found.resources]
    for entry in entries[:1]:
        entry["outputs"] = _settled(found.outputs, ids, "computed")
    return {"version": 3, "deployment": {"manifest": {"version": "v3.259.0"}, "resources": [*entries, *more]}}


def deployed(tier: str, name: str, type_: str = "vendor:index:Thing", **options: Any) -> dict[str, Any]:
    """One more resource of a state, at the root of the stack."""
    urn = f"urn:pulumi:prod::sayar::{type_}::{name}"
    return {"urn": urn, "type": type_, "custom": True, "id": f"{name}-1", "inputs": {"of": tier}, **options}


def _entry(one: Resource, ids: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "urn": one.urn,
        "custom": one.custom,
        "type": one.type,
        "inputs": _settled(one.inputs, ids, f"computed for {one.name}"),
        "parent": one.parent,
        "protect": one.protect,
        "dependencies": list(one.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in one.property_dependencies.items()},
    }
    if one.is_provider and one.version:
        entry["inputs"]["version"] = one.version
    if one.custom:
        entry["id"] = ids[one.urn]
    if one.provider:
        urn = provider_urn(one.provider) or ""
        entry["provider"] = f"{urn}::{ids[urn]}"
    return entry


def _settled(value: Any, ids: Mapping[str, str], made: str) -> Any:
    """After the update the vendors' values are known, and secrets are encrypted."""
    if isinstance(value, Identity):
        return value.text(ids)
    if isinstance(value, Unknown):
        return made
    if isinstance(value, Secret):
        return encrypted(f"v1:{made}")
    if isinstance(value, Mapping):
        return {key: _settled(item, ids, made) for key, item in value.items()}
    return [_settled(item, ids, made) for item in value] if isinstance(value, list | tuple) else value
