"""Vercel's published description of its API, and whether a request and its answer keep to it."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Final

from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug import Request, Response

from tests.fakes.remembered import answered, asked, remembered

_FILE: Final = Path(__file__).parents[2] / "descriptions" / "vercel.openapi.json"


@functools.cache
def _api() -> OpenAPI:
    """The validator, for any host. Nothing beyond the description passes."""
    document: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    document["servers"] = [{"url": "/"}]
    return OpenAPI.from_dict(document, config=Config(additional_properties_default_policy="forbid"))


@remembered(asked)
def request_fault(request: Request) -> str | None:
    """What is wrong with a request, or None."""
    try:
        _api().validate_request(WerkzeugOpenAPIRequest(request))
    except OpenAPIError as error:
        return repr(error)
    return None


@remembered(answered)
def response_fault(request: Request, response: Response) -> str | None:
    """What is wrong with a successful answer, or None. Refusals are not described."""
    if response.status_code >= 300:
        return None
    try:
        _api().validate_response(WerkzeugOpenAPIRequest(request), WerkzeugOpenAPIResponse(response))
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", ())
        return "; ".join([repr(error), *(f"{list(each.absolute_path)}: {each.message}" for each in causes)])
    return None
