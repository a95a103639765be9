"""What happens to requests that do not fit the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone

_ACTIONS: dict[Literal["off", "log", "block"], str] = {"off": "none", "log": "log", "block": "block"}


@dataclass(frozen=True, slots=True)
class SchemaValidationResources:
    """Every resource that `SchemaValidation` makes."""

    settings: cloudflare.SchemaValidationSettings


class SchemaValidation(SayarComponent):
    """The zone's answer to requests outside the schema. Schemas come with the application that they describe: its
    pipeline uploads them, and without one nothing is held against anything.

    Off is said too, as the vendor cannot delete these settings: what goes from the program would stay in force.
    """

    def __init__(self, name: str, spec: EdgeSpec, providers: Providers, *, zone: Zone) -> None:
        """Raises ValueError without the proxy."""
        if not spec.proxied:
            raise ValueError(f"schema validation needs mode proxied, not {spec.mode}")
        super().__init__(name)
        self.resources = SchemaValidationResources(
            cloudflare.SchemaValidationSettings(
                "schema-validation",
                zone_id=zone.zone_id,
                validation_default_mitigation_action=_ACTIONS[spec.large.schema_validation],
                opts=self.child(providers.cloudflare, depends_on=zone.entitled),
            )
        )
        self.finish()
