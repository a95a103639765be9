"""All that is known of a package: generated rows from provider schemas, and the reviewed rows laid over them.

generated/NAME.json     every type of the provider, from its flags; written by `tools/import_flags.py`
NAME.yaml, NAME/*.yaml  reviewed rows: what the flags cannot say, and where they are wrong
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sayar.facts.conditions import parse_condition
from sayar.facts.paths import Path as PropertyPath
from sayar.facts.paths import parse_path
from sayar.facts.rows import FactsError, Origin, Rule, TypeFacts, Verdict, read_package

GENERATED: Final = "generated"
_BLOCK: Final = "(old == null) != (new == null)"
_FLAGS: Final[Mapping[str, tuple[str | None, Verdict]]] = {
    "replace": (None, "replace"),
    "maybe": (None, "maybe"),
    # Adding or removing a block of a flagged kind replaces; a change inside does only where its own property says so.
    "blocks": (_BLOCK, "replace"),
}


class LayeredPackage:
    """One package. A generated row is made when its type is asked for: a graph has few of a provider's types."""

    def __init__(self, folder: Path, name: str) -> None:
        self._generated = _read_generated(folder / GENERATED / f"{name}.json", name)
        self._reviewed = [read_package(path, name) for path in reviewed_files(folder, name)]
        self._found: dict[str, TypeFacts | None] = {}
        self._origin = _origin(self._generated) if self._generated else None

    @property
    def empty(self) -> bool:
        """True where no file speaks of the package."""
        return not self._generated and not self._reviewed

    @property
    def version(self) -> str:
        """The SDK whose types the rows speak of; empty where no file speaks of the package."""
        return self._generated.get("version") or next((facts.version for facts in self._reviewed), "")

    @property
    def reviewed(self) -> int:
        """How many types have reviewed rows."""
        return sum(len(facts.types) for facts in self._reviewed)

    def find(self, type_: str) -> TypeFacts | None:
        """The facts of a type: a reviewed row over the generated one, whichever are there."""
        if type_ not in self._found:
            self._found[type_] = self._layered(type_)
        return self._found[type_]

    def _layered(self, type_: str) -> TypeFacts | None:
        reviewed = _first(facts.find(type_) for facts in self._reviewed)
        raw = self._generated.get("types", {}).get(type_)
        base = _type(type_, raw, self._origin) if raw is not None and self._origin is not None else None
        return _over(reviewed, base) if reviewed is not None and base is not None else reviewed or base


def reviewed_files(folder: Path, name: str) -> list[Path]:
    """The files of reviewed rows about a package."""
    single = [folder / f"{name}.yaml"] if (folder / f"{name}.yaml").is_file() else []
    return [*single, *sorted((folder / name).glob("*.yaml"))]


def generated_types(folder: Path, name: str) -> tuple[str, ...]:
    """Every type with a generated row, sorted. Raises FactsError."""
    return tuple(sorted(_read_generated(folder / GENERATED / f"{name}.json", name).get("types", {})))


def _first(found: Iterable[TypeFacts | None]) -> TypeFacts | None:
    return next((one for one in found if one is not None), None)


def _over(reviewed: TypeFacts, base: TypeFacts) -> TypeFacts:
    """Reviewed rules are tried first; a pattern that they decide in every case needs no generated one."""
    rules = dict(reviewed.rules)
    for pattern, generated in base.rules.items():
        mine = rules.get(pattern, ())
        if not mine or mine[-1].condition is not None:
            rules[pattern] = (*mine, *generated)
    return replace(
        reviewed,
        rules=rules,
        delete_first=reviewed.delete_first or base.delete_first,
        auto_name=reviewed.auto_name or base.auto_name,
        named_first=reviewed.named_first or base.named_first,
    )


def _type(type_: str, raw: Mapping[str, Any], origin: Origin) -> TypeFacts:
    rules: dict[PropertyPath, tuple[Rule, ...]] = {}
    for key, (condition, verdict) in _FLAGS.items():
        for text in raw.get(key, ()):
            pattern = parse_path(text)
            rule = Rule(pattern, parse_condition(condition) if condition else None, verdict, origin)
            rules[pattern] = (*rules.get(pattern, ()), rule)
    return TypeFacts(
        type_,
        rules,
        (),
        delete_first=raw.get("delete_first"),
        stateful=None,
        sticky=None,
        origin=origin,
        auto_name=raw.get("auto_name"),
        named_first=raw.get("named_first", False),
    )


def _read_generated(path: Path, name: str) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["package"] != name or not isinstance(document["types"], dict):
            raise FactsError(f"{path.name}: not the rows of {name}")
        _origin(document)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise FactsError(f"{path.name}: not a file of generated rows: {error}") from None
    return document  # type: ignore[no-any-return]


def _origin(document: Mapping[str, Any]) -> Origin:
    return Origin(document["source"], document["date"], document["confidence"])
