"""Which resource cannot serve without which other one, although the engine knows of no dependency on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict

from sayar.facts.paths import Path, pairs_at, parse_path, value_at
from sayar.graph.model import Resource
from sayar.graph.order import provider_urn

_FILE: Final = "links.yaml"


def _path(text: str) -> str:
    parse_path(text)
    return text


def _date(text: str) -> str:
    date.fromisoformat(text)
    return text


PathText = Annotated[str, AfterValidator(_path)]
DateText = Annotated[str, AfterValidator(_date)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class End(_Row):
    """One side of a link: a type, and where its text stands."""

    type: str
    path: PathText


class Referred(_Row):
    """A type, itself (`path` None) or by what a top-level property of it refers to."""

    type: str
    path: PathText | None = None


class _Sourced(_Row):
    source: str
    date: DateText
    confidence: Literal["measured", "documented", "assumed"]


class Link(_Sourced):
    """One kind of reference by value."""

    user: End
    used: End
    alike: tuple[PathText, ...] = ()
    same_provider: bool = False


class Backed(_Sourced):
    """A type that serves only through those that refer to it, or to what it refers to, by a top-level property."""

    user: Referred
    used: End


class Choice(_Sourced):
    """Properties of a type of whose references one is enough."""

    type: str
    paths: tuple[PathText, ...]


class Links(_Row):
    """All rows of a file."""

    links: tuple[Link, ...]
    backed: tuple[Backed, ...] = ()
    choices: tuple[Choice, ...] = ()


@cache
def known_links() -> Links:
    """The links of the program's types, from the file beside this one."""
    return read_links(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


def read_links(text: str) -> Links:
    """The links of a YAML text. Raises ValueError (pydantic's, one line per problem) for a row that is none."""
    return Links.model_validate_json(json.dumps(yaml.safe_load(text)))


def linked(resources: Sequence[Resource], rows: Links) -> Iterator[tuple[str, str]]:
    """URNs of users and of what they use, among the resources of one side."""
    by_type: dict[str, list[Resource]] = {}
    for resource in resources:
        by_type.setdefault(resource.type, []).append(resource)
    for link in rows.links:
        yield from _by_value(link, by_type.get(link.user.type, ()), by_type.get(link.used.type, ()))
    for row in rows.backed:
        yield from _through(row, by_type.get(row.user.type, ()), by_type.get(row.used.type, ()))


def chosen(resource: Resource, rows: Links) -> Iterator[frozenset[str]]:
    """Sets of URNs of which a resource needs one alone."""
    for row in rows.choices:
        if row.type == resource.type:
            urns = frozenset(urn for path in row.paths for urn in resource.property_dependencies.get(path, ()))
            if urns:
                yield urns


def _through(row: Backed, users: Iterable[Resource], useds: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    behind: dict[str, list[str]] = {}
    for used in useds:
        for urn in used.property_dependencies.get(row.used.path, ()):
            behind.setdefault(urn, []).append(used.urn)
    for user in users:
        path = row.user.path
        for urn in (user.urn,) if path is None else user.property_dependencies.get(path, ()):
            yield from ((user.urn, used) for used in behind.get(urn, ()))


def _by_value(link: Link, users: Sequence[Resource], useds: Sequence[Resource]) -> Iterator[tuple[str, str]]:
    there: dict[str, list[Resource]] = {}
    for used in useds:
        for text in _texts(used, link.used.path):
            there.setdefault(text, []).append(used)
    for user in users if there else ():
        for text in _texts(user, link.user.path):
            for used in there.get(text, ()):
                if used.urn != user.urn and _fit(link, user, used):
                    yield user.urn, used.urn


def _fit(link: Link, user: Resource, used: Resource) -> bool:
    if link.same_provider and provider_urn(user.provider) != provider_urn(used.provider):
        return False
    return all(_at(user, path) == _at(used, path) for path in link.alike)


def _at(resource: Resource, path: str) -> Any:
    return value_at(resource.inputs, parse_path(path))


def _texts(resource: Resource, path: str) -> Iterator[str]:
    """The texts at a path pattern; what nobody knows yet links nothing. They are compared and never shown."""
    pattern: Path = parse_path(path)
    for value, _ in pairs_at(resource.inputs, resource.inputs, pattern):
        if isinstance(value, str) and value:
            yield value
