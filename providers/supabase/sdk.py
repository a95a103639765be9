"""The Supabase package as programs see it.

    provider = supabase.Provider("supabase")
    project = supabase.Project("project", organization_slug=..., region="us-east-1", ...)

An argument that is None is not declared: the provider neither sends nor compares it. Type tokens are
`supabase:index:<class>`. The project's reference is an identity that no later change touches; what a move between
tiers changes are resources of their own.
"""

from __future__ import annotations

from providers.supabase.access import ApiKeys, CustomHostname, NetworkRestrictions, SslEnforcement
from providers.supabase.postgres import PoolerConfig, PoolMode, PostgresConfig
from providers.supabase.project import Project, Provider
from providers.supabase.sizes import Addon, AddonType, BackupSchedule, Disk, DiskType, ReadReplica

__all__ = [
    "Addon",
    "AddonType",
    "ApiKeys",
    "BackupSchedule",
    "CustomHostname",
    "Disk",
    "DiskType",
    "NetworkRestrictions",
    "PoolMode",
    "PoolerConfig",
    "PostgresConfig",
    "Project",
    "Provider",
    "ReadReplica",
    "SslEnforcement",
]
