"""The closed sets of words that specs of hosting are written in."""

from __future__ import annotations

from typing import Literal

RailwayPlan = Literal["free", "hobby", "pro", "enterprise"]
VercelPlan = Literal["hobby", "pro", "enterprise"]

Role = Literal["api", "webhook", "feed"]
"""What a service is for: answering the dashboard, taking in WhatsApp's events, making catalogue feeds."""

ROLES: tuple[Role, ...] = ("api", "webhook", "feed")

Restart = Literal["always", "on_failure", "never"]
SkewProtection = Literal["30 minutes", "12 hours", "1 day", "7 days"]
Protection = Literal["none", "standard", "previews", "all"]
"""Which deployments of the web ask for a login: none, all but the production domain, previews only, or every one."""

Target = Literal["production", "preview", "development"]
