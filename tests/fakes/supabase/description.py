"""Supabase's published description of its API, and whether a request and its answer keep to it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jsonschema import ValidationError
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.fakes.remembered import answered, asked, remembered

_FILE: Final = Path(__file__).parents[2] / "descriptions" / "supabase.openapi.json"
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})

# The text of these faults quotes no value, only names; that of the others may quote a password.
_NAMES_ONLY: Final = frozenset({"required", "additionalProperties"})


@functools.cache
def _document() -> dict[str, Any]:
    """The description as it can be used: served from any host, and without discriminators.

    A discriminator without a mapping names components, and the alternatives of this description are written in place;
    their `type` tells them apart as well.
    """
    document: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    document["servers"] = [{"url": "/"}]
    for node in _objects(document["components"]["schemas"]):
        if "oneOf" in node:
            node.pop("discriminator", None)
    for node in _objects(document):
        # Nothing beyond the description passes: an API that ignores a misspelt name hides a mistake. The library can
        # forbid that too, and builds a class for every look at a schema to do so.
        if (node.get("type") == "object" or "properties" in node) and "additionalProperties" not in node:
            node["additionalProperties"] = False
    return document


@functools.cache
def _api() -> OpenAPI:
    """The validator."""
    return OpenAPI.from_dict(_document())


@functools.cache
def routes() -> Map:
    """The way from a request to its operation's name, such as "GET /v1/projects/{ref}"."""
    return Map(
        [
            Rule(
                path.replace("{", "<").replace("}", ">"),
                methods=[method.upper()],
                endpoint=f"{method.upper()} {path}",
            )
            for path, operations in _document()["paths"].items()
            for method in operations.keys() & _METHODS
        ]
    )


@remembered(lambda _, request: asked(request))
def request_fault(operation: str, request: Request) -> str | None:
    """What is wrong with a request, or None."""
    method, _, path = operation.partition(" ")
    known = {each["name"] for each in _document()["paths"][path][method.lower()].get("parameters", ())}
    if unknown := sorted(set(request.args) - known):
        return f"unknown query parameter {', '.join(unknown)}"
    try:
        _api().validate_request(WerkzeugOpenAPIRequest(request))
    except OpenAPIError as error:
        return _told(error)
    return None


@remembered(answered)
def response_fault(request: Request, response: Response) -> str | None:
    """What is wrong with a successful answer, or None. Refusals are not described, so they are not held against it."""
    if not 200 <= response.status_code < 300:
        return None
    try:
        _api().validate_response(WerkzeugOpenAPIRequest(request), WerkzeugOpenAPIResponse(response))
    except OpenAPIError as error:
        return _told(error)
    return None


def _told(error: OpenAPIError) -> str:
    """A fault with its places. The text of the error itself quotes the whole body, its representation only names."""
    return "; ".join([repr(error), *map(_placed, getattr(error.__cause__, "schema_errors", ()))])


def _placed(error: ValidationError) -> str:
    place = ".".join(map(str, error.absolute_path)) or "all"
    if error.validator in _NAMES_ONLY:
        return f"{place}: {error.message}"
    rule = "" if error.validator == "oneOf" else f" {error.validator_value}"  # the alternatives are whole schemas
    return f"{place}: breaks {error.validator}{rule}"


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """All objects of a document, the outer ones first."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(inner)
