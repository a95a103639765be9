"""The Railway package as programs see it.

    provider = railway.Provider("railway")
    project = railway.Project("project", workspace_id=..., name="sayar", opts=...)

An argument that is None is not declared: the provider neither sends nor compares it, and what the application's
pipeline or a person has set there stays. Type tokens are `railway:index:<class>`.
"""

from __future__ import annotations

from providers.railway.domain import CustomDomain, StaticEgress
from providers.railway.instance import (
    LimitsArgs,
    RegionArgs,
    RestartPolicy,
    ServiceInstance,
    VolumeMountArgs,
)
from providers.railway.project import Environment, Project, Provider, Service
from providers.railway.workspace import UsageLimit, Volume

__all__ = [
    "CustomDomain",
    "Environment",
    "LimitsArgs",
    "Project",
    "Provider",
    "RegionArgs",
    "RestartPolicy",
    "Service",
    "ServiceInstance",
    "StaticEgress",
    "UsageLimit",
    "Volume",
    "VolumeMountArgs",
]
