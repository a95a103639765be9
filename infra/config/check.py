"""From layered values to a StackConfig, or every problem at once with the file that the value came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from components.spec import Spec
from infra.config.errors import ConfigError, ConfigProblem, shown
from infra.config.layers import Layer, Layered, lay
from infra.config.platform import CONCERNS, PlatformSpec, TierName
from infra.config.rules import across, with_environment
from infra.config.stack import Environment, StackConfig

Model = TypeVar("Model", bound=Spec)
_SPECS: dict[str, type[Spec]] = {
    name: field.annotation
    for name, field in PlatformSpec.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Spec)
}
_MESSAGES = {
    "missing": "is missing: every field is named in the file of the tier",
    "extra_forbidden": "unknown key",
}


def resolve(stack: str, tier: TierName, layers: Sequence[Layer]) -> StackConfig:
    """Merge the layers and check them. Raises ConfigError listing all problems: by concern, then across concerns."""
    layered = lay(layers)
    values = layered.values
    problems: list[ConfigProblem] = []
    specs: dict[str, Any] = {"tier": tier}
    for name in ("platform", "accounts", *CONCERNS):
        specs[name] = _checked(_SPECS[name], name, values.get(name), layered, problems)
    extra = {key: values[key] for key in Environment.model_fields if key in values}
    environment = _checked(Environment, "", extra, layered, problems)
    if environment is None or None in specs.values():
        raise ConfigError(problems)  # rules over several concerns need all of them in a sound shape
    platform = PlatformSpec.model_construct(**specs)
    # A field that is wrong by itself is mended first; what it would break elsewhere shows then.
    wrong = {problem.path for problem in problems}
    problems += [
        ConfigProblem(layered.origin(problem.path), f"sayar:{problem.path}", shown(problem.value), problem.allowed)
        for problem in (*across(platform), *with_environment(platform, environment))
        if f"sayar:{problem.path}" not in wrong
    ]
    if problems:
        raise ConfigError(problems)
    return StackConfig.model_construct(stack=stack, platform=platform, environment=environment)


def _checked(model: type[Model], at: str, value: Any, layered: Layered, problems: list[ConfigProblem]) -> Model | None:
    """The spec at a path, or None after its problems were noted: its shape first, its rules only on a sound shape."""
    if value is None:
        problems.append(ConfigProblem(layered.origin(at), f"sayar:{at}", "missing", "the whole concern, every field"))
        return None
    try:
        spec = model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        problems += _shape_problems(error, at, layered)
        return None
    except (TypeError, ValueError) as error:
        problems.append(ConfigProblem(layered.origin(at), f"sayar:{at}", shown(value) if at else "", str(error)))
        return None
    for problem in spec.problems():
        path = f"{at}.{problem.path}" if at else problem.path
        problems.append(ConfigProblem(layered.origin(path), f"sayar:{path}", shown(problem.value), problem.allowed))
    return spec


def _shape_problems(error: ValidationError, at: str, layered: Layered) -> Iterator[ConfigProblem]:
    rows = error.errors(include_url=False)
    wrong_inside = {row["loc"][:end] for row in rows for end in range(len(row["loc"]))}
    for row in rows:
        if row["type"] == "too_short" and row["loc"] in wrong_inside:
            continue  # an item that is refused is not counted, and the list is not short because of that
        path = _path(at, row["loc"], layered.values)
        message = _MESSAGES.get(row["type"], row["msg"].replace("Input should be ", ""))
        if row["type"] in _MESSAGES:
            yield ConfigProblem(layered.origin(path), f"sayar:{path}", "", message)
        else:
            value = "[secret]" if path.partition(".")[0] == "secrets" else shown(row["input"])
            yield ConfigProblem(layered.origin(path), f"sayar:{path}", value, message)


def _path(at: str, loc: tuple[int | str, ...], values: Any) -> str:
    """A location as a path of the stack file. pydantic adds the tag of a union as a step: it is left out."""
    path, here = at, values.get(at) if at else values
    for step in loc:
        if isinstance(step, int):
            path += f"[{step}]"
            here = here[step] if isinstance(here, list) and step < len(here) else None
        elif isinstance(here, dict) and step not in here and _is_tag(step, here, loc):
            continue
        else:
            path = f"{path}.{step}" if path else step
            here = here.get(step) if isinstance(here, dict) else None
    return path


def _is_tag(step: str, here: dict[str, Any], loc: tuple[int | str, ...]) -> bool:
    return step != loc[-1] and step in here.values()
