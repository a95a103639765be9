"""The stores of a stack: made on Railway, or somebody else's, as URLs for the services of each region."""

from __future__ import annotations

import pulumi

from components.base import Providers
from components.cache.external import external_urls
from components.cache.railway_spec import RailwayRedis
from components.cache.redis import RedisStores
from components.cache.spec import ExternalRedis
from components.cache.urls import store_for
from components.cache.words import USES, Use
from components.hosting.project import HostingProject
from infra.config.secrets import secret
from infra.config.stack import StackConfig


def stores(
    config: StackConfig, providers: Providers, project: HostingProject
) -> dict[str, dict[Use, pulumi.Input[str]]]:
    """The URL of each use by region of the services; empty where a stack has no store."""
    spec = config.platform.cache
    if isinstance(spec.store, RailwayRedis):
        made = RedisStores(
            "cache", spec, providers, project_id=project.project_id, environment_id=project.environment_id
        )
        urls = made.urls
    elif isinstance(spec.store, ExternalRedis):
        given = {row.secret: secret(config.environment, row.secret) for row in spec.store.stores}
        urls = external_urls(spec, {name: value for name, value in given.items() if value is not None})
    else:
        return {}
    there = {use for use, _ in urls}
    return {
        region: {use: store_for(urls, use, region) for use in USES if use in there}
        for region in config.platform.hosting.service_regions
    }
