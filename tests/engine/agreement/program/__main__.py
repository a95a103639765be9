"""Registers the graph that `graph.json` beside this file describes."""

import json
from pathlib import Path
from typing import Any

import pulumi


class Group(pulumi.ComponentResource):
    """A component, to have parents."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("toy:index:Group", name, None, opts)
        self.register_outputs({})


class Toy(pulumi.CustomResource):
    """Any custom resource of the package."""

    def __init__(self, type_: str, name: str, inputs: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(type_, name, {**inputs, "made": None}, opts)


def build(rows: list[dict[str, Any]]) -> None:
    """Register every row, each after those that it names."""
    provider = pulumi.ProviderResource("toy", "toy", {})
    made: dict[str, pulumi.Resource] = {}
    for row in rows:
        options = row.get("options", {})
        opts = pulumi.ResourceOptions(
            parent=made.get(row.get("parent", "")),
            depends_on=[made[name] for name in options.get("depends_on", [])],
            delete_before_replace=options.get("delete_before_replace"),
            replace_on_changes=options.get("replace_on_changes"),
            ignore_changes=options.get("ignore_changes"),
            retain_on_delete=options.get("retain_on_delete"),
            aliases=[pulumi.Alias(name=name) for name in options.get("aliases", [])] or None,
        )
        if row["type"] == "toy:index:Group":
            made[row["name"]] = Group(row["name"], opts)
            continue
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(provider=provider))
        inputs = {key: value(raw, made) for key, raw in row["inputs"].items()}
        made[row["name"]] = Toy(row["type"], row["name"], inputs, opts)


def value(raw: Any, made: dict[str, pulumi.Resource]) -> Any:
    """A literal, a secret, or a reference to another resource's id or output, alone or inside a text."""
    if isinstance(raw, list):
        return [value(one, made) for one in raw]
    if not isinstance(raw, dict):
        return raw
    if "secret" in raw:
        return pulumi.Output.secret(raw["secret"])
    if "of" not in raw:
        return {key: value(one, made) for key, one in raw.items()}
    found = made[raw["of"]].id if raw["take"] == "id" else getattr(made[raw["of"]], raw["take"])
    return pulumi.Output.concat(raw["before"], found) if "before" in raw else found


if __name__ == "__main__":
    build(json.loads((Path(__file__).parent / "graph.json").read_text(encoding="utf-8")))
