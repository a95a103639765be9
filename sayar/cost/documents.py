"""The cost document: some tiers, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sayar.cost.document import Asked, described, month_of
from sayar.cost.optimise import optimisations
from sayar.documents.cost import CostDocument
from sayar.verdict import exit_code, worst

if TYPE_CHECKING:
    from infra.config.stack import StackConfig

Reload = Callable[[str, Sequence[str]], "StackConfig"]
"""The stack of that name with further leaves of a what-if. Raises ConfigError where its rules refuse them."""


def cost_document(configs: Mapping[str, StackConfig], asked: Asked, *, reload: Reload) -> CostDocument:
    """The document of some stacks by name."""
    tiers = {}
    for name, config in configs.items():
        month = month_of(config, asked)
        cost = described(config, month, asked)
        found = optimisations(config, asked, month, lambda more, name=name: reload(name, more))  # type: ignore[misc]
        tiers[name] = cost.model_copy(update={"optimisations": tuple(found)})
    verdict = worst(cost.verdict for cost in tiers.values())
    return CostDocument(as_of=asked.as_of, tiers=tiers, verdict=verdict, exit_code=exit_code(verdict))
