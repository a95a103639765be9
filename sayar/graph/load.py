"""Reads a graph from a file: `pulumi stack export` (deployment versions 3 and 4) or a graph document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from sayar.graph.document import FORMAT
from sayar.graph.errors import InputError
from sayar.graph.fields import Fields
from sayar.graph.model import STACK_TYPE, Graph, Resource, Unfinished
from sayar.graph.sound import faults
from sayar.urn import name_of

Found = TypeVar("Found")
_VERSIONS: Final = (3, 4)
_TIMES: Final = ("create", "update", "delete", "read")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A graph and what its document says beside it: operations under way, replaced resources that wait."""

    path: Path
    graph: Graph
    exported: bool
    pending: tuple[str, ...] = ()
    waiting: int = 0


def load_graph(path: Path) -> Graph:
    """The graph of a file. Raises InputError, one line per problem, for what cannot be read or does not hold."""
    return load_document(path).graph


def load_document(path: Path) -> Loaded:
    """The graph of a file with what its document says beside it. Raises InputError."""
    return located(path, lambda text: _loaded(path, text))


def _loaded(path: Path, text: str) -> Loaded:
    document = _parsed(text)
    graph = _graph_of(document)
    if wrong := faults(graph.resources):
        raise InputError(wrong)
    if "format" in document:
        return Loaded(path, graph, exported=False)
    problems: list[str] = []
    deployment = Fields(document.get("deployment") or {}, "deployment.", problems)
    rows = [entry for entry in deployment.items("pending_operations") if isinstance(entry, Mapping)]
    pending = tuple(f"{row.get('type')} {_name(row.get('resource'))}" for row in rows)
    waiting = sum(1 for entry in deployment.items("resources") if isinstance(entry, Mapping) and entry.get("delete"))
    if problems:
        raise InputError(problems)
    return Loaded(path, graph, exported=True, pending=pending, waiting=waiting)


def _name(resource: Any) -> str:
    urn = resource.get("urn") if isinstance(resource, Mapping) else None
    return name_of(urn) if isinstance(urn, str) else "of an unnamed resource"


def located(path: Path, read: Callable[[str], Found]) -> Found:
    """What `read` makes of a file's text. Raises InputError with the file's name in every line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError([f"{path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise InputError([f"{path}: not a UTF-8 text"]) from None
    try:
        return read(text)
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from None
    except RecursionError:
        raise InputError([f"{path}: nested too deeply"]) from None


def graph_of(text: str) -> Graph:
    """The graph of a document's text. Raises InputError."""
    return _graph_of(_parsed(text))


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError([f"not a JSON document{place}"]) from None
    if not isinstance(document, Mapping):
        raise InputError(["not an object: neither a stack export nor a graph document"])
    return document


def _graph_of(document: Mapping[str, Any]) -> Graph:
    if "format" in document:
        if document["format"] != FORMAT:
            raise InputError([f"format {document['format']!r}: {FORMAT!r} is read here"])
        return _read(document, _from_document)
    if "checkpoint" in document:
        raise InputError(["a checkpoint file of a backend: what `pulumi stack export` prints is read here"])
    if {"steps", "changeSummary"} & document.keys():
        raise InputError(["a preview: it is compared by itself, and holds both sides"])
    if "deployment" not in document:
        raise InputError(["neither a stack export (no `deployment`) nor a graph document (no `format`)"])
    version = document.get("version")
    if version not in _VERSIONS or isinstance(version, bool):
        raise InputError([f"deployment version {version!r}: versions 3 and 4 are read here"])
    deployment = document["deployment"]
    if deployment is None:
        return Graph(())
    if not isinstance(deployment, Mapping):
        raise InputError(["deployment: not an object"])
    return _read(deployment, _from_export)


def _read(document: Mapping[str, Any], reader: Callable[[Fields], Resource | None]) -> Graph:
    problems: list[str] = []
    whole = Fields(document, "", problems)
    found: dict[str, Resource] = {}
    for index, entry in enumerate(whole.items("resources")):
        if not isinstance(entry, Mapping):
            problems.append(f"resources[{index}]: not an object")
            continue
        resource = reader(Fields(entry, f"resources[{index}].", problems))
        if resource is None:
            continue
        if resource.urn and resource.urn in found:
            problems.append(f"resources[{index}].urn: {resource.urn} stands there twice")
        found[resource.urn] = resource
    outputs = whole.values("outputs")
    if problems:
        raise InputError(problems)
    stack = next((one for one in found.values() if one.type == STACK_TYPE), None)
    return Graph(tuple(found.values()), outputs or (stack.outputs if stack else {}))


def _from_document(fields: Fields) -> Resource | None:
    custom = fields.flag("custom", default=not fields.text("type").startswith("pulumi:pulumi:")) is not False
    return _resource(
        fields,
        str,
        custom=custom,
        version=fields.text("version") or None,
        delete_before_replace=fields.flag("delete_before_replace"),
        timeouts=fields.times("timeouts", _TIMES),
    )


def _from_export(fields: Fields) -> Resource | None:
    # An older copy that waits for its deletion has the URN of the resource that took its place.
    if fields.flag("delete"):
        return None
    return _resource(
        fields,
        _camel,
        custom=bool(fields.flag("custom")),
        timeouts=fields.times("customTimeouts", _TIMES),
        id=fields.text("id") or "",
        outputs=fields.values("outputs"),
        external=bool(fields.flag("external")),
        unfinished=_unfinished(fields),
    )


def _resource(fields: Fields, spelled: Callable[[str], str], **more: Any) -> Resource:
    """What documents and exports say alike, and `more`; an export spells names of several words in its own way."""
    return Resource(
        urn=fields.urn("urn"),
        type=fields.text("type", needed=True),
        parent=fields.text("parent") or None,
        inputs=fields.values("inputs"),
        dependencies=fields.texts("dependencies"),
        property_dependencies=fields.text_lists(spelled("property_dependencies")),
        provider=fields.text("provider") or None,
        protect=fields.flag("protect"),
        retain_on_delete=fields.flag(spelled("retain_on_delete")),
        replace_on_changes=fields.texts(spelled("replace_on_changes")),
        ignore_changes=fields.texts(spelled("ignore_changes")),
        aliases=fields.texts("aliases"),
        deleted_with=fields.text(spelled("deleted_with")) or None,
        **more,
    )


@cache
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _unfinished(fields: Fields) -> Unfinished | None:
    if fields.flag("pendingReplacement"):
        return "#pending"
    if fields.flag("taint"):
        return "#taint"
    return "#initerror" if fields.items("initErrors") else None
