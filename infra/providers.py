"""The explicit providers of a stack. Tokens come from the environment, so none of them takes one here."""

from __future__ import annotations

import pulumi
import pulumi_random as random
import pulumiverse_vercel as vercel

from components.base import Providers
from infra.config.platform import PlatformSpec
from providers.guard import sdk as guard
from providers.railway import sdk as railway
from providers.supabase import sdk as supabase


def explicit(spec: PlatformSpec, beside: PlatformSpec | None = None) -> Providers:
    """One provider a vendor, under names that are the same in every tier.

    One of which a stack has nothing is left out: the engine configures every provider that is registered, and a stack
    without a zone, say, would need Cloudflare's token. Those of AWS and of clusters come with their regions. `beside`
    is what else is there while a move leads from one platform to another.
    """
    both = (spec, beside) if beside is not None else (spec,)
    return Providers(
        cloudflare=_cloudflare() if any(one.uses_cloudflare for one in both) else None,
        vercel=vercel.Provider("vercel", team=spec.accounts.vercel_team),
        railway=railway.Provider("railway") if any(one.hosting.railway for one in both) else None,
        supabase=supabase.Provider("supabase") if any(_on_supabase(one) for one in both) else None,
        random=random.Provider("random"),
        guard=guard.Provider("guard"),
        tls=_tls() if any(one.security.origin_auth.mode == "mtls" for one in both) else None,
    )


def _on_supabase(spec: PlatformSpec) -> bool:
    return spec.database.engine.kind == "supabase"


def _cloudflare() -> pulumi.ProviderResource:
    # The SDK is the heaviest of all; a stack without an edge should not load it.
    import pulumi_cloudflare as cloudflare

    return cloudflare.Provider("cloudflare")


def _tls() -> pulumi.ProviderResource:
    import pulumi_tls as tls

    return tls.Provider("tls")
