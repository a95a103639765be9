"""The worked example of the downtime model: what `sayar diff` says of it, and of the same update made otherwise."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayar.documents.plan import PlanDocument

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "downtime"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """Both graphs and the services document, as plain data that a variant may edit."""

    old: Row
    new: Row
    services: Row

    def resource(self, name: str) -> tuple[Row, Row]:
        """A resource before and after, by name."""
        old, new = ([row for row in side["resources"] if row["urn"].endswith(f"::{name}")] for side in self.sides)
        return old[0], new[0]

    @property
    def sides(self) -> tuple[Row, Row]:
        """Both graphs."""
        return self.old, self.new


def read() -> Example:
    """The example as it lies in the docs."""
    from infra.config.stack_file import read_document

    old, new = (json.loads((EXAMPLE / f"{side}.json").read_text(encoding="utf-8")) for side in ("old", "new"))
    return Example(old, new, read_document(EXAMPLE / "services.yaml"))


def judged(example: Example) -> PlanDocument:
    """What `sayar diff OLD NEW --services FILE` finds."""
    from sayar.impact.read import read_services
    from sayar.plan.diffs import between_documents

    with tempfile.TemporaryDirectory() as place:
        paths = []
        for name, part in (("old.json", example.old), ("new.json", example.new), ("services.yaml", example.services)):
            paths.append(Path(place) / name)
            paths[-1].write_text(json.dumps(part), encoding="utf-8")  # JSON is YAML, too
        return between_documents(paths[0], paths[1], services=read_services(paths[2]))


def output() -> str:
    """What the command prints of the example."""
    from sayar.report.plan_text import text

    return f"```\n{text(judged(read()), to_terminal=False)}```"


def variants_table() -> str:
    """The same update, each time with one thing different: what users of the api feel."""
    lines = ["| the same update, but | api fails, typical | at worst | later | verdict |", "|---|---:|---:|---|---|"]
    for title, change in VARIANTS:
        example = read()
        change(example)
        api = judged(example).direct.downtime.surfaces["api"]
        later = "; ".join(f"{_s(row.typical)}, at worst {_s(row.worst)}, in {row.window}" for row in api.deferred)
        verdict = api.verdict.replace("_", " ")
        lines.append(f"| {title} | {_s(api.error_s.typical)} | {_s(api.error_s.worst)} | {later or '–'} | {verdict} |")
    return "\n".join(lines)


def _s(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds:g} s"


def _as_it_is(_: Example) -> None:
    pass


def _one_by_one(example: Example) -> None:
    us, eu = example.resource("api-us")[1], example.resource("api-eu")[1]
    eu["dependencies"].append(us["urn"])


def _writer_first(example: Example) -> None:
    for reader, writer in zip(example.resource("orders-reader"), example.resource("orders-writer"), strict=True):
        reader["dependencies"], writer["dependencies"] = [writer["urn"]], []


def _together(example: Example) -> None:
    for writer in example.resource("orders-writer"):
        writer["dependencies"] = []


def _proxied(example: Example) -> None:
    example.services["surfaces"]["api"]["needs"][0]["mask"] = {"kind": "proxy", "factor": 0.34}


def _checked(example: Example) -> None:
    for name in ("api-us", "api-eu"):
        for side in example.resource(name):
            side["inputs"] |= {"healthcheckPath": "/ready", "drainingSeconds": 30}


def _in_the_window(example: Example) -> None:
    for name in ("orders-reader", "orders-writer"):
        for side in example.resource(name):
            side["inputs"] |= {"applyImmediately": False, "preferredMaintenanceWindow": "sun:03:00-sun:03:30"}


def _somebody_elses_type(example: Example) -> None:
    example.services.pop("timings")
    for name in ("api-us", "api-eu"):
        for side in example.resource(name):
            side["type"] = "acme:index:Box"
            side["urn"] = side["urn"].replace("railway:index:ServiceInstance", "acme:index:Box")
        example.services["nodes"][name]["match"]["type"] = "acme:index:Box"


VARIANTS: tuple[tuple[str, Callable[[Example], None]], ...] = (
    ("as it is", _as_it_is),
    ("`api-eu` depends on `api-us`: one member at a time", _one_by_one),
    ("both services have a health check and time to drain", _checked),
    ("the database is behind RDS Proxy (`mask: {kind: proxy, factor: 0.34}`)", _proxied),
    ("the writer goes first, and `orders-reader` depends on it: two failovers", _writer_first),
    ("nothing keeps reader and writer apart: both restart together", _together),
    ("`applyImmediately` is off: the failover comes in the vendor's window", _in_the_window),
    ("the services are of a type that no fact knows", _somebody_elses_type),
)
"""What is different, in words and done to the example."""
