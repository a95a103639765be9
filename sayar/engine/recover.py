"""After an engine that was killed: what was under way when the state was written, and how each of it is settled.

What the engine (3.259.0) does with operations that are pending, from its source and seen with a killed one: any update
forgets all but creates, and a refresh of the resource finds out how they ended. A pending create stays until somebody
clears all of them; `refresh --import-pending-creates` takes the mark away and imports nothing, so it is never used, and
`pulumi import` is.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

from sayar.engine.commands import Progress, refresh
from sayar.engine.errors import EngineError, EngineRunError
from sayar.engine.process import Engine
from sayar.urn import name_of, type_of

Way = Literal["refresh", "clear", "import", "ask"]
"""`ask`: nobody here can tell whether the vendor made it, so a person has to look."""

ROWS: Final = Path(__file__).with_name("interrupted.yaml")
_CREATING: Final = "creating"
_STACK: Final = "pulumi:pulumi:Stack"
_PROVIDERS: Final = "pulumi:providers:"


@dataclass(frozen=True, slots=True)
class Pending:
    """An operation that the engine began and did not end. `op` is its word: creating, updating, deleting, …"""

    urn: str
    op: str
    custom: bool
    protect: bool
    parent: str
    provider: str

    @property
    def type(self) -> str:
        """The resource's type."""
        return type_of(self.urn)

    def __str__(self) -> str:
        return f"{self.op} {self.type} {name_of(self.urn)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a state says of itself: when it was written (None: it does not say), ids by URN, what was under way."""

    written: datetime | None
    ids: Mapping[str, str]
    pending: tuple[Pending, ...]

    @property
    def root(self) -> str | None:
        """The stack's own resource, which is at no vendor."""
        return next((urn for urn in self.ids if type_of(urn) == _STACK), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """How one pending operation is settled, and why so. `identity` is the vendor's id of what is to be imported."""

    pending: Pending
    way: Way
    why: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What an interrupted create of some types leaves, with the source of that."""

    type: str
    leaves: Literal["nothing", "found"]
    why: str
    source: str


def standing(export: str) -> Standing:
    """The standing that the text of a stack export tells. Raises EngineError for a text that is none."""
    try:
        deployment = json.loads(export).get("deployment") or {}
        time = (deployment.get("manifest") or {}).get("time")
        written = datetime.fromisoformat(time) if time else None
        ids = {str(one["urn"]): str(one.get("id") or "") for one in deployment.get("resources") or ()}
        pending = tuple(_pending(one) for one in deployment.get("pending_operations") or ())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EngineError("the state cannot be read: `pulumi stack export` says something unknown") from None
    return Standing(written, ids, pending)


def load_rows(path: Path = ROWS) -> tuple[Row, ...]:
    """What interrupted creates leave, in the order of the file."""
    import yaml

    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["creates"]
    return tuple(Row(one["type"], one["leaves"], one["why"], one["source"]) for one in rows)


def decide(
    found: Standing,
    answers: Mapping[str, str | None],
    stateful: Callable[[str], str | None],
    rows: Sequence[Row],
) -> tuple[Decision, ...]:
    """How each pending operation is settled, in their order.

    `answers` are what a person found at the vendor by URN: an id, or None for nothing. `stateful` says what is lost
    with a type, or None. A create that may have left data is never cleared without such an answer.
    """
    return tuple(_decision(one, found, answers, stateful, rows) for one in found.pending)


def _decision(
    pending: Pending,
    found: Standing,
    answers: Mapping[str, str | None],
    stateful: Callable[[str], str | None],
    rows: Sequence[Row],
) -> Decision:
    if pending.op != _CREATING:
        return Decision(pending, "refresh", "the vendor is asked what it is like now")
    if not pending.custom or pending.type.startswith(_PROVIDERS):
        return Decision(pending, "clear", "it is at no vendor")
    if pending.urn in answers:
        return _answered(pending, found, answers[pending.urn])
    row = next((one for one in rows if fnmatchcase(pending.type, one.type)), None)
    if row is not None and row.leaves == "nothing":
        return Decision(pending, "clear", row.why)
    lost = stateful(pending.type)
    if row is not None and lost is None and not pending.protect:
        return Decision(pending, "clear", row.why)
    doubt = "nobody can tell from here whether the vendor made it"
    if lost is not None or pending.protect:
        doubt += f", and it would hold data{f' ({lost})' if lost else ''}"
    return Decision(pending, "ask", doubt)


def _answered(pending: Pending, found: Standing, identity: str | None) -> Decision:
    if identity is None:
        return Decision(pending, "clear", "somebody looked, and the vendor has none")
    there = found.ids.get(pending.urn)
    if there is None:
        return Decision(pending, "import", f"somebody found it at the vendor as {identity}", identity)
    if there == identity:
        return Decision(pending, "clear", f"the state has it already as {identity}")
    return Decision(pending, "ask", f"it was to replace {there}, which the state still has, so it cannot be imported")


def kept_standing(path: Path | None) -> Standing | None:
    """What a checkpoint says of itself; None where there is none, or where it cannot be read."""
    try:
        return standing(path.read_text(encoding="utf-8")) if path is not None else None
    except (OSError, EngineError):
        return None


def cancel(engine: Engine, stack: str) -> None:
    """Take every lock of a stack away. The caller knows that nobody works under one. Raises EngineRunError."""
    finished = engine.run("cancel", stack, "--yes")
    if finished.code != 0:
        raise EngineRunError("cancel", finished.code, _said(finished.stderr), "the lock is still there")


def take_in(engine: Engine, stack: str, pending: Pending, identity: str) -> None:
    """Import what a pending create has made under its own URN, and leave the mark of the create. Raises EngineError."""
    names, resource = {}, {"type": pending.type, "name": name_of(pending.urn), "id": identity}
    if pending.provider:
        names["provider"], resource["provider"] = pending.provider.rpartition("::")[0], "provider"
    if pending.parent and type_of(pending.parent) != _STACK:
        names["parent"], resource["parent"] = pending.parent, "parent"
    with tempfile.TemporaryDirectory(prefix="sayar-") as folder:
        path = Path(folder, "import.json")
        path.write_text(json.dumps({"nameTable": names, "resources": [resource]}), encoding="utf-8")
        kept = f"--protect={'true' if pending.protect else 'false'}"
        given = ("--file", str(path), "--yes", "--skip-preview", "--generate-code=false", kept, "--stack", stack)
        finished = engine.run("import", *given)
    if finished.code != 0:
        said = _said(finished.stderr) or tuple(one for one in _said(finished.stdout) if "error" in one)
        raise EngineRunError("import", finished.code, said, f"{pending.type} {name_of(pending.urn)} was not imported")


def settle(
    engine: Engine, stack: str, found: Standing, urns: Sequence[str], *, clear: bool, on_step: Progress | None = None
) -> None:
    """Ask the vendors about these resources, and with `clear` forget all creates that are pending. Raises EngineError.

    Nothing else is asked about; without a resource the stack's own one stands in, so that no vendor is asked.
    """
    wanted = [urn for urn in dict.fromkeys(urns) if urn in found.ids] or [urn for urn in (found.root,) if urn]
    targets = [word for urn in wanted for word in ("--target", urn)]
    refresh(engine, stack, *targets, *(("--clear-pending-creates",) if clear else ()), on_step=on_step)


def _pending(one: Mapping[str, Any]) -> Pending:
    resource = one["resource"]
    return Pending(
        str(resource["urn"]),
        str(one["type"]),
        bool(resource.get("custom")),
        bool(resource.get("protect")),
        str(resource.get("parent") or ""),
        str(resource.get("provider") or ""),
    )


def _said(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
