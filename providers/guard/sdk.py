"""The guard's package as programs see it.

    provider = guard.Provider("guard")
    guard.Move("move", tier="growth", order=[...], pools={"us": guard.PoolArgs(weight=100, strict_tls=True)}, opts=...)

Type tokens are `guard:index:<class>`. An argument that is None is not declared: there is no move, no database.
"""

from __future__ import annotations

from providers.guard.move import DatabaseArgs, Move, OriginTls, PoolArgs, Provider, TransitionArgs, WaiverArgs

__all__ = ["DatabaseArgs", "Move", "OriginTls", "PoolArgs", "Provider", "TransitionArgs", "WaiverArgs"]
