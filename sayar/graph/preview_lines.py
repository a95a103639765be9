"""A preview that the engine printed as it went, one event a line, as the digest that it prints otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_EVENT: Final = ("sequence", "timestamp")


def is_lines(text: str) -> bool:
    """True if the first line is an event of its own."""
    first = text.lstrip().partition("\n")[0]
    try:
        event = json.loads(first)
    except ValueError:
        return False
    return isinstance(event, Mapping) and all(key in event for key in _EVENT)


def digest_of(text: str) -> dict[str, Any]:
    """The digest of some events. Raises json.JSONDecodeError for a line that is none, such as a last one cut off."""
    steps: list[dict[str, Any]] = []
    diagnostics: list[Any] = []
    for event in _events(text):
        step = (event.get("resourcePreEvent") or {}).get("metadata")
        if isinstance(step, Mapping):
            steps.append(_step(step))
        if isinstance(found := event.get("diagnosticEvent"), Mapping):
            diagnostics.append(found)
    return {"steps": steps, "diagnostics": diagnostics, "changeSummary": {}}


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        if line.strip():
            event = json.loads(line)
            if isinstance(event, Mapping):
                yield event


def _step(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same things have other names in events."""
    detailed = found.get("detailedDiff")
    return {
        "op": found.get("op"),
        "urn": found.get("urn"),
        "oldState": found.get("old"),
        "newState": found.get("new"),
        "diffReasons": found.get("diffs"),
        "replaceReasons": found.get("keys"),
        "detailedDiff": {path: _kind(one) for path, one in detailed.items()} if isinstance(detailed, Mapping) else None,
    }


def _kind(detail: Any) -> Any:
    kind = detail.get("diffKind") if isinstance(detail, Mapping) else None
    return {"kind": kind} if isinstance(kind, str) else detail
