"""One field of an answer: by its resolver when it has one, else by the attribute or key that carries its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLResolveInfo

from tests.fakes.railway import account, deployments, network, projects, services, variables, volumes
from tests.fakes.railway.plans import Unserved

_FIELDS: Final[Mapping[str, Any]] = {
    **account.FIELDS,
    **projects.FIELDS,
    **services.FIELDS,
    **variables.FIELDS,
    **deployments.FIELDS,
    **network.FIELDS,
    **volumes.FIELDS,
}


def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    """The value of a field. Raises Refusal for what the platform refuses, Unserved for what is not here."""
    name = f"{info.parent_type.name}.{info.field_name}"
    if name in _FIELDS:
        return _FIELDS[name](info.context, source, arguments)
    if isinstance(source, Mapping) and info.field_name in source:
        return source[info.field_name]
    attribute = snake(info.field_name)
    if hasattr(source, attribute):
        return getattr(source, attribute)
    raise Unserved(f"the stand-in does not know {name}")


def snake(name: str) -> str:
    """The name of a field as Python writes it: sizeMB is size_mb."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
