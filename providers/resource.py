"""What the resource classes of the project's own providers share: names, undeclared inputs, secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


class OwnResource(pulumi.CustomResource):
    """A resource whose inputs are given under the wire's camelCase names; its attributes are their snake_case.

    The names are given and not translated, because the SDK's own translation of untyped inputs also rewrites the keys
    of maps, which are names of variables and regions here.
    """

    def __init__(
        self,
        type_: str,
        resource_name: str,
        inputs: Mapping[str, Any],
        *,
        outputs: Sequence[str] = (),
        secret_outputs: Sequence[str] = (),
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """An input that is None is not sent. `outputs` are computed; `secret_outputs` are encrypted in the state."""
        properties = {**inputs, **dict.fromkeys(outputs)}
        if secret_outputs:
            opts = pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(additional_secret_outputs=list(secret_outputs))
            )
        super().__init__(type_, resource_name, properties, opts)
        for wire in properties:
            self.__dict__[snake(wire)] = self.__dict__[wire]


def snake(wire: str) -> str:
    """The Python name of a wire name: `cnameTarget` is `cname_target`."""
    return _HUMP.sub(r"_\1", wire).lower()


def sealed(value: pulumi.Input[str] | None) -> pulumi.Output[str] | None:
    """The value as a secret, whatever the caller made of it; None stays None."""
    return None if value is None else pulumi.Output.secret(value)


def sealed_each(values: Mapping[str, pulumi.Input[str]] | None) -> dict[str, pulumi.Output[str]] | None:
    """Every value of a map as a secret of its own, so that a preview still shows which names there are."""
    return None if values is None else {name: pulumi.Output.secret(value) for name, value in values.items()}
